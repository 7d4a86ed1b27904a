"""Replies as data."""

from __future__ import annotations

import json

import pytest

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import (
    Block,
    Button,
    Kind,
    Reply,
    in_sentence,
    item_buttons,
    joined,
    related_buttons,
    start_buttons,
    stretch_buttons,
)
from limber.replies.buttons import MOST_BUTTONS

HOLD = Reply(
    Kind.ANSWER,
    (Block("Hold it for 20-30 seconds."),),
    buttons=(Button("How often", "ask_frequency"),),
    content_ids=("hold_time", "pigeon"),
    sources=("Article, Principles",),
    flags={"precaution": True},
)
STEPS = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean."), numbered=True), Block("Hold it for 20-30 seconds.")),
    buttons=(Button("An easier way", "ask_easier"),),
    content_ids=("pigeon", "supine_figure_four"),
    sources=("Article, Pigeon", "Article, Principles"),
    offer=Button("Yes", "ask_how_to", {"stretch": "pigeon"}),
)


class TestReply:
    def test_of_leaves_out_empty_texts(self) -> None:
        reply = Reply.of(Kind.ANSWER, "One.", "", "Two.")

        assert [block.text for block in reply.blocks] == ["One.", "Two."]

    def test_about_adds_ids_and_sources_once(self, store: ContentStore) -> None:
        pigeon, warm_up = store.stretches["pigeon"], store.answers["warm_up"]

        reply = Reply.of(Kind.ANSWER, "Hm.").about(store, pigeon).about(store, warm_up, pigeon)

        assert reply.content_ids == ("pigeon", "warm_up")
        assert len(set(reply.sources)) == len(reply.sources)
        for citation in (*pigeon.sources, *warm_up.sources):
            assert f"{store.sources[citation.source].title}, {citation.section}" in reply.sources


class TestJoined:
    def test_one_reply_stays_as_it_is(self) -> None:
        assert joined([HOLD]) is HOLD

    def test_every_id_and_source_is_kept_once_in_order(self) -> None:
        both = joined([HOLD, STEPS])

        assert both.content_ids == ("hold_time", "pigeon", "supine_figure_four")
        assert both.sources == ("Article, Principles", "Article, Pigeon")

    def test_every_word_is_said_once(self) -> None:
        assert joined([HOLD, STEPS]).blocks == (HOLD.blocks[0], STEPS.blocks[0])

    def test_the_last_follow_ups_stay(self) -> None:
        both = joined([HOLD, STEPS])

        assert (both.buttons, both.offer) == (STEPS.buttons, STEPS.offer)

    def test_flags_are_kept(self) -> None:
        assert joined([HOLD, STEPS]).flags == {"precaution": True}

    def test_replies_of_one_kind_keep_it(self) -> None:
        assert joined([STEPS, STEPS]).kind is Kind.STEPS
        assert joined([HOLD, STEPS]).kind is Kind.ANSWER

    def test_tier_and_groups_are_kept(self) -> None:
        sign = Reply(Kind.ANSWER, (Block("See someone."),), tier=Tier.URGENT, groups=("neuro",))

        both = joined([sign, HOLD])

        assert (both.tier, both.groups) == (Tier.URGENT, ("neuro",))

    def test_the_strongest_tier_and_all_groups_count(self) -> None:
        mild, strong, urgent = (
            Reply(Kind.ANSWER, (Block(group),), tier=tier, groups=("any", group))
            for tier, group in [
                (Tier.SEE_PROFESSIONAL, "worse"),
                (Tier.EMERGENCY, "bladder"),
                (Tier.URGENT, "neuro"),
            ]
        )

        both = joined([mild, strong, urgent])

        assert both.tier is Tier.EMERGENCY
        assert both.groups == ("any", "worse", "bladder", "neuro")

    @pytest.mark.parametrize("kind", [Kind.ESCALATION, Kind.SAFETY_CHECK])
    def test_what_cannot_wait_stays_what_it_is(self, kind: Kind) -> None:
        sign = Reply(kind, (Block("See someone."),), (Button("Yes", "affirm"),), tier=Tier.URGENT)

        for both in (joined([sign, HOLD]), joined([HOLD, sign])):
            assert (both.kind, both.tier, both.buttons) == (kind, Tier.URGENT, sign.buttons)


class TestButtons:
    def test_payload_is_the_intent_and_what_it_is_about(self) -> None:
        assert Button("How often", "ask_frequency").payload == "/ask_frequency"

        intent, _, entities = Button("Show", "ask_how_to", {"stretch": "pigeon"}).payload.partition("{")
        assert intent == "/ask_how_to"
        assert json.loads("{" + entities) == {"stretch": "pigeon"}

    @pytest.mark.parametrize(
        ("item", "payload"),
        [
            ("pigeon", Button("", "ask_how_to", {"stretch": "pigeon"}).payload),
            ("piriformis", Button("", "ask_muscle", {"muscle": "piriformis"}).payload),
            ("warm_up", "/ask_warm_up"),
            ("benefit_posture", Button("", "ask_benefits", {"answer": "benefit_posture"}).payload),
        ],
    )
    def test_a_button_asks_for_its_item(self, store: ContentStore, item: str, payload: str) -> None:
        (button,) = item_buttons(store, [found] if (found := store.item(item)) else [])

        assert (button.payload, button.title) == (payload, found.title if found else "")

    def test_related_items_are_offered_best_first_and_never_twice(self, store: ContentStore) -> None:
        warm_up = store.answers["warm_up"]

        offered = related_buttons(store, warm_up)
        fewer = related_buttons(store, warm_up, beside=[warm_up.related[0]])

        titles = [item.title for item in map(store.item, warm_up.related) if item]
        assert [button.title for button in offered] == titles[:MOST_BUTTONS]
        assert [button.title for button in fewer] == titles[1 : MOST_BUTTONS + 1]

    @pytest.mark.parametrize("asked", ["ask_how_to", "ask_hold_time", "ask_easier", "ask_feel"])
    def test_a_stretch_offers_what_was_not_just_asked(self, store: ContentStore, asked: str) -> None:
        buttons = stretch_buttons(store, store.stretches["pigeon"], asked)

        assert 0 < len(buttons) <= MOST_BUTTONS
        assert asked not in {button.intent for button in buttons}
        assert all(button.entities == {"stretch": "pigeon"} for button in buttons)

    def test_there_is_always_a_way_to_start(self, store: ContentStore) -> None:
        assert [button.intent for button in start_buttons(store)] == [
            "find_stretch",
            "ask_hold_time",
            "ask_when_to_seek_help",
        ]

    def test_a_title_in_a_sentence_starts_small(self, store: ContentStore) -> None:
        assert in_sentence(store.stretches["cat_cow"]) == "cat-cow pose"

    def test_every_button_fits_what_most_channels_allow(self, store: ContentStore) -> None:
        """Telegram takes no payload over 64 bytes, Messenger no title over 20 without cutting it."""
        items = [*store.stretches.values(), *store.muscles.values(), *store.answers.values()]

        too_long = [
            button.payload for button in item_buttons(store, items) if len(button.payload.encode()) > 64
        ]

        assert too_long == []
