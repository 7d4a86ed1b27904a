"""Red flags: what is said, what the conversation is on hold for, and the way out of it."""

from __future__ import annotations

import pytest

from limber.content import default_store
from limber.content.models import Tier
from limber.safety.dialogue import CHECK, HOLD, RED_FLAG, STILL, safety_action
from limber.safety.loading import default_red_flags
from limber.safety.rules import RedFlagGroup
from tests.unit.actions.harness import Conversation, Turn, intents, question

STORE = default_store()
GROUPS = list(default_red_flags().groups.values())
LONGEST = 75
"""Words of an escalation: contact numbers and signs make it longer than an answer."""

HOLDING = ("emergency", "urgent")
MOVING = sorted(set(intents()) - STILL - {"red_flag", "affirm", "hold_seen", "hold_stopped"})
"""Intents whose answers may tell somebody to move."""


def some(tier: str) -> str:
    """A group of a tier."""
    return next(group.id for group in GROUPS if group.tier.value == tier and group.id != "self_harm")


def check_no_movement(turn: Turn) -> None:
    """Neither words nor buttons lead to a stretch."""
    assert not set(turn.content) & STORE.stretches.keys()
    assert not any(line[0].isdigit() for line in turn.items), "steps"
    assert not any(payload.startswith(("/ask_how_to", "/find_stretch")) for payload in turn.payloads)


@pytest.mark.parametrize("other", [False, True], ids=["self", "another person"])
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_every_group_is_escalated_in_its_tier(group: RedFlagGroup, other: bool) -> None:
    turn = Conversation().report(group.tier.value, group.id, other=other)
    assert turn.kind == "escalation"
    assert turn.contract["tier"] == group.tier.value
    assert turn.contract["groups"] == [group.id]
    assert turn.contract["sources"]
    assert len(turn.lead.split()) <= LONGEST
    assert "{" not in turn.said
    assert turn.payloads == []
    check_no_movement(turn)
    if group.tier is not Tier.SEE_PROFESSIONAL:
        assert STORE.contacts.emergency_number in turn.said
    if group.id != "self_harm":
        assert group.title[1:] in turn.said


@pytest.mark.parametrize("tier", [tier.value for tier in Tier])
def test_another_persons_sign_is_told_in_other_words(tier: str) -> None:
    own = Conversation().report(tier, some(tier))
    others = Conversation().report(tier, some(tier), other=True)
    assert own.said != others.said
    assert "them" in others.said or "they" in others.said.lower()


@pytest.mark.parametrize("other", [False, True])
def test_self_harm_has_a_crisis_line_and_nothing_else(other: bool) -> None:
    turn = Conversation().report(
        "emergency", "self_harm", text="how do I stretch? I want to die", other=other
    )
    assert STORE.contacts.crisis_line in turn.said
    assert STORE.contacts.emergency_number in turn.said
    assert len(turn.texts) == 1
    assert "stretch" not in turn.said


def test_several_groups_are_all_in_the_contract() -> None:
    first, second = some("emergency"), some("urgent")
    turn = Conversation().report("emergency", first, second)
    assert turn.contract["tier"] == "emergency"
    assert turn.contract["groups"] == [first, second]


@pytest.mark.parametrize("tier", HOLDING)
def test_a_question_in_the_same_message_waits(tier: str) -> None:
    turn = Conversation().report(tier, some(tier), text="my back is bad, how do I do the pigeon?")
    assert STORE.phrases.say("question_waits") in turn.texts
    check_no_movement(turn)


def test_a_failed_screen_is_taken_for_urgent() -> None:
    turn = Conversation().tap("/red_flag")
    assert turn.kind == "escalation"
    assert turn.contract["tier"] == "urgent"


@pytest.mark.parametrize("tier", HOLDING)
@pytest.mark.parametrize("intent", MOVING)
def test_on_hold_nothing_tells_to_move(intent: str, tier: str) -> None:
    for before in ("ask_how_to", "ask_muscle", "find_stretch", "nlu_fallback"):
        talk = Conversation()
        talk.ask(before, stretch="pigeon")
        talk.report(tier, some(tier))
        turn = talk.ask(intent, stretch="side_bend", place="chair", text="and how?", ranking=["ask_how_to"])
        assert turn.kind == "escalation"
        assert turn.contract["tier"] == tier
        assert turn.contract["hold"] is True
        check_no_movement(turn)
        assert "/hold_seen" in turn.payloads
        assert ("/hold_stopped" in turn.payloads) is (tier == "urgent")


