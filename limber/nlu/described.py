"""Finds stretches that a message describes without naming them, as a Rasa component."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.content import default_store
from limber.language.encoder import Vectors
from limber.language.remembered import training_encoder
from limber.nlu.descriptions import NOTHING, DescriptionModel, store_descriptions
from limber.nlu.featurizer import (
    SENTENCE_VECTORS,
    VECTOR_OF_TEXT,
    SentenceEncoderFeaturizer,
    vector_of_example,
)
from limber.nlu.reader import MASKED, READING, learn_vocabulary, make_reader
from limber.nlu.reading import MASKS, Mention, Reading

_FILE = "descriptions.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class DescribedStretches(GraphComponent):
    """Adds a mention to readings that name no stretch but describe one."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the sentence encoder, before the entities are taken from the reading."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings."""
        return {}

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, model: DescriptionModel | None = None
    ) -> None:
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
    ) -> DescribedStretches:
        """A component that knows no descriptions yet."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the store's descriptions apart from what people ask otherwise."""
        store = default_store()
        if not any(stretch.described for stretch in store.stretches.values()):
            return self._resource
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        reader = make_reader(learn_vocabulary(one.get(TEXT) for one in examples))
        rows = [(reader.read(text).masked, label) for text, label in store_descriptions(store)]
        described = {text for text, _ in rows}
        # Whoever names a stretch need not describe it: such messages say nothing about either.
        others = {one.get(MASKED): one for one in examples if MASKS["stretch"] not in one.get(MASKED)}
        others = {text: one for text, one in others.items() if text not in described}
        texts = [text for text, _ in rows]
        model = DescriptionModel.fit(
            [*texts, *others],
            np.vstack([training_encoder().encode(texts), *map(vector_of_example, others.values())]),
            [*(label for _, label in rows), *[NOTHING] * len(others)],
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
    ) -> DescribedStretches:
        """The trained component; one that finds nothing where the store had no descriptions."""
        # Rasa raises ValueError for a resource that was never written.
        try:
            with model_storage.read_from(resource) as folder:
                return cls(model_storage, resource, DescriptionModel.load(folder / _FILE))
        except ValueError:
            return cls(model_storage, resource)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add for training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the described stretch to each reading."""
        known = default_store().stretches  # the model may be older than today's store
        for message in messages:
            reading = message.get(READING)
            if self._model is None or not reading.sentences or _names_one(reading):
                continue
            texts = [sentence.masked for sentence in reading.sentences]
            vectors: Vectors = message.get(SENTENCE_VECTORS)
            if len(texts) > 1:
                texts = [*texts, reading.masked]
                vectors = np.vstack([vectors, message.get(VECTOR_OF_TEXT)[reading.masked]])
            found = [
                (value, place, name)
                for place, (name, value) in enumerate(self._model.described(texts, vectors))
                if name in known
            ]
            if found:
                _, place, name = max(found)
                message.set(READING, with_description(reading, place, name))
        return messages


def with_description(reading: Reading, place: int, stretch: str) -> Reading:
    """The reading with a mention of the stretch.

    Args:
        reading: without one.
        place: of the sentence that describes it; one past the last where only all of them do.
        stretch: its id.
    """
    sentences = list(reading.sentences)
    chosen = range(len(sentences)) if place == len(sentences) else [place]
    for number in chosen:
        sentence = sentences[number]
        mention = Mention(sentence.start, sentence.end, "stretch", stretch)
        sentences[number] = replace(sentence, mentions=(*sentence.mentions, mention))
    return replace(reading, sentences=tuple(sentences))


def _names_one(reading: Reading) -> bool:
    return any(mention.entity == "stretch" for mention in reading.mentions)
