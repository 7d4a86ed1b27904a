"""Entities from the store: the names that the reader found, as Rasa entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from limber.nlu.reader import READING, MessageReader
from limber.nlu.reading import Mention


def entity_of(mention: Mention) -> dict[str, Any]:
    """A mention in Rasa's form; its value is the id in the store."""
    return {"entity": mention.entity, "value": mention.id, "start": mention.start, "end": mention.end}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class StoreEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Turns the reader's mentions into entities."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the reader."""
        return [MessageReader]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StoreEntityExtractor:
        """A new extractor; it has no state."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the mentions of each message to its entities."""
        for message in messages:
            found = self.add_extractor_name([entity_of(mention) for mention in message.get(READING).mentions])
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