@pytest.mark.parametrize("tier", HOLDING)
@pytest.mark.parametrize("intent", sorted(STILL))
def test_on_hold_what_moves_nobody_is_answered(intent: str, tier: str) -> None:
    talk = Conversation()
    talk.report(tier, some(tier))
    turn = talk.ask(intent, text="what is that?")
    assert turn.kind not in {"escalation", "steps"}
    assert turn.texts


@pytest.mark.parametrize(
    "intent", sorted(STILL & {"ask_muscle", "ask_muscles", "ask_sciatica", "ask_benefits"})
)
def test_on_hold_no_answer_leads_to_a_stretch(intent: str) -> None:
    talk = Conversation()
    talk.report("urgent", some("urgent"))
    for named in ([], [("muscle", "quadratus_lumborum")]):
        check_no_movement(talk.ask(intent, *named))


@pytest.mark.parametrize("intent", ["greet", "deny", "complain", "ask_capabilities"])
def test_on_hold_small_talk_with_buttons_to_stretches_gives_way_to_the_reminder(intent: str) -> None:
    hold = {"tier": "emergency", "groups": ["bladder"], "other": False}
    assert safety_action(intent, {}, hold, None) == HOLD


@pytest.mark.parametrize(
    ("tier", "doubted", "action"),
    [
        ("emergency", ("bladder",), HOLD),
        ("emergency", ("self_harm",), CHECK),
        ("urgent", ("bladder",), CHECK),
        (None, ("bladder",), CHECK),
    ],
)
def test_after_an_emergency_the_advice_is_repeated_instead_of_asking(
    tier: str | None, doubted: tuple[str, ...], action: str
) -> None:
    hold = tier and {"tier": tier, "groups": ["saddle"], "other": False}
    assert safety_action(RED_FLAG, {"check": True, "check_groups": doubted}, hold or None, None) == action


def test_on_hold_only_the_harmless_one_of_two_questions_is_answered() -> None:
    talk = Conversation()
    talk.report("urgent", some("urgent"))
    turn = talk.ask_all(
        question("ask_muscle", ("muscle", "piriformis")), question("ask_how_to", ("stretch", "pigeon"))
    )
    assert turn.content == ["piriformis"]
    check_no_movement(turn)


def test_on_hold_a_harmless_second_question_leaves_the_reminder_what_it_is() -> None:
    talk = Conversation()
    talk.report("emergency", some("emergency"))
    turn = talk.ask_all(
        question("ask_how_to", ("stretch", "pigeon")), question("ask_muscle", ("muscle", "piriformis"))
    )
    assert (turn.kind, turn.contract["tier"], turn.contract["hold"]) == ("escalation", "emergency", True)
    assert "/hold_seen" in turn.payloads
    check_no_movement(turn)


@pytest.mark.parametrize(
    "screening",
    [{"tier": "emergency", "groups": ["saddle"]}, {"check": True, "check_groups": ["saddle"]}],
    ids=["reported", "doubted"],
)
@pytest.mark.parametrize("other", ["ask_muscle", "ask_how_to"])
def test_beside_a_sign_nothing_else_is_answered(screening: dict[str, object], other: str) -> None:
    alone = Conversation().ask(RED_FLAG, screening=screening)
    turn = Conversation().ask_all(question(RED_FLAG), question(other), screening=screening)
    assert (turn.kind, turn.said, turn.payloads) == (alone.kind, alone.said, alone.payloads)


@pytest.mark.parametrize(
    ("tier", "way", "lifted"),
    [
        ("urgent", "hold_seen", True),
        ("urgent", "hold_stopped", True),
        ("emergency", "hold_seen", True),
        ("emergency", "hold_stopped", False),
    ],
)
@pytest.mark.parametrize("tapped", [True, False], ids=["tapped", "typed"])
def test_the_way_out_of_the_hold(tier: str, way: str, lifted: bool, tapped: bool) -> None:
    talk = Conversation()
    talk.report(tier, some(tier))
    turn = talk.tap(f"/{way}") if tapped else talk.ask(way)
    after = talk.ask("ask_how_to", stretch="pigeon")
    assert (turn.kind == "answer") is lifted
    assert after.kind == ("steps" if lifted else "escalation")


