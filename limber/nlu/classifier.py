"""The intent classifier as a Rasa component."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.nlu.entities import entity_of
from limber.nlu.featurizer import SENTENCE_VECTORS, SentenceEncoderFeaturizer, vector_of_example
from limber.nlu.intents import SETTINGS, IntentModel
from limber.nlu.questions import FALLBACK, UNSURE, Question, choose
from limber.nlu.reader import MASKED, READING

QUESTIONS = "questions"
"""Message attribute, stored with the user's turn: everything that it asks, in order."""

_FILE = "classifier.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Classifies the message and each of its sentences, then decides what is asked."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the sentence encoder."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The intent model's settings."""
        return dict(SETTINGS)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """A new, untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples with an intent."""
        # Masked names make many examples alike; each wording counts once.
        distinct = {
            (example.get(MASKED), example.get(INTENT)): example
            for example in training_data.intent_examples
            if example.get(TEXT)
        }
        examples = list(distinct.values())
        model = IntentModel.fit(
            [example.get(MASKED) for example in examples],
            np.vstack([vector_of_example(example) for example in examples]),
            [example.get(INTENT) for example in examples],
            self._config,
        )
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """The trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder / _FILE, config))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components learn from the labels, not from predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and questions of each message."""
        model = self._model
        if model is None:
            raise RuntimeError("the intent classifier was not trained")
        for message in messages:
            reading = message.get(READING)
            if not reading.sentences:
                message.set(INTENT, {"name": FALLBACK, "confidence": UNSURE}, add_to_output=True)
                continue
            sentences = [sentence.masked for sentence in reading.sentences]
            if len(sentences) == 1:
                whole, parts = model.predict(sentences, message.get(SENTENCE_VECTORS))[0], []
                parts = [whole]
            else:
                vectors = np.vstack([vector_of_example(message), message.get(SENTENCE_VECTORS)])
                whole, *parts = model.predict([message.get(MASKED), *sentences], vectors)
            chosen, questions = choose(reading, whole, parts)
            ranking = [{"name": name, "confidence": value} for name, value in chosen.ranking]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(QUESTIONS, [_plain(question) for question in questions], add_to_output=True)
        return messages


def _plain(question: Question) -> dict[str, Any]:
    """A question as JSON, for the tracker."""
    return {
        "intent": question.intent,
        "confidence": question.confidence,
        "entities": [entity_of(mention) for mention in question.mentions],
    }
