"""Sentence vectors as Rasa's dense features: one encoder call a message."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.language.encoder import Vectors, default_encoder
from limber.language.remembered import training_encoder
from limber.nlu.reader import MASKED, READING, MessageReader
from limber.safety.judged import Judged
from limber.safety.loading import default_mender

SENTENCE_VECTORS = "limber_sentence_vectors"
"""Message attribute: one vector for each sentence of the reading, shape (sentences, dimensions)."""

VECTOR_OF_TEXT = "limber_vector_of_text"
"""Message attribute: text to vector, for every text of the message, the safety screen's too."""

JUDGED = "limber_judged"
"""Message attribute: the message as the safety screen judges it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Encodes the whole message and each of its sentences in one batch."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the reader."""
        return [MessageReader]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings beyond the common ones."""
        return {**DenseFeaturizer.get_default_config()}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """A featurizer around the process's encoder."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to validate."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all training examples at once."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        vectors = training_encoder().encode([example.get(MASKED) for example in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode each message and its sentences."""
        for message in messages:
            sentences = [sentence.masked for sentence in message.get(READING).sentences]
            masked = message.get(MASKED)
            judged = Judged.of(message.get(TEXT) or "", default_mender())
            texts = list(dict.fromkeys([masked, *sentences, *judged.texts]))
            vector_of = dict(zip(texts, default_encoder().encode(texts), strict=True))
            self._add(message, vector_of[masked])
            message.set(SENTENCE_VECTORS, np.stack([vector_of[one] for one in sentences or [masked]]))
            message.set(VECTOR_OF_TEXT, vector_of)
            message.set(JUDGED, judged)
        return messages

    def _add(self, message: Message, vector: Vectors) -> None:
        message.add_features(Features(np.atleast_2d(vector), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))


def vector_of_example(message: Message) -> Vectors:
    """The whole message's vector, shape (dimensions,) or (1, dimensions)."""
    _, sentence = message.get_dense_features(TEXT, [])
    vector: Vectors = sentence.features
    return vector