def test_a_professionals_matter_holds_nothing() -> None:
    talk = Conversation()
    talk.report("see_professional", some("see_professional"))
    assert talk.ask("ask_how_to", stretch="pigeon").kind == "steps"


@pytest.mark.parametrize("second", [tier.value for tier in Tier])
def test_a_hold_is_never_weakened(second: str) -> None:
    talk = Conversation()
    talk.report("emergency", some("emergency"))
    talk.report(second, some(second))
    assert talk.ask("ask_how_to").contract["tier"] == "emergency"


def test_a_hold_becomes_stronger() -> None:
    talk = Conversation()
    talk.report("urgent", some("urgent"))
    talk.report("emergency", some("emergency"))
    assert talk.ask("ask_how_to").contract["tier"] == "emergency"


def test_an_escalation_ends_an_offer() -> None:
    talk = Conversation()
    talk.ask("find_stretch")
    talk.report("see_professional", some("see_professional"))
    assert talk.ask("affirm", text="yes").kind != "steps"


@pytest.mark.parametrize("way", ["hold_seen", "hold_stopped"])
def test_the_way_out_without_a_hold_is_small_talk(way: str) -> None:
    turn = Conversation().ask(way)
    assert turn.kind == "small_talk"
    assert turn.payloads


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_a_doubt_says_what_the_sign_can_mean_and_asks(group: RedFlagGroup) -> None:
    turn = Conversation().doubt(group.id)
    assert turn.kind == "safety_check"
    assert turn.contract["tier"] is None
    assert turn.contract["groups"] == [group.id]
    assert turn.texts[0] == group.means
    assert STORE.phrases.say("check_question") in turn.said
    assert turn.payloads == ["/affirm", "/deny"]


def test_a_doubt_without_a_group_names_the_signs() -> None:
    turn = Conversation().doubt()
    assert turn.kind == "safety_check"
    for sign in ("numbness", "weakness", "bladder"):
        assert sign in turn.said


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_yes_to_a_doubt_escalates(group: RedFlagGroup) -> None:
    talk = Conversation()
    talk.doubt(group.id)
    turn = talk.tap("/affirm")
    assert turn.kind == "escalation"
    assert turn.contract["tier"] == group.tier.value
    assert turn.contract["groups"] == [group.id]
    assert talk.ask("affirm").kind != "steps"


def test_a_yes_asks_nothing_that_would_have_to_wait() -> None:
    talk = Conversation()
    talk.doubt(some("emergency"))
    turn = talk.ask("affirm", text="yes, is that bad?")
    assert turn.kind == "escalation"
    assert STORE.phrases.say("question_waits") not in turn.texts


def test_yes_to_a_doubt_without_a_group_is_urgent() -> None:
    talk = Conversation()
    talk.doubt()
    assert talk.ask("affirm", text="yes").contract["tier"] == "urgent"


def test_no_to_a_doubt_says_what_to_watch_for_and_goes_on() -> None:
    talk = Conversation()
    talk.doubt(some("emergency"))
    turn = talk.tap("/deny")
    assert turn.kind == "answer"
    assert STORE.contacts.emergency_number in turn.said
    assert talk.ask("ask_how_to", stretch="pigeon").kind == "steps"


@pytest.mark.parametrize("intent", [intent for intent in MOVING if intent != "deny"])
def test_an_open_doubt_is_asked_again_before_anything_that_moves(intent: str) -> None:
    talk = Conversation()
    first = talk.doubt(some("urgent"))
    turn = talk.ask(intent, stretch="pigeon", text="how do I do it?")
    assert turn.kind == "safety_check"
    assert turn.contract["groups"] == first.contract["groups"]


