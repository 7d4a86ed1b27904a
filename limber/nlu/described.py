"""Finds stretches that a message describes without naming them, as a Rasa component."""

from __future__ import annotations

from collections.abc import Container, Mapping
from contextlib import ExitStack
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
from limber.nlu.descriptions import DescriptionModel, learnt_from
from limber.nlu.featurizer import VECTOR_OF_TEXT, SentenceEncoderFeaturizer
from limber.nlu.reader import MASKED, READING, learn_vocabulary, make_reader
from limber.nlu.reading import Mention, Reading

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
        rows = learnt_from(store, reader, (one.get(MASKED) for one in examples))
        texts, labels = [text for text, _ in rows], [label for _, label in rows]
        model = DescriptionModel.fit(texts, training_encoder().encode(texts), labels)
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
        with ExitStack() as stack:
            try:
                folder = stack.enter_context(model_storage.read_from(resource))
            except ValueError:
                # So Rasa says that a resource was never written.
                return cls(model_storage, resource)
            return cls(model_storage, resource, DescriptionModel.load(folder / _FILE))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add for training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the described stretch to each reading."""
        if self._model is None:
            return messages
        known = default_store().stretches  # the model may be older than today's store
        for message in messages:
            reading = described(message.get(READING), message.get(VECTOR_OF_TEXT), self._model, known)
            message.set(READING, reading)
        return messages


def described(
    reading: Reading, vector_of: Mapping[str, Vectors], model: DescriptionModel, known: Container[str]
) -> Reading:
    """A reading with a mention of the stretch that it describes; as it is where it names one.

    Args:
        reading: of a message.
        vector_of: the sentence vector of the whole and of each sentence, shape (dimensions,).
        model: knows descriptions.
        known: ids of the stretches that may be found.
    """
    if not reading.sentences or _names_one(reading):
        return reading
    texts = [sentence.masked for sentence in reading.sentences]
    if len(texts) > 1:
        texts.append(reading.masked)
    likeliest = model.described(texts, np.stack([vector_of[text] for text in texts]))
    found = [(value, place, name) for place, (name, value) in enumerate(likeliest) if name in known]
    if not found:
        return reading
    _, place, name = max(found)
    return with_description(reading, place, name)


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
