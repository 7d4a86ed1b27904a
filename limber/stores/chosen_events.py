"""An event broker that lets through chosen kinds of events, without a word that anybody wrote.

Rasa's brokers send everything: each message, each reply, each slot. For counting it takes little, and
what has left the database can't be deleted from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.utils.endpoints import EndpointConfig

from limber.stores.feedback import Feedback

Event = Mapping[str, Any]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    UserUttered.type_name: ("input_channel",),
    ActionExecuted.type_name: ("name", "policy", "confidence"),
    Feedback.type_name: ("turn", "value"),
    SessionStarted.type_name: (),
}
"""Kinds of events that may be sent, and what of them; the intent of a message goes too."""

_ALWAYS = ("sender_id", "event", "timestamp")


class ChosenEvents(EventBroker):
    """Sends chosen events by another broker.

    Args:
        broker: sends them.
        kinds: of the events.

    Raises:
        ValueError: a kind can't be sent.
    """

    def __init__(self, broker: EventBroker, kinds: Iterable[str]) -> None:
        self._broker = broker
        self._kinds = frozenset(kinds)
        unknown = sorted(self._kinds - _FIELDS.keys())
        if unknown or not self._kinds:
            raise ValueError(
                f"event_broker.events: {', '.join(unknown) or 'nothing'} can't be sent; "
                f"choose among {', '.join(sorted(_FIELDS))}"
            )

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: asyncio.AbstractEventLoop | None = None
    ) -> ChosenEvents:
        """The broker of its section in an endpoints file: ``events``, and ``broker`` in Rasa's form.

        Raises:
            ValueError: ``events`` or ``broker`` can't be used.
        """
        inner = broker_config.kwargs.get("broker")
        if not isinstance(inner, dict):
            raise ValueError(
                "event_broker.broker: expected the broker that sends, such as {type: kafka, ...}"
            )
        broker = await EventBroker.create(
            EndpointConfig.from_dict(inner), event_loop or asyncio.get_running_loop()
        )
        if broker is None:
            raise ValueError(f"event_broker.broker.type: there is no broker {inner.get('type')}")
        return cls(broker, broker_config.kwargs.get("events") or ())

    def publish(self, event: dict[str, Any]) -> None:
        """Send an event if it is chosen, and of it what has no words."""
        kind = event["event"]
        if kind not in self._kinds:
            return
        sent = {name: event.get(name) for name in (*_ALWAYS, *_FIELDS[kind])}
        if kind == UserUttered.type_name:
            sent["intent"] = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        self._broker.publish(sent)

    def is_ready(self) -> bool:
        """Whether the other broker is."""
        return bool(self._broker.is_ready())

    async def close(self) -> None:
        """Close the other broker."""
        await self._broker.close()