@pytest.mark.parametrize("tier", HOLDING)
def test_on_hold_an_open_doubt_hides_neither_the_reminder_nor_the_way_out(tier: str) -> None:
    talk = Conversation()
    talk.report(tier, some(tier))
    talk.doubt(some("urgent"))
    reminder = talk.ask("find_stretch", text="easy stretches please")
    assert (reminder.kind, reminder.contract["hold"]) == ("escalation", True)
    assert talk.tap("/hold_seen").kind == "answer"
    assert talk.slots["hold"] is None


def test_a_light_doubt_is_asked_about_once_above_the_answer() -> None:
    talk = Conversation()
    first = talk.light_doubt("ask_hold_time", some("urgent"))
    assert first.kind == "safety_check"
    assert first.contract["content_ids"], "the question is answered below"

    second = talk.ask("ask_breathing")

    assert second.kind == "answer"
    assert talk.slots["pending"] is None


def test_yes_to_a_light_doubt_escalates() -> None:
    talk = Conversation()
    talk.light_doubt("ask_hold_time", some("emergency"))
    turn = talk.tap("/affirm")
    assert turn.kind == "escalation"
    assert turn.contract["tier"] == "emergency"


def test_no_to_a_light_doubt_says_what_to_watch_for() -> None:
    talk = Conversation()
    talk.light_doubt("ask_hold_time", some("emergency"))
    assert STORE.contacts.emergency_number in talk.tap("/deny").said
    assert talk.slots["pending"] is None


def test_a_yes_after_moving_on_from_a_light_doubt_is_about_the_new_matter() -> None:
    talk = Conversation()
    talk.light_doubt("ask_hold_time", some("emergency"))
    talk.ask("ask_breathing")
    assert talk.tap("/affirm").kind != "escalation"


def test_an_open_doubt_does_not_stop_what_moves_nobody() -> None:
    talk = Conversation()
    talk.doubt(some("urgent"))
    assert talk.ask("ask_muscle", muscle="piriformis").content == ["piriformis"]
    assert talk.ask("affirm", text="yes").kind == "escalation"


@pytest.mark.parametrize("tier", [tier.value for tier in Tier])
def test_a_sign_that_is_over_gets_its_advice_in_the_past_form(tier: str) -> None:
    turn = Conversation().ask("ask_how_to", stretch="pigeon", screening={"resolved": (some(tier),)})
    assert turn.kind == "steps"
    past = STORE.phrases.say(f"past_{tier}", **({"number": "|"} if tier == "emergency" else {}))
    assert past.split("|")[0] in turn.texts[-1]


def test_a_denied_emergency_gets_a_safety_net() -> None:
    turn = Conversation().ask("ask_how_to", stretch="pigeon", screening={"denied": (some("emergency"),)})
    assert turn.kind == "steps"
    assert turn.texts[-1] == STORE.phrases.say("safety_net", number=STORE.contacts.emergency_number)
    assert len(Conversation().ask("ask_how_to", stretch="pigeon").texts) == len(turn.texts) - 1


def test_a_denied_lesser_sign_changes_nothing() -> None:
    turn = Conversation().ask("ask_how_to", stretch="pigeon", screening={"denied": (some("urgent"),)})
    assert turn.messages == Conversation().ask("ask_how_to", stretch="pigeon").messages


def test_a_named_condition_puts_the_caution_before_what_was_asked() -> None:
    turn = Conversation().ask("ask_how_to", stretch="pigeon", condition="pregnancy")
    assert turn.kind == "steps"
    assert turn.contract["precaution"] is True
    assert "ask first" in turn.texts[0]
    assert "doctor" in turn.texts[1] or "physiotherapist" in turn.texts[1]


