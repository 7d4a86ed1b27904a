"""The red-flag screen in the pipeline: last, and above every other component."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.nlu.classifier import QUESTIONS
from limber.nlu.featurizer import JUDGED, VECTOR_OF_TEXT, SentenceEncoderFeaturizer
from limber.paths import project_root
from limber.safety.classifier import RedFlagClassifier
from limber.safety.dialogue import RED_FLAG, UNBACKED
from limber.safety.loading import make_screener
from limber.safety.screen import Screener
from limber.safety.training import classifier_digest, train_classifier
from limber.safety.verdict import Screening

log = structlog.get_logger()

SCREENING = "screening"
"""Message attribute, stored with the user's turn: the screen's verdict."""

ASK_FROM = 0.6
"""Probability of the intent classifier alone from which the person is asked."""

_FILE = "red-flags.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagScreen(IntentClassifier, GraphComponent):
    """Screens every message and overrules its intent where a sign is reported or in doubt."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the sentence encoder; in config.yml, after the intent classifier too."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings."""
        return {}

    def __init__(self, model_storage: ModelStorage, resource: Resource, screener: Screener | None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._screener = screener

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagScreen:
        """A screen before its training."""
        return cls(model_storage, resource, None)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        """The examples of the trained layer: a change trains the component again."""
        return classifier_digest(project_root())

    def train(self, training_data: TrainingData) -> Resource:
        """Put the trained layer into the model."""
        classifier = RedFlagClassifier.load(train_classifier(project_root()))
        with self._model_storage.write_to(self._resource) as folder:
            classifier.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagScreen:
        """The screen with the trained layer of the model and today's patterns."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, make_screener(RedFlagClassifier.load(folder / _FILE)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add for training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Screen each message; whatever fails here asks the person instead of staying silent."""
        for message in messages:
            try:
                self._overrule(message, self._screen(message))
            except Exception as error:
                log.error("limber.screen_failed", error=type(error).__name__, exc_info=True)
                self._overrule(message, Screening(check=True))
        return messages

    def _screen(self, message: Message) -> Screening:
        if self._screener is None:
            raise RuntimeError("the screen has no trained layer")
        return self._screener.screen(message.get(JUDGED), message.get(VECTOR_OF_TEXT))

    def _overrule(self, message: Message, screening: Screening) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        suspected = next((one["confidence"] for one in ranking if one["name"] == RED_FLAG), 0.0)
        if not screening.tier and not screening.check and ranking and ranking[0]["name"] == RED_FLAG:
            screening = replace(screening, check=suspected >= ASK_FROM and not _explained(screening))
        message.set(SCREENING, screening.as_dict(), add_to_output=True)
        others = [one for one in ranking if one["name"] != RED_FLAG]
        # A sign is answered as one or not at all, never as one question among others.
        questions = [one for one in message.get(QUESTIONS) or [] if one["intent"] != RED_FLAG]
        if screening.tier or screening.check:
            first = {"name": RED_FLAG, "confidence": 1.0}
            others = [first, *others]
            message.set(INTENT, first, add_to_output=True)
        elif others and ranking[0]["name"] == RED_FLAG:
            if not questions:
                name = others[0]["name"]
                questions = [{**others[0], "intent": name, "entities": message.get("entities", [])}]
            first = {"name": questions[0]["intent"], "confidence": questions[0]["confidence"]}
            others = [first, *(one for one in others if one["name"] != first["name"])]
            message.set(INTENT, first, add_to_output=True)
        message.set(INTENT_RANKING_KEY, others, add_to_output=True)
        message.set(QUESTIONS, questions, add_to_output=True)


def _explained(screening: Screening) -> bool:
    """Whether what the intent classifier takes for a report is a sign that is denied or over."""
    return bool(screening.denied or screening.resolved) and screening.suspected < UNBACKED
