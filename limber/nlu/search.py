"""Finds the store's questions nearest to a message that was not understood, or has no checked answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.content import ContentStore, default_store
from limber.language.encoder import DIMENSIONS, Vectors
from limber.language.remembered import training_encoder
from limber.nlu.classifier import QUESTIONS
from limber.nlu.featurizer import VECTOR_OF_TEXT, SentenceEncoderFeaturizer
from limber.nlu.reader import MASKED

NEAREST = "nearest"
"""Message attribute, stored with the user's turn: ids of the nearest items, nearest first."""

UNCHECKED = "ask_unchecked"
"""Intent of messages near the subject that no source answers."""

SEARCHED = frozenset({DEFAULT_NLU_FALLBACK_INTENT_NAME, UNCHECKED})
"""Intents of messages that are offered something near instead of an answer."""

MOST = 3
NEAR = 0.35
"""Cosine from which an item is near enough to be offered."""

_FILE = "questions"


@dataclass(frozen=True)
class QuestionIndex:
    """The store's questions as vectors.

    Attributes:
        ids: the item of each row.
        vectors: general sentence vectors of unit length, shape (questions, dimensions).
    """

    ids: tuple[str, ...]
    vectors: Vectors

    def nearest(self, vector: Vectors) -> list[str]:
        """The items nearest to a message, at most :data:`MOST`.

        Args:
            vector: the message's general vector, shape (dimensions,).
        """
        cosines = self.vectors @ vector
        near: list[str] = []
        for row in np.argsort(-cosines, kind="stable"):
            if cosines[row] < NEAR or len(near) == MOST:
                break
            if self.ids[row] not in near:
                near.append(self.ids[row])
        return near


def store_questions(store: ContentStore) -> list[tuple[str, str]]:
    """Item id and wording of every question that the store answers."""
    questions: list[tuple[str, str]] = []
    for answer in (one for one in store.answers.values() if one.intent != UNCHECKED):
        questions += [(answer.id, text) for text in (answer.title, *answer.questions)]
    for stretch in store.stretches.values():
        questions += [(stretch.id, f"how do I do the {name}") for name in (stretch.title, *stretch.aliases)]
    for muscle in store.muscles.values():
        questions += [(muscle.id, f"what is the {name}") for name in (muscle.title, *muscle.aliases)]
    return questions


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionSearch(GraphComponent):
    """Adds the nearest items to a message that gets no answer; stands after the intent classifier."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the sentence encoder."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings."""
        return {}

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, index: QuestionIndex | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._index = index

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionSearch:
        """A search without its index."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Encode the store's questions."""
        questions = store_questions(default_store())
        vectors = training_encoder().encode([text for _, text in questions])[:, :DIMENSIONS]
        with self._model_storage.write_to(self._resource) as folder:
            np.save(folder / f"{_FILE}.npy", vectors)
            (folder / f"{_FILE}.json").write_text(json.dumps([item for item, _ in questions]), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionSearch:
        """The search with the index of the model."""
        with model_storage.read_from(resource) as folder:
            ids: Sequence[str] = json.loads((folder / f"{_FILE}.json").read_text("utf-8"))
            index = QuestionIndex(tuple(ids), np.load(folder / f"{_FILE}.npy"))
        return cls(model_storage, resource, index)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add for training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the nearest items where the message, or a question of it, gets no answer."""
        for message in messages:
            vector_of = message.get(VECTOR_OF_TEXT)
            if not _gets_none(message) or not vector_of or self._index is None or not message.get(TEXT):
                continue
            vector = vector_of[message.get(MASKED)][:DIMENSIONS]
            message.set(NEAREST, self._index.nearest(vector), add_to_output=True)
        return messages


def _gets_none(message: Message) -> bool:
    intents = {one["intent"] for one in message.get(QUESTIONS) or ()}
    return not SEARCHED.isdisjoint({(message.get(INTENT) or {}).get("name"), *intents})