@pytest.mark.parametrize("tier", HOLDING)
@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("hold_seen", "nobody at the surgery has looked at it"),
        ("hold_seen", "I've not been to a doctor"),
        ("hold_seen", "ok I'll ring the GP"),
        ("hold_seen", "the doctor saw me and sent me straight to casualty"),
        ("hold_seen", "the physio has seen it, said i could have cauda equina"),
        ("hold_seen", "has a doctor seen this?"),
        ("hold_stopped", "it has stopped for now"),
        ("hold_stopped", "it stopped after ibuprofen"),
        ("hold_stopped", "it has stopped except in my foot"),
        ("hold_seen", "on my way to A&E, going now"),
        ("hold_seen", "they can only fit me in on Thursday"),
        ("hold_seen", "should I have it looked at?"),
        ("hold_stopped", "it hasn't gone away"),
        ("hold_stopped", "hopefully that was it"),
        ("hold_stopped", "a bit better"),
        ("hold_stopped", "it still tingles"),
    ],
)
def test_words_that_do_not_plainly_say_it_lift_no_hold(tier: str, way: str, text: str) -> None:
    talk = Conversation()
    talk.report(tier, some(tier))
    turn = talk.ask(way, text=text)
    assert (turn.kind, turn.contract["tier"], turn.contract["hold"]) == ("escalation", tier, True)
    assert "/hold_seen" in turn.payloads
    assert talk.slots["hold"] is not None


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("hold_seen", "my physio examined me this morning"),
        ("hold_seen", "the consultant checked it, no concerns"),
        ("hold_stopped", "it went away by itself"),
        ("hold_stopped", "all gone, it is no longer there"),
    ],
)
def test_plain_words_lift_an_urgent_hold(way: str, text: str) -> None:
    talk = Conversation()
    talk.report("urgent", some("urgent"))
    assert talk.ask(way, text=text).kind == "answer"
    assert talk.slots["hold"] is None


@pytest.mark.parametrize(
    "said", ["Yes, is it sciatica?", "yeah. when should I see someone", "yep how do i do the twist"]
)
@pytest.mark.parametrize("intent", ["ask_sciatica", "ask_how_to", "out_of_scope"])
def test_a_yes_with_a_question_behind_it_is_a_yes(said: str, intent: str) -> None:
    talk = Conversation()
    talk.doubt("bladder")
    turn = talk.ask(intent, text=said)
    assert (turn.kind, turn.contract["tier"], turn.contract["groups"]) == (
        "escalation",
        "emergency",
        ["bladder"],
    )


@pytest.mark.parametrize("said", ["yeah nah none of those", "yes no not at all"])
def test_a_no_behind_a_yes_is_a_no(said: str) -> None:
    talk = Conversation()
    talk.doubt("bladder")
    assert talk.ask("deny", text=said).kind == "answer"


@pytest.mark.parametrize(
    "said",
    ["not at the moment", "no, it went away this morning", "no, only when I wipe", "not now but yesterday"],
)
def test_a_no_that_leaves_an_emergency_open_is_asked_again(said: str) -> None:
    talk = Conversation()
    talk.doubt("bladder")
    assert talk.ask("deny", text=said).kind == "safety_check"
    assert talk.slots["pending"]
    assert talk.tap("/deny").kind == "answer"


@pytest.mark.parametrize("said", ["no", "nope", "No, I don't", "none of those", "no just stiff"])
def test_a_plain_no_settles_it(said: str) -> None:
    talk = Conversation()
    talk.doubt("bladder")
    assert talk.ask("deny", text=said).kind == "answer"


def test_a_weaker_doubt_does_not_replace_an_open_emergency() -> None:
    talk = Conversation()
    talk.doubt("bladder")
    talk.doubt(some("see_professional"))
    turn = talk.ask("affirm", text="yes")
    assert (turn.kind, turn.contract["tier"]) == ("escalation", "emergency")


def test_a_light_doubt_does_not_make_light_of_an_open_emergency() -> None:
    talk = Conversation()
    talk.doubt("bladder")
    assert talk.light_doubt("ask_hold_time", some("urgent")).kind == "safety_check"
    assert talk.ask("ask_how_to", stretch="pigeon").kind == "safety_check"


def test_a_weaker_report_leaves_an_open_emergency_open() -> None:
    talk = Conversation()
    talk.doubt("bladder")
    assert talk.report("see_professional", some("see_professional")).contract["tier"] == "see_professional"
    assert talk.ask("ask_how_to", stretch="pigeon").kind == "safety_check"


def test_on_an_emergency_hold_a_weaker_report_gets_no_weaker_words() -> None:
    talk = Conversation()
    talk.report("emergency", some("emergency"))
    turn = talk.report("see_professional", some("see_professional"))
    assert (turn.kind, turn.contract["tier"], turn.contract["hold"]) == ("escalation", "emergency", True)
