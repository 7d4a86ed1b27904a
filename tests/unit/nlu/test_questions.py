"""What a message asks, from the predictions for it and for its sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from limber.nlu.questions import (
    DECLINE_LEAD,
    FALLBACK,
    FAR_OUTSIDE,
    MOST_QUESTIONS,
    OUTSIDE,
    REQUEST_CONFIDENCE,
    SURE,
    UNSURE,
    Prediction,
    choose,
)
from limber.nlu.reading import Mention, Reading, Sentence
from limber.safety.dialogue import RED_FLAG

PIGEON = Mention(0, 6, "stretch", "pigeon")
TWIST = Mention(0, 5, "stretch", "supine_spinal_twist")


def asks(*mentions: Mention) -> Sentence:
    return Sentence(0, 1, "", True, mentions)


def tells(*mentions: Mention) -> Sentence:
    return Sentence(0, 1, "", False, mentions)


def reading(*sentences: Sentence) -> Reading:
    return Reading("", sentences)


def surely(intent: str) -> Prediction:
    """A prediction that is believed for a whole message."""
    return Prediction(((intent, 0.9), ("other", 0.1)))


def likely(intent: str) -> Prediction:
    """A prediction that is believed for a question, and not for a whole message."""
    return Prediction(((intent, (REQUEST_CONFIDENCE + SURE) / 2), ("other", 0.1)))


def hardly(intent: str) -> Prediction:
    """A prediction that is not believed."""
    return Prediction(((intent, REQUEST_CONFIDENCE / 2), ("other", 0.1)))


def test_one_sentence_is_what_the_whole_message_is() -> None:
    chosen, questions = choose(reading(asks(PIGEON)), surely("ask_hold_time"), [hardly("ask_feel")])

    assert chosen.intent == "ask_hold_time"
    assert [(one.intent, one.mentions) for one in questions] == [("ask_hold_time", (PIGEON,))]


def test_beside_what_seems_a_report_the_question_comes_second() -> None:
    chosen, _ = choose(reading(tells(), asks()), surely(RED_FLAG), [surely(RED_FLAG), likely("ask_how_to")])

    assert [name for name, _ in chosen.ranking][:2] == [RED_FLAG, "ask_how_to"]


def test_two_questions_are_two_with_their_own_names() -> None:
    chosen, questions = choose(
        reading(asks(PIGEON), asks(TWIST)),
        surely("ask_muscles"),
        [likely("ask_hold_time"), surely("ask_muscles")],
    )

    assert chosen.intent == "ask_hold_time"
    assert [(one.intent, one.mentions) for one in questions] == [
        ("ask_hold_time", (PIGEON,)),
        ("ask_muscles", (TWIST,)),
    ]


def test_what_a_remark_tells_of_the_person_counts_for_two_questions() -> None:
    condition, place = Mention(0, 4, "condition", "disc"), Mention(5, 9, "place", "desk")
    _, questions = choose(
        reading(tells(condition, place), asks(PIGEON), asks(TWIST)),
        surely("ask_how_to"),
        [surely("complain"), surely("ask_how_to"), surely("ask_hold_time")],
    )

    assert [one.mentions for one in questions] == [(condition, PIGEON), (TWIST,)]


def test_the_same_question_about_two_things_is_two() -> None:
    _, questions = choose(
        reading(asks(PIGEON), asks(TWIST)), surely("ask_hold_time"), [surely("ask_hold_time")] * 2
    )

    assert [one.mentions for one in questions] == [(PIGEON,), (TWIST,)]


def test_the_same_question_twice_is_one() -> None:
    _, questions = choose(
        reading(asks(PIGEON), asks(PIGEON)), surely("ask_hold_time"), [surely("ask_hold_time")] * 2
    )

    assert [one.intent for one in questions] == ["ask_hold_time"]


def test_a_remark_beside_a_question_asks_nothing() -> None:
    chosen, questions = choose(
        reading(tells(TWIST), asks()),
        likely("ask_causes"),
        [surely("ask_causes"), surely("ask_hold_time")],
    )

    assert chosen.intent == "ask_hold_time"
    assert [one.intent for one in questions] == ["ask_hold_time"]


def test_one_question_may_name_its_thing_in_the_remark() -> None:
    """As in: "I love the twist. How long do I hold it?"."""
    _, (question,) = choose(
        reading(tells(TWIST), asks()), likely("ask_hold_time"), [hardly("deny"), surely("ask_hold_time")]
    )

    assert question.mentions == (TWIST,)


def test_a_clear_message_beats_its_less_clear_question() -> None:
    chosen, _ = choose(
        reading(tells(), asks()), surely("ask_results_time"), [hardly("ask_feel"), likely("ask_hold_time")]
    )

    assert chosen.intent == "ask_results_time"


@pytest.mark.parametrize("small_talk", ["greet", "thank", "goodbye", "affirm", "ask_bot"])
def test_small_talk_beside_a_question_is_not_answered(small_talk: str) -> None:
    chosen, questions = choose(
        reading(asks(), asks()), surely(small_talk), [surely(small_talk), likely("ask_hold_time")]
    )

    assert chosen.intent == "ask_hold_time"
    assert [one.intent for one in questions] == ["ask_hold_time"]


def test_small_talk_beside_a_telling_remark_gives_way() -> None:
    chosen, _ = choose(reading(tells(), tells()), surely("greet"), [surely("greet"), surely("find_stretch")])

    assert chosen.intent == "find_stretch"


def test_small_talk_alone_stays() -> None:
    chosen, (question,) = choose(
        reading(tells(), tells()), surely("thank"), [surely("thank"), surely("goodbye")]
    )

    assert chosen.intent == question.intent == "thank"


def test_an_unsure_question_beside_a_sure_one_is_left_out() -> None:
    _, questions = choose(
        reading(asks(), asks()), likely("ask_hold_time"), [surely("ask_hold_time"), hardly("ask_muscles")]
    )

    assert [one.intent for one in questions] == ["ask_hold_time"]


def test_an_unsure_message_takes_its_surest_remark() -> None:
    chosen, _ = choose(
        reading(tells(), tells()), hardly("ask_feel"), [likely("ask_causes"), surely("find_stretch")]
    )

    assert chosen.intent == "find_stretch"


def test_at_most_three_questions_are_answered_the_first_ones() -> None:
    intents = ["ask_hold_time", "ask_muscles", "ask_feel", "ask_frequency", "ask_warm_up"]

    _, questions = choose(
        reading(*(asks() for _ in intents)), surely("ask_muscles"), [surely(intent) for intent in intents]
    )

    assert MOST_QUESTIONS == 3
    assert [one.intent for one in questions] == intents[:3]


def test_a_correction_that_names_a_stretch_asks_the_same_about_it() -> None:
    """As in: "no, the twist"."""
    chosen, (question,) = choose(reading(tells(TWIST)), surely("deny"), [surely("deny")])

    assert chosen.intent == question.intent == "ask_same_about"
    assert question.mentions == (TWIST,)


def test_a_plain_no_is_a_no() -> None:
    chosen, _ = choose(reading(tells()), surely("deny"), [surely("deny")])

    assert chosen.intent == "deny"


@pytest.mark.parametrize("decline", ["out_of_scope", "ask_unchecked"])
def test_a_decline_gives_way_to_a_near_question(decline: str) -> None:
    narrow = Prediction(((decline, 0.4), ("ask_feel", 0.4 - DECLINE_LEAD / 2), ("other", 0.1)))
    clear = Prediction(((decline, 0.4 + DECLINE_LEAD), ("ask_feel", 0.3), ("other", 0.1)))

    assert choose(reading(asks()), narrow, [narrow])[0].intent == "ask_feel"
    assert choose(reading(asks()), clear, [clear])[0].intent == decline


def test_a_decline_does_not_give_way_to_small_talk() -> None:
    narrow = Prediction((("out_of_scope", 0.4), ("thank", 0.39)))

    assert choose(reading(tells()), narrow, [narrow])[0].intent == "out_of_scope"


@pytest.mark.parametrize("whole", [surely("greet"), likely("ask_feel"), hardly("ask_muscles")])
def test_the_first_question_is_the_prediction(whole: Prediction) -> None:
    for parts in ([surely("thank"), likely("ask_feel")], [likely("ask_feel"), surely("find_stretch")]):
        chosen, questions = choose(reading(asks(PIGEON), asks()), whole, parts)

        assert (questions[0].intent, questions[0].confidence) == (chosen.intent, chosen.confidence)


def seen(intent: str, outside: float) -> Prediction:
    """A sure prediction for a text that lies so far outside."""
    return replace(surely(intent), outside=outside)


def test_what_lies_outside_is_declined_whatever_it_seems_to_ask() -> None:
    """As in: "how long do you hold a yawn in French grammar"."""
    far = seen("ask_hold_time", OUTSIDE)

    chosen, (question,) = choose(reading(asks()), far, [far])

    assert chosen.intent == question.intent == "out_of_scope"
    assert [name for name, _ in chosen.ranking][:2] == ["out_of_scope", "ask_hold_time"]


def test_what_lies_inside_is_answered() -> None:
    near = seen("ask_hold_time", OUTSIDE - 0.1)

    assert choose(reading(asks()), near, [near])[0].intent == "ask_hold_time"


def test_a_message_that_resembles_nothing_much_is_asked_about() -> None:
    flat = Prediction((("ask_feel", UNSURE - 0.01), ("ask_limits", UNSURE - 0.02)))

    chosen, (question,) = choose(reading(asks()), flat, [flat])

    assert chosen.intent == question.intent == FALLBACK
    assert chosen.ranking == ((FALLBACK, UNSURE), *flat.ranking), "the buttons come from the ranking"


def test_a_suspected_sign_is_left_to_the_screen_however_far_outside() -> None:
    far = seen("red_flag", OUTSIDE + 5)

    assert choose(reading(tells()), far, [far])[0].intent == "red_flag"


def test_a_question_inside_is_answered_beside_a_remark_from_outside() -> None:
    """As in: "my toaster broke. how long do I hold the pigeon?"."""
    chosen, questions = choose(
        reading(tells(), asks(PIGEON)),
        seen("ask_hold_time", OUTSIDE),
        [seen("ask_feel", OUTSIDE), seen("ask_hold_time", OUTSIDE - 1)],
    )

    assert [one.intent for one in questions] == ["ask_hold_time"] == [chosen.intent]


def test_a_question_from_outside_is_not_answered_beside_one_inside() -> None:
    _, questions = choose(
        reading(asks(PIGEON), asks()),
        seen("ask_hold_time", OUTSIDE - 1),
        [seen("ask_hold_time", OUTSIDE - 1), seen("ask_results_time", OUTSIDE)],
    )

    assert [one.intent for one in questions] == ["ask_hold_time"]


def remark_and_question(outside: float, *names: Mention) -> str:
    """What a message is that lies so far outside, with a second sentence that asks something inside."""
    chosen, questions = choose(
        reading(tells(), asks(*names)),
        seen("ask_hold_time", outside),
        [seen("ask_feel", outside), seen("ask_hold_time", OUTSIDE - 5)],
    )
    assert [one.intent for one in questions] == [chosen.intent]
    return chosen.intent


def test_a_message_far_outside_is_declined_although_a_sentence_of_it_seems_to_ask() -> None:
    """As in: "the fence has its first coat. how long do i leave it"."""
    assert remark_and_question(FAR_OUTSIDE) == "out_of_scope"
    assert remark_and_question(FAR_OUTSIDE - 0.1) == "ask_hold_time"


def test_who_names_a_stretch_is_answered_however_far_outside_the_rest_is() -> None:
    """As in: "what is the capital of Peru and how long do I hold the pigeon"."""
    assert remark_and_question(FAR_OUTSIDE + 5, PIGEON) == "ask_hold_time"


@pytest.mark.parametrize("decline", ["out_of_scope", "ask_unchecked"])
def test_a_narrow_decline_of_what_lies_outside_stays(decline: str) -> None:
    narrow = Prediction(((decline, 0.4), ("ask_feel", 0.4 - DECLINE_LEAD / 2)), outside=OUTSIDE)

    assert choose(reading(asks()), narrow, [narrow])[0].intent == decline


def test_a_question_is_answered_beside_a_sign_that_the_screen_leaves_alone() -> None:
    """As in: "had a numb foot years ago but it's fine now. how do I do the twist"."""
    chosen, questions = choose(
        reading(tells(), asks(TWIST)),
        surely("ask_existing_condition"),
        [surely("red_flag"), surely("ask_how_to")],
    )

    assert [one.intent for one in questions] == ["ask_how_to"] == [chosen.intent]


def test_a_message_that_is_a_sign_on_the_whole_stays_one() -> None:
    parts = [surely("red_flag"), surely("ask_how_to")]

    assert choose(reading(tells(), asks(TWIST)), surely("red_flag"), parts)[0].intent == "red_flag"
