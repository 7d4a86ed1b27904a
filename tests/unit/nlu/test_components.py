"""The pipeline's own components, trained on a few messages, stored and loaded as a model does it.

The description model and the screen, which learn from files of their own, have tests of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from limber.nlu.classifier import QuestionClassifier
from limber.nlu.entities import StoreEntityExtractor
from limber.nlu.featurizer import SentenceEncoderFeaturizer
from limber.nlu.reader import MessageReader
from limber.nlu.search import QuestionSearch

pytestmark = pytest.mark.slow

EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hey", "hiya"],
    "ask_hold_time": ["how long do i hold it", "for how many seconds", "how long", "hold for what time"],
    "ask_feel": ["where do i feel it", "where should it pull", "what part should i notice", "feel it where"],
}
PIPELINE: list[type[Any]] = [
    MessageReader,
    SentenceEncoderFeaturizer,
    StoreEntityExtractor,
    QuestionClassifier,
    QuestionSearch,
]
TYPED = "how lnog do i hold the pigeon?"


def place(component: type[Any]) -> tuple[Resource, ExecutionContext]:
    name = component.__name__
    return Resource(name), ExecutionContext(GraphSchema({}), node_name=name)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Where the trained components are stored, and they themselves, loaded as Rasa loads them."""
    folder = tmp_path_factory.mktemp("model")
    storage = LocalModelStorage(folder)
    data = TrainingData(
        [Message({TEXT: text, INTENT: intent}) for intent, texts in EXAMPLES.items() for text in texts]
    )
    components = []
    for kind in PIPELINE:
        component = kind.create({**kind.get_default_config()}, storage, *place(kind))
        if hasattr(component, "train"):
            component.train(data)
            component = kind.load({**kind.get_default_config()}, storage, *place(kind))
        if hasattr(component, "process_training_data"):
            component.process_training_data(data)
        components.append(component)
    return folder, components


def understood(components: list[Any], text: str = TYPED) -> Message:
    messages = [Message({TEXT: text})]
    for component in components:
        messages = component.process(messages)
    return messages[0]


def test_they_understand_what_they_were_trained_on(trained: tuple[Path, list[Any]]) -> None:
    message = understood(trained[1])
    assert message.get(INTENT)["name"] == "ask_hold_time"
    assert [(one["entity"], one["value"]) for one in message.get("entities")] == [("stretch", "pigeon")]


def test_what_is_loaded_understands_the_same(trained: tuple[Path, list[Any]]) -> None:
    folder, components = trained
    storage = LocalModelStorage(folder)
    loaded = [kind.load({**kind.get_default_config()}, storage, *place(kind)) for kind in PIPELINE]
    for text in (TYPED, "hiya", "where shoud i feel cat cow and how long"):
        before, after = understood(components, text), understood(loaded, text)
        for key in (INTENT, "intent_ranking", "entities", "questions"):
            assert after.get(key) == before.get(key), f"{key} of {text!r}"
