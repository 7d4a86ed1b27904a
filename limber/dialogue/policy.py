"""The safety policy: it beats every rule, form and loop, and otherwise abstains."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from limber.safety.dialogue import SAFETY_ACTIONS, safety_action

PRIORITY = 100
"""Above Rasa's own policies, which reach 6."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SafetyPolicy(Policy):
    """Predicts what the screen's verdict, the hold or an open check question demands."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The policy's place above all others."""
        return {"priority": PRIORITY, "max_history": 1}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """The policy; it learns nothing, so nothing is loaded."""
        return cls(config, model_storage, resource, execution_context)

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The safety action after a message, then listen; nothing where safety demands nothing."""
        name = self._next(tracker)
        probabilities = self._default_predictions(domain)
        if name is not None:
            probabilities[domain.index_for_action(name)] = 1.0
        return self._prediction(probabilities)

    @staticmethod
    def _next(tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name in SAFETY_ACTIONS:
            return ACTION_LISTEN_NAME
        message = tracker.latest_message
        if tracker.latest_action_name != ACTION_LISTEN_NAME or message is None:
            return None
        return safety_action(
            message.intent.get("name") or "",
            (message.parse_data or {}).get("screening"),
            tracker.get_slot("hold"),
            tracker.get_slot("pending"),
            message.text or "",
        )
