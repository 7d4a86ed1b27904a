"""What is said where parts fail, and what stays offered; the rest is tested over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from limber.channels.messaging.offering import offer, offered_by, offered_now
from limber.channels.messaging.post import Means
from limber.channels.messaging.talking import Heard, Talking
from limber.content import ContentStore
from limber.replies import Block, Button, Choice, Kind, Reply, Turn
from limber.stores.deliveries import Delivery
from limber.stores.offers import Offer, Offers

CONVERSATION = "slack-" + "0" * 32
HOW_LONG = Button("How long?", "ask_hold_time")


class FakeAnswering:
    """A fake bot that says what it is given, or fails."""

    def __init__(self, reply: Reply | Exception) -> None:
        self.given = reply

    async def reply(self, conversation: str, said: Any) -> Turn:
        if isinstance(self.given, Exception):
            raise self.given
        return Turn.from_reply(self.given)


def said(reply: Reply | Exception, heard: Heard, store: ContentStore) -> list[str]:
    means = Means(cast(Any, FakeAnswering(reply)), cast(Any, None), cast(Any, None))
    delivery = Delivery("1", CONVERSATION, 1, {})
    turn = asyncio.run(Talking(means, "DELETE").turn(delivery, heard, "Slack", store))
    return [block.text for block in turn.blocks]


def test_a_turn_that_fails_gets_an_apology(store: ContentStore) -> None:
    assert said(RuntimeError("no"), Heard("hello"), store) == [store.phrases.say("trouble")]


@pytest.mark.parametrize(("kind", "noted"), [(Kind.ANSWER, True), (Kind.ESCALATION, False)])
def test_what_could_not_be_read_is_noted_but_never_beside_an_emergency(
    store: ContentStore, kind: Kind, noted: bool
) -> None:
    words = said(Reply(kind, (Block("words"),)), Heard("hello", media="picture"), store)

    assert words == ["words", store.phrases.say("media_beside")][: 2 if noted else 1]


def test_commands_need_no_turn(store: ContentStore) -> None:
    no_turn = AssertionError("a command needs none")

    for command in ("start", "help", "stop", "privacy"):
        assert said(no_turn, Heard(command, command=command), store) != [store.phrases.say("trouble")]


class TestOffers:
    @pytest.fixture
    def offers(self, tmp_path: Path) -> Offers:
        return Offers(sa.create_engine(f"sqlite:///{tmp_path / 'offers.db'}"))

    def after(self, offers: Offers, reply: Reply) -> tuple[str, ...]:
        asyncio.run(offer(offers, CONVERSATION, offered_by(Turn.from_reply(reply))))
        return tuple(choice.title for choice in asyncio.run(offered_now(offers, CONVERSATION)).choices)

    def test_an_answer_replaces_what_was_offered(self, offers: Offers) -> None:
        assert self.after(offers, Reply.of(Kind.ANSWER, "a", buttons=(HOW_LONG,))) == ("How long?",)
        assert self.after(offers, Reply.of(Kind.ANSWER, "b")) == ()

    @pytest.mark.parametrize("kind", [Kind.CLARIFY, Kind.FALLBACK])
    def test_a_remark_takes_nothing_away(self, offers: Offers, kind: Kind) -> None:
        self.after(offers, Reply.of(Kind.ANSWER, "a", buttons=(HOW_LONG,)))

        assert self.after(offers, Reply.of(kind, "pardon?")) == ("How long?",)

    def test_a_database_that_fails_silences_nothing(self, tmp_path: Path) -> None:
        class Broken:
            """Fake offers in a database that is gone."""

            def now(self, *_: Any) -> None:
                raise sa.exc.OperationalError("", {}, Exception())

            make = now

        broken = cast(Offers, Broken())
        assert asyncio.run(offered_now(broken, CONVERSATION)) == Offer(())
        asyncio.run(offer(broken, CONVERSATION, [["a", "/a"]]))

    def test_nothing_is_offered_at_first(self, offers: Offers) -> None:
        assert asyncio.run(offered_now(offers, CONVERSATION)) == Offer(())
        offers.make(CONVERSATION, [Choice("a", "/a")])
        assert asyncio.run(offered_now(offers, CONVERSATION)).choices == (Choice("a", "/a"),)
