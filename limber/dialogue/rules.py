"""Rasa's rule policy, which looks no further back than its longest rule."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class BoundedRulePolicy(RulePolicy):
    """Predicts what Rasa's rule policy predicts, from the newest states alone.

    Rasa's describes the whole conversation four times a turn: for two predictions, each with the intent
    and with the words of the last message. A rule matches the end of a conversation, so states before
    its first one never count; and words count only where a rule names some.
    """

    _longest: int | None = None
    _reads_words = True

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> BoundedRulePolicy:
        """The trained policy, and how far back its rules look."""
        policy: BoundedRulePolicy = super().load(config, model_storage, resource, execution_context, **kwargs)
        rules = [
            json.loads(key) for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in policy.lookup[kind]
        ]
        policy._longest = max(map(len, rules), default=1)
        policy._reads_words = any(TEXT in state.get(USER, {}) for states in rules for state in states)
        return policy

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._reads_words:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        if self._longest is None:  # While it is trained.
            whole: list[State] = super()._prediction_states(
                tracker, domain, use_text_for_last_user_input, rule_only_data
            )
            return whole
        # A state stands before each action, and one at the end.
        count = sum(isinstance(event, ActionExecuted) for event in tracker.applied_events()) + 1
        states = [
            domain._clean_state(domain.get_active_state(earlier))
            for place, (earlier, _) in enumerate(tracker.generate_all_prior_trackers())
            if place >= count - self._longest
        ]
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states
