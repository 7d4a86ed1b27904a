"""One structured reply out of a turn's messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, cards, to_rasa, to_turn

REPLY = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean."), numbered=True), Block("", ("one",)), Block("Done.")),
    buttons=(Button("Which muscles?", "ask_muscles", {"stretch": "pigeon"}),),
    content_ids=("pigeon", "piriformis"),
    sources=("Article, Pigeon",),
    flags={"precaution": True},
)


def turn(reply: Reply, store: ContentStore) -> dict[str, Any]:
    return to_turn("message-1", to_rasa(reply), store)


def test_blocks_buttons_and_contract_come_back_as_they_were(store: ContentStore) -> None:
    shown = turn(REPLY, store)

    assert shown["blocks"] == [
        {"text": "Here is how:", "items": ["Kneel.", "Lean."], "numbered": True},
        {"text": "", "items": ["one"], "numbered": False},
        {"text": "Done.", "items": [], "numbered": False},
    ]
    assert shown["buttons"] == [{"title": "Which muscles?", "payload": '/ask_muscles{"stretch": "pigeon"}'}]
    assert (shown["turn"], shown["kind"], shown["precaution"]) == ("message-1", "steps", True)
    assert shown["sources"] == ["Article, Pigeon"]


def test_only_steps_have_cards(store: ContentStore) -> None:
    assert [card["id"] for card in turn(REPLY, store)["cards"]] == ["pigeon"]
    about = Reply(Kind.ANSWER, (Block("Hold it."),), content_ids=("pigeon",))
    assert turn(about, store)["cards"] == []


def test_only_escalations_have_contacts(store: ContentStore) -> None:
    assert turn(REPLY, store)["contacts"] == []
    stop = Reply(Kind.ESCALATION, (Block("Stop."),), tier=Tier.EMERGENCY, groups=("saddle",))
    shown = turn(stop, store)
    assert (shown["tier"], shown["groups"]) == ("emergency", ["saddle"])
    assert shown["contacts"]


def test_cards_hold_the_facts_of_the_store(store: ContentStore) -> None:
    pigeon, flow = cards(store, ["pigeon", "nothing", "cat_cow"])

    assert (pigeon["kind"], pigeon["hold_seconds"], pigeon["repeats"]) == ("static", [20, 30], [2, 3])
    assert pigeon["repetitions"] is None
    assert pigeon["per_side"] is True
    assert pigeon["targets"] == ["Piriformis", "Gluteus medius", "Hip flexors"]
    assert (flow["kind"], flow["hold_seconds"], flow["repetitions"]) == ("dynamic", None, [5, 10])
    assert [one["payload"] for one in flow["easier"]] == ['/ask_how_to{"stretch": "side_bend"}']


def test_a_picture_has_its_address_and_words(store: ContentStore) -> None:
    drawn = store.stretches["pigeon"].copy(update={"image": "pigeon.svg", "image_alt": "One leg in front."})
    (card,) = cards(replace(store, stretches={**store.stretches, "pigeon": drawn}), ["pigeon"])

    assert (card["image"], card["alt"]) == ("/media/pigeon.svg", "One leg in front.")


def test_messages_without_a_contract_are_an_answer(store: ContentStore) -> None:
    shown = to_turn("m", [{"text": "Hello."}], store)

    assert (shown["kind"], shown["content_ids"], shown["tier"]) == ("answer", [], None)
