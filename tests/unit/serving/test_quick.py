"""What Rasa finds once instead of in each turn is what it found before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet, UserUttered

from limber.serving.quick import quicken, steps


class Adds(GraphComponent):
    """A component that adds its inputs and a number."""

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Adds:
        return cls(config["number"])

    def add(self, one: int, other: int = 0) -> int:
        return one + other + self._number


def node(number: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Adds, constructor_name="create", fn="add", config={"number": number})


# Named so that neither the order of the names nor that of the lines is one in which it can run.
SCHEMA = GraphSchema(
    {
        "a": node(100, one="c", other="b"),
        "unneeded": node(1, one="nowhere"),
        "b": node(10, one="c"),
        "c": node(1, one="__message__"),
    }
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., dict[str, Any]]]:
    """Rasa with less work, for this test; Rasa's own way to run a graph."""
    stock = DaskGraphRunner.run
    monkeypatch.setattr(DaskGraphRunner, "run", stock)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    quicken()
    yield stock


def runner() -> DaskGraphRunner:
    return DaskGraphRunner(SCHEMA, None, ExecutionContext(SCHEMA))


@pytest.mark.parametrize("targets", [["a"], ["b"], ["b", "a"], ["c"]])
def test_a_graph_gives_what_dask_gave(quick: Callable[..., dict[str, Any]], targets: list[str]) -> None:
    ours = runner()

    for value in (5, 7):
        expected = quick(runner(), {"__message__": value}, targets)
        assert ours.run({"__message__": value}, targets) == expected


def test_a_node_stands_after_what_it_needs_and_nothing_else_runs() -> None:
    assert [name for name, _ in steps(SCHEMA, ["a"])] == ["c", "b", "a"]


def test_a_missing_input_is_named(quick: object) -> None:
    with pytest.raises(GraphRunError, match="__message__"):
        runner().run({}, ["c"])


def test_events_have_the_classes_that_they_had(quick: object) -> None:
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered
    with pytest.raises(ValueError, match="no_such_event"):
        Event.resolve_by_type("no_such_event")


ANSWERS: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "topic", "value": None, "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "followup", "name": "action_x"}]},
    {"events": [{"event": "slot", "value": "no name"}]},
    {"events": [{"event": "slot", "name": 5, "value": 1, "timestamp": None}], "responses": []},
    {"events": [{"event": "slot", "name": "topic", "value": 1, "timestamp": "now"}], "responses": []},
    {"events": [{"event": "slot", "name": "topic", "value": 1, "timestamp": None}], "responses": ["x"]},
    {"events": [None], "responses": []},
    {"events": [{"name": "no event"}]},
    {"events": [{"event": "nothing that is known"}]},
    {"events": {}, "responses": []},
    {"responses": ["no object"]},
    ["no object"],
    None,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_actions_answer_is_taken_or_refused_as_before(quick: object, answer: Any) -> None:
    action = RemoteAction("action_x", None)

    if Draft7Validator(RemoteAction.action_response_format_spec()).is_valid(answer):
        assert action._validate_action_result(answer)
    else:
        with pytest.raises(ValidationError, match="the action server's answer is not valid"):
            action._validate_action_result(answer)
