"""Not sure, or outside: say so and offer what is near."""

from __future__ import annotations

from actions.base import LimberAction
from actions.turn import Turn
from limber.replies import Button, Kind, Reply, related_buttons, start_buttons
from limber.replies.buttons import MOST_BUTTONS, button_for

LIKELY = 2
"""So many of the likeliest intents are offered before the nearest items."""

_OFFERED = ("find_stretch", "ask_how_to")


class ActionFallback(LimberAction):
    """Offers the questions that come nearest."""

    intents = ("nlu_fallback",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The nearest questions as buttons."""
        return fallback_reply(turn)


class ActionDecline(LimberAction):
    """Says what Limber can do."""

    intents = ("out_of_scope",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """One friendly line, and where to start."""
        text = turn.store.phrases.say("decline")
        return Reply.of(Kind.DECLINE, text, buttons=start_buttons(turn.store))


class ActionUnchecked(LimberAction):
    """Near the subject, but not in any source."""

    intents = ("ask_unchecked",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """Say plainly that there is no checked answer, and offer the nearest ones."""
        answer = turn.store.main_answer("ask_unchecked")
        assert answer is not None  # the store's checks and the rules' test prevent it
        buttons = [*_nearest(turn), *related_buttons(turn.store, answer)]
        reply = Reply.of(Kind.DECLINE, answer.short, buttons=tuple(dict.fromkeys(buttons))[:MOST_BUTTONS])
        return reply.about(turn.store, answer)


def fallback_reply(turn: Turn) -> Reply:
    """The two or three nearest questions: by the intents' ranking first, then by the store's wording."""
    buttons = [_button(turn, intent) for intent, _ in turn.ranking if intent != turn.question.intent]
    near = [*buttons[:LIKELY], *_nearest(turn), *buttons[LIKELY:]]
    found = list(dict.fromkeys(button for button in near if button is not None))[:MOST_BUTTONS]
    if not found:
        found = [button for button in (_button(turn, intent) for intent in _OFFERED) if button]
    return Reply(
        kind=Kind.FALLBACK,
        blocks=Reply.of(Kind.FALLBACK, turn.store.phrases.say("fallback")).blocks,
        buttons=tuple(found),
        offer=found[0] if found else None,
    )


def _nearest(turn: Turn) -> list[Button]:
    """Buttons to the items whose wording is nearest to the message."""
    items = filter(None, map(turn.store.item, turn.nearest))
    return [button_for(turn.store, item) for item in items]


def _button(turn: Turn, intent: str) -> Button | None:
    """A button for an intent, about the stretch that the message names."""
    store = turn.store
    stretch_id = next(iter(turn.question.ids("stretch")), None)
    if intent == "ask_how_to" and stretch_id:
        return Button(store.stretches[stretch_id].title, intent, {"stretch": stretch_id})
    if intent in _OFFERED:
        return Button(store.phrases.say(f"title_{intent}"), intent)
    answer = store.main_answer(intent)
    if answer is None or intent == "ask_unchecked":
        return None
    return Button(answer.title, intent, {"stretch": stretch_id} if stretch_id else {})
