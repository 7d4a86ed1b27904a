"""Feeds the content store to Rasa's training: names, question forms, intents and rules.

A new answer file is thereby enough for a new intent with its rule, and a new name for the
classifier and the speller to know it.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_yaml_to_string

from limber.content import ContentStore, default_store
from limber.content.names import BARE_INTENTS, normalise

ANSWER_ACTION = "action_answer"


def store_examples(store: ContentStore) -> list[tuple[str, str]]:
    """Text and intent of every example that the store gives: names alone and question forms."""
    examples = [
        (name.form, BARE_INTENTS[name.entity]) for name in store.names() if name.entity in BARE_INTENTS
    ]
    for answer in store.answers.values():
        if answer.main:
            examples.extend((question, answer.intent) for question in answer.questions)
        else:
            examples.extend((text, answer.intent) for text in (*answer.questions, *answer.aliases))
    return examples


class ContentImporter(RasaFileImporter):
    """Rasa's own file importer, with the store's examples, intents and rules added."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The files' examples and the store's, without doubles."""
        data = super().get_nlu_data(language)
        seen = {normalise(example.get(TEXT)) for example in data.intent_examples}
        added = []
        for text, intent in store_examples(default_store()):
            key = normalise(text)
            if key not in seen:
                seen.add(key)
                added.append(Message.build(text, intent))
        return data.merge(TrainingData(training_examples=added))

    def get_domain(self) -> Domain:
        """The file's domain and an intent for every main answer."""
        domain = super().get_domain()
        intents = sorted({a.intent for a in default_store().answers.values()} - set(domain.intents))
        return domain.merge(Domain.from_dict({"version": "3.1", "intents": intents})) if intents else domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The files' rules, and one to the answer action for every answer without its own."""
        stories = super().get_stories(exclusion_percentage)
        ruled = {
            event.intent["name"]
            for step in stories.story_steps
            for event in step.events
            if isinstance(event, UserUttered)
        }
        rules: list[dict[str, Any]] = [
            {
                "rule": f"answer {answer.intent}",
                "steps": [{INTENT: answer.intent}, {"action": ANSWER_ACTION}],
            }
            for answer in default_store().answers.values()
            if answer.main and answer.intent not in ruled
        ]
        reader = YAMLStoryReader()
        text = dump_obj_as_yaml_to_string({"version": "3.1", "rules": rules})
        return stories.merge(StoryGraph(reader.read_from_string(text))) if rules else stories
