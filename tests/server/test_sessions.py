"""The next day: a new session begins, and a warning sign still counts."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing

from tests.replies import contract_of
from tests.running import LimberServer

NEXT_DAY = 24 * 3600
"""Seconds; sessions end after half a day of silence."""


def sleep_on_it(server: LimberServer, sender: str) -> None:
    """Make everything of a conversation a day older, as if a night had passed."""
    with closing(sqlite3.connect(server.folder / "var" / "conversations.db")) as connection:
        rows = connection.execute("SELECT id, data FROM events WHERE sender_id = ?", (sender,)).fetchall()
        assert rows
        for number, data in rows:
            event = json.loads(data)
            event["timestamp"] -= NEXT_DAY
            connection.execute(
                "UPDATE events SET timestamp = ?, data = ? WHERE id = ?",
                (event["timestamp"], json.dumps(event), number),
            )
        connection.commit()


def test_a_hold_stands_the_next_day_until_somebody_has_looked(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    server.say("how do I do the pigeon?", sender)
    reported = contract_of(server.say("I can't control my bladder since this morning", sender))
    assert (reported["kind"], reported["tier"]) == ("escalation", "emergency")
    for _ in range(2):
        sleep_on_it(server, sender)
        held = contract_of(server.say("how do I do the pigeon?", sender))
        assert (held["kind"], held["tier"], held["hold"]) == ("escalation", "emergency", True)
    server.say("/hold_seen", sender)
    assert contract_of(server.say("how do I do the pigeon?", sender))["kind"] == "steps"
    sleep_on_it(server, sender)
    assert contract_of(server.say("how do I do the pigeon?", sender))["kind"] == "steps"


def test_an_open_question_about_a_sign_stands_the_next_day(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    assert contract_of(server.say("what if my leg goes numb?", sender))["kind"] == "safety_check"
    sleep_on_it(server, sender)
    assert contract_of(server.say("how do I do the pigeon?", sender))["kind"] == "safety_check"


def test_what_was_spoken_of_does_not_count_the_next_day(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    server.say("how do I do the pigeon?", sender)
    sleep_on_it(server, sender)
    assert "pigeon" not in contract_of(server.say("how long do I hold it?", sender))["content_ids"]
