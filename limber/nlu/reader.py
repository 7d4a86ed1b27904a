"""The first component of the pipeline: tokens, mended words, sentences and names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.content import default_store
from limber.content.names import normalise
from limber.language.spelling import Speller, count_words
from limber.nlu.reading import Reader, shorthand

READING = "limber_reading"
"""Message attribute with the :class:`limber.nlu.reading.Reading`."""

MASKED = "limber_masked"
"""Message attribute with the mended and masked text; set in training too."""


def learn_vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """The words that people use, with their counts: of example messages and of the store's names."""
    store = default_store()
    names = [normalise(item.title) for item in (*store.stretches.values(), *store.muscles.values())]
    forms = (name.form for name in store.names())
    return count_words([*map(normalise, texts), *forms], keep=names)


def make_reader(vocabulary: Mapping[str, int]) -> Reader:
    """A reader that mends towards a vocabulary and finds today's names."""
    return Reader(default_store().names(), Speller(vocabulary, shorthand()))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class MessageReader(Tokenizer):
    """Learns the vocabulary for spelling from the training data and reads messages with it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The tokenizer's own settings (see parent class)."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        vocabulary: dict[str, int] | None = None,
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._start(vocabulary or {})

    def _start(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._reader = make_reader(vocabulary)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        """A new, untrained reader."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words people use."""
        self._start(learn_vocabulary(example.get(TEXT) for example in training_data.intent_examples))
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "vocabulary.json").write_text(json.dumps(self._vocabulary, sort_keys=True), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        """The reader with the vocabulary it learnt; names come from today's store."""
        with model_storage.read_from(resource) as folder:
            vocabulary = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        return cls(config, model_storage, resource, vocabulary)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add tokens and the masked text to every example."""
        super().process_training_data(training_data)
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(MASKED, self._reader.read(example.get(TEXT)).masked)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add tokens, the reading and the masked text."""
        super().process(messages)
        for message in messages:
            reading = self._reader.read(message.get(TEXT) or "")
            message.set(READING, reading)
            message.set(MASKED, reading.masked)
        return messages

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Split at white space; only Rasa's own components look at these tokens."""
        text = message.get(attribute)
        return self._convert_words_to_tokens(text.split(), text)
