"""What a turn counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import REGISTRY
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from limber import metrics
from limber.channels.entry import guard
from limber.content.models import Tier
from limber.replies import Kind, Reply, to_rasa

Counted = Callable[..., float]


@pytest.fixture
def since() -> Counted:
    """How much a series has grown since the test began."""
    before = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
    }

    def grown(name: str, **labels: str) -> float:
        value = REGISTRY.get_sample_value(name, labels) or 0.0
        return value - before.get((name, tuple(sorted(labels.items()))), 0.0)

    return grown


def say(text: str, *replies: Reply, channel: str = "rest") -> None:
    """One turn with these replies; a fake in the place of Rasa's processor."""

    async def answer(message: UserMessage) -> None:
        for reply in replies:
            for one in to_rasa(reply):
                await message.output_channel.send_response(message.sender_id, one)

    message = UserMessage(text, CollectingOutputChannel(), "anna", input_channel=channel)
    asyncio.run(guard(answer)(message))


def escalation(tier: Tier, *groups: str, **flags: bool) -> Reply:
    return Reply(Kind.ESCALATION, (), tier=tier, groups=groups, flags=flags)


def test_a_turn_is_counted_once_with_its_kind_and_time(since: Counted) -> None:
    say("hello", Reply.of(Kind.SMALL_TALK, "Hello."))

    assert since("limber_replies_total", channel="rest", kind="small_talk") == 1
    assert since("limber_turn_seconds_count", channel="rest") == 1
    assert REGISTRY.get_sample_value("limber_turns_in_flight", {"channel": "rest"}) == 0


def test_an_escalation_is_counted_by_tier_and_group_and_its_reminders_apart(since: Counted) -> None:
    say("a sign", escalation(Tier.EMERGENCY, "cauda_equina", "fracture"))
    say("more", escalation(Tier.EMERGENCY, "cauda_equina", hold=True))

    assert since("limber_escalations_total", tier="emergency", reminder="no") == 1
    assert since("limber_escalations_total", tier="emergency", reminder="yes") == 1
    for group in ("cauda_equina", "fracture"):
        assert since("limber_escalation_groups_total", tier="emergency", group=group) == 1


def test_a_turn_without_an_answer_is_an_apology_and_counted_as_one(since: Counted) -> None:
    say("hello")

    assert since("limber_replies_total", channel="rest", kind="fallback") == 1


def test_what_is_not_read_is_refused_and_no_reply(since: Counted) -> None:
    say("...")

    assert since("limber_refused_total", channel="rest", reason="unreadable") == 1
    assert since("limber_replies_total", channel="rest", kind="clarify") == 0


def test_a_channel_that_nobody_knows_makes_no_label_of_its_own(since: Counted) -> None:
    say("hello", Reply.of(Kind.ANSWER, "Yes."), channel="somebody's own")

    assert since("limber_replies_total", channel="other", kind="answer") == 1


def test_a_timed_call_is_noted_even_if_it_fails(since: Counted) -> None:
    @metrics.timed(metrics.SCREEN)
    def fails() -> None:
        raise ValueError

    @metrics.timed(metrics.STORE_READ)
    async def succeeds() -> Any:
        return "read"

    with pytest.raises(ValueError):
        fails()
    assert asyncio.run(succeeds()) == "read"
    assert since("limber_stage_seconds_count", stage="screen") == 1
    assert since("limber_stage_seconds_count", stage="store_read") == 1
