"""Less work for Rasa in each turn; what it does stays the same."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet
from threadpoolctl import threadpool_limits

Steps = tuple[tuple[str, tuple[str, ...]], ...]
"""The nodes in order, each with the nodes and inputs that it needs."""


def quicken() -> None:
    """Let Rasa find once what it finds anew in each turn."""
    _order_graphs_once()
    _find_events_once()
    _check_answers_cheaply()
    # A message's sums are small: a second thread waits for work in a busy loop, and takes another turn's
    # processor away.
    threadpool_limits(limits=1, user_api="blas")
    # So is its text: the tokenizer would wake a thread for each sentence.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _order_graphs_once() -> None:
    """Run a model's graph in an order that is kept for each set of targets.

    Rasa builds a graph for Dask for each message and each prediction, lets Dask sort it, and writes the
    whole conversation into a debug line.
    """

    def run(
        self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        orders: dict[tuple[str, ...], Steps] = self.__dict__.setdefault("_limber_orders", {})
        if wanted not in orders:
            orders[wanted] = steps(self._graph_schema, wanted)
        outputs = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in orders[wanted]:
            # A node says itself which of its inputs is missing.
            outputs[name] = self._instantiated_nodes[name](*(outputs.get(need, need) for need in needs))
        return dict(outputs[name] for name in wanted)

    DaskGraphRunner.run = run


def steps(schema: GraphSchema, targets: Sequence[str]) -> Steps:
    """The nodes that the targets need, each after those that it needs.

    Args:
        schema: the whole graph.
        targets: names of the nodes whose outputs are wanted.

    Raises:
        graphlib.CycleError: nodes need each other.
    """
    nodes = schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
    return tuple((name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs)


def _find_events_once() -> None:
    """Keep which class an event's name belongs to: Rasa goes through all classes for each stored event."""
    find = lru_cache(maxsize=None)(Event.resolve_by_type)
    Event.resolve_by_type = staticmethod(find)


def _check_answers_cheaply() -> None:
    """Check what actions answer with a schema that is read once, and plain answers without it.

    Rasa reads, checks and applies its schema, with 25 kinds of events, for each answer. What is accepted
    stays the same.
    """
    schema = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = None if _is_plain(result) else next(schema.iter_errors(result), None)
        if error is not None:
            raise ValidationError(f"{error.message}: the action server's answer is not valid")
        return True

    RemoteAction._validate_action_result = validate


_SLOT_SET = frozenset({"event", "timestamp", "name", "value"})


def _is_plain(answer: Any) -> bool:
    """Whether an answer has replies and sets slots, as Limber's actions do, and nothing else."""
    if not (isinstance(answer, dict) and answer.keys() == {"events", "responses"}):
        return False
    events, replies = answer["events"], answer["responses"]
    return (
        isinstance(events, list)
        and isinstance(replies, list)
        and all(isinstance(reply, dict) for reply in replies)
        and all(
            isinstance(event, dict)
            and event.keys() == _SLOT_SET
            and event["event"] == SlotSet.type_name
            and event["timestamp"] is None
            and isinstance(event["name"], str)
            for event in events
        )
    )
