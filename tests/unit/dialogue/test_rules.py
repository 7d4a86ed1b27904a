"""The bounded rule policy predicts what Rasa's does, and describes no more of a conversation than needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from limber.dialogue.rules import BoundedRulePolicy

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, ask, thank, bye]
actions: [action_answer, action_again, action_welcome]
slots:
  mood: {type: categorical, values: [sore, fine], influence_conversation: true, mappings: [{type: custom}]}
  note: {type: any, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_bye: [{text: bye}]
"""
)
RULES = """
version: "3.1"
rules:
  - rule: greet
    steps: [{intent: greet}, {action: action_welcome}]
  - rule: greet at the start
    conversation_start: true
    steps: [{intent: greet}, {action: action_answer}]
  - rule: ask
    steps: [{intent: ask}, {action: action_answer}]
  - rule: ask when sore
    condition: [{slot_was_set: [{mood: sore}]}]
    steps: [{intent: ask}, {action: action_again}, {action: action_answer}]
  - rule: bye
    steps: [{intent: bye}, {action: utter_bye}]
"""
WORDS = """
  - rule: words
    steps: [{user: so long}, {action: utter_bye}]
"""


def train(folder: Path, rules: str) -> tuple[RulePolicy, BoundedRulePolicy]:
    """Rasa's policy and ours, with what both learn from the same rules."""
    folder.mkdir()
    storage, resource = LocalModelStorage.create(folder), Resource("rules")
    context = ExecutionContext(GraphSchema({}))
    config = {**RulePolicy.get_default_config(), "core_fallback_action_name": "action_again"}
    steps = YAMLStoryReader(DOMAIN).read_from_string(rules)
    trackers = TrainingDataGenerator(StoryGraph(steps), DOMAIN, augmentation_factor=0).generate()
    trained = BoundedRulePolicy(dict(config), storage, resource, context)
    trained.train(trackers, DOMAIN)
    stock = RulePolicy.load(dict(config), storage, resource, context)
    return stock, BoundedRulePolicy.load(dict(config), storage, resource, context)


@pytest.fixture(scope="module")
def policies(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[tuple[RulePolicy, BoundedRulePolicy]]]:
    folder = tmp_path_factory.mktemp("rules")
    yield [train(folder / "intents", RULES), train(folder / "words", RULES + WORDS)]


said = st.sampled_from(["greet", "ask", "thank", "bye"]).map(
    lambda name: UserUttered("so long" if name == "thank" else name, {"name": name, "confidence": 0.9})
)
done = st.sampled_from(["action_listen", "action_answer", "action_again", "action_welcome", "utter_bye"]).map(
    ActionExecuted
)
told = st.sampled_from(
    [
        SlotSet("mood", "sore"),
        SlotSet("mood", "fine"),
        SlotSet("mood", None),
        SlotSet("note", "x"),
        BotUttered("words"),
        Restarted(),
        SessionStarted(),
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.one_of(said, done, told), max_size=25))
# Only its first state tells the longest rule from this conversation.
@example(
    [
        UserUttered("ask", {"name": "ask"}),
        SlotSet("mood", "sore"),
        ActionExecuted("action_welcome"),
        ActionExecuted("action_again"),
        ActionExecuted("action_answer"),
    ]
)
def test_it_predicts_what_rasas_policy_predicts(
    policies: list[tuple[RulePolicy, BoundedRulePolicy]], events: list[Event]
) -> None:
    for stock, bounded in policies:
        tracker = DialogueStateTracker.from_events(
            "anna", [ActionExecuted("action_listen"), *events], DOMAIN.slots
        )

        expected = stock.predict_action_probabilities(tracker, DOMAIN)
        found = bounded.predict_action_probabilities(tracker, DOMAIN)

        assert (found.probabilities, found.is_end_to_end_prediction, found.hide_rule_turn) == (
            expected.probabilities,
            expected.is_end_to_end_prediction,
            expected.hide_rule_turn,
        )


def test_a_long_conversation_is_described_no_further_back_than_the_longest_rule(
    policies: list[tuple[RulePolicy, BoundedRulePolicy]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bounded = policies[0]
    turn = [
        UserUttered("ask", {"name": "ask"}),
        ActionExecuted("action_answer"),
        ActionExecuted("action_listen"),
    ]
    tracker = DialogueStateTracker.from_events(
        "anna", [ActionExecuted("action_listen"), *turn * 50], DOMAIN.slots
    )
    described: list[int] = []
    describe = Domain.get_active_state

    def counted(self: Domain, *arguments: object, **more: object) -> object:
        described.append(1)
        return describe(self, *arguments, **more)

    monkeypatch.setattr(Domain, "get_active_state", counted)
    bounded.predict_action_probabilities(tracker, DOMAIN)

    assert 0 < len(described) <= 5
