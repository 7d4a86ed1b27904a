"""Runs the actions as Rasa would: safety's action or the rule's, then its slots into the next turn."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from limber.content import default_store
from limber.plain import read_yaml
from limber.safety.dialogue import CLEAR_QUESTION, LIGHT_DOUBT, RED_FLAG, safety_action

ROOT = Path(__file__).resolve().parents[3]
ITEM_LINE = re.compile(r"^(- |\d+\. )")
ANSWER_ACTION = "action_answer"

NOTHING_FOUND: Mapping[str, Any] = {
    "tier": None,
    "groups": (),
    "check": False,
    "check_groups": (),
    "other": False,
    "resolved": (),
    "denied": (),
    "mentions": (),
}
"""The verdict of the red-flag screen on a harmless message."""


@dataclass(frozen=True)
class Turn:
    """What one turn said and remembered.

    Attributes:
        messages: the messages as the ``rest`` channel gives them.
        slots: the slots that the turn changed.
    """

    messages: list[dict[str, Any]]
    slots: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages if "text" in message]

    @property
    def said(self) -> str:
        return "\n".join(self.texts)

    @property
    def lead(self) -> str:
        """The first text without its list items."""
        lines = self.texts[0].splitlines()
        return "\n".join(line for line in lines if not ITEM_LINE.match(line))

    @property
    def items(self) -> list[str]:
        """All list items and steps."""
        return [line for line in self.said.splitlines() if ITEM_LINE.match(line)]

    @property
    def contract(self) -> dict[str, Any]:
        """The one contract message, which ends the turn."""
        customs = [message["custom"] for message in self.messages if "custom" in message]
        assert len(customs) == 1, f"expected one contract message, found {len(customs)}"
        assert "custom" in self.messages[-1], "the contract message must end the turn"
        contract: dict[str, Any] = customs[0]["data"]["limber"]
        return contract

    @property
    def kind(self) -> str:
        return str(self.contract["kind"])

    @property
    def content(self) -> list[str]:
        return list(self.contract["content_ids"])

    @property
    def payloads(self) -> list[str]:
        return [button["payload"] for message in self.messages for button in message.get("buttons", ())]

    @property
    def titles(self) -> list[str]:
        return [button["title"] for message in self.messages for button in message.get("buttons", ())]


def question(intent: str, *names: tuple[str, str]) -> dict[str, Any]:
    """One question of a message, as the classifier writes it."""
    return {
        "intent": intent,
        "confidence": 0.9,
        "entities": [{"entity": entity, "value": value} for entity, value in names],
    }


class Conversation:
    """Several turns with the slots carried over.

    Args:
        remembered: slots at the start.
    """

    def __init__(self, **remembered: Any) -> None:
        self.slots: dict[str, Any] = {**dict.fromkeys(domain()["slots"]), **remembered}

    def ask(
        self,
        intent: str,
        *names: tuple[str, str],
        text: str = "",
        ranking: Sequence[str] = (),
        screening: Mapping[str, Any] | None = None,
        nearest: Sequence[str] = (),
        **named: str,
    ) -> Turn:
        """Type a message that asks one thing.

        Args:
            intent: what the classifier reads in it.
            names: entity and id of each name in it, in order.
            text: its words; some actions look at them.
            ranking: intents from most to less probable, for the fallback.
            screening: what the red-flag screen found; nothing by default.
            nearest: items whose wording is nearest to it, where it gets no answer.
            named: more names, ``stretch="pigeon"``.
        """
        asked = question(intent, *names, *named.items())
        return self.ask_all(asked, text=text, ranking=ranking, screening=screening, nearest=nearest)

    def ask_all(
        self,
        *questions: dict[str, Any],
        text: str = "",
        ranking: Sequence[str] = (),
        screening: Mapping[str, Any] | None = None,
        nearest: Sequence[str] = (),
    ) -> Turn:
        """Type a message that asks several things."""
        entities = [entity for one in questions for entity in one["entities"]]
        return self._turn(
            {
                "text": text,
                "intent": {"name": questions[0]["intent"], "confidence": 0.9},
                "intent_ranking": [{"name": name, "confidence": 0.1} for name in ranking],
                "entities": entities,
                "questions": list(questions),
                "nearest": list(nearest),
                "screening": {**NOTHING_FOUND, **(screening or {})},
            }
        )

    def report(self, tier: str, *groups: str, text: str = "my back", **more: Any) -> Turn:
        """Type a message in which the red-flag screen finds a sign."""
        return self.ask(RED_FLAG, text=text, screening={"tier": tier, "groups": groups, **more})

    def doubt(self, *groups: str, text: str = "is it normal?") -> Turn:
        """Type a message in which the screen is not sure of a sign."""
        return self.ask(RED_FLAG, text=text, screening={"check": True, "check_groups": groups})

    def light_doubt(self, intent: str, *groups: str) -> Turn:
        """Type a clear question in which the trained layer alone, and barely, suspects a sign."""
        barely = {"layer": "classifier", "probability": LIGHT_DOUBT / 2}
        return self._turn(
            {
                "text": "a question",
                "intent": {"name": RED_FLAG, "confidence": 1.0},
                "intent_ranking": [
                    {"name": RED_FLAG, "confidence": 1.0},
                    {"name": intent, "confidence": CLEAR_QUESTION},
                ],
                "entities": [],
                "questions": [question(intent)],
                "screening": {
                    **NOTHING_FOUND,
                    "check": True,
                    "check_groups": groups,
                    "mentions": [barely],
                },
            }
        )

    def tap(self, payload: str) -> Turn:
        """Tap a button: Rasa reads the payload without the classifier."""
        intent, _, entities = payload.removeprefix("/").partition("{")
        named = json.loads("{" + entities) if entities else {}
        return self._turn(
            {
                "text": payload,
                "intent": {"name": intent, "confidence": 1.0},
                "entities": [{"entity": entity, "value": value} for entity, value in named.items()],
            }
        )

    def _turn(self, message: Mapping[str, Any]) -> Turn:
        intent, screening = message["intent"]["name"], message.get("screening")
        held, pending = self.slots["hold"], self.slots["pending"]
        action = safety_action(intent, screening, held, pending, message["text"]) or action_for(intent)
        if action.startswith("utter_"):
            return Turn(_response(action), {})
        tracker = Tracker.from_dict(
            {"sender_id": "test", "slots": dict(self.slots), "latest_message": dict(message)}
        )
        dispatcher = CollectingDispatcher()
        events = loop().run_until_complete(executor().actions[action](dispatcher, tracker, {}))
        assert all(event["event"] == "slot" for event in events)
        changed = {event["name"]: event["value"] for event in events}
        json.dumps(changed)  # slots travel as JSON
        self.slots.update(changed)
        return Turn(
            [plain for message in dispatcher.messages for plain in _as_rest(message)],
            changed,
        )


@cache
def loop() -> asyncio.AbstractEventLoop:
    """One event loop for all turns: to make one takes longer than most actions."""
    return asyncio.new_event_loop()


@cache
def executor() -> ActionExecutor:
    """The ``actions`` package, registered as a server does it."""
    found = ActionExecutor()
    found.register_package("actions")
    return found


@cache
def rules() -> Mapping[str, str]:
    """Intent to action of every rule in data/rules."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in read_yaml(path.read_text("utf-8"))["rules"]:
            (intent,) = [step["intent"] for step in rule["steps"] if "intent" in step]
            (action,) = [step["action"] for step in rule["steps"] if "action" in step]
            assert intent not in found, f"two rules for {intent}"
            found[intent] = action
    return found


@cache
def domain() -> Mapping[str, Any]:
    """domain.yml."""
    found: Mapping[str, Any] = read_yaml((ROOT / "domain.yml").read_text("utf-8"))
    return found


def action_for(intent: str) -> str:
    """The action of an intent: its rule's, else the one for answers of the store."""
    if intent in rules():
        return rules()[intent]
    assert default_store().main_answer(intent) is not None, f"neither a rule nor an answer for {intent}"
    return ANSWER_ACTION


def intents() -> list[str]:
    """Every intent that a message can have."""
    served = {answer.intent for answer in default_store().answers.values()}
    return sorted({*rules(), *served})


def _response(name: str) -> list[dict[str, Any]]:
    return list(_as_rest(domain()["responses"][name][0]))


def _as_rest(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A message with text, buttons and custom data as the messages of the ``rest`` channel."""
    text = {key: message[key] for key in ("text", "buttons") if message.get(key)}
    custom = {"custom": message["custom"]} if message.get("custom") else {}
    return [part for part in (text, custom) if part]
