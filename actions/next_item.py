"""Goes on to the next stretch."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction, reply_to
from actions.turn import Memory, Question, Turn
from limber.replies import Button, Kind, Reply, in_sentence


class ActionNextItem(LimberAction):
    """Shows the stretch after the last one, in the last list or among all."""

    intents = ("next_item",)

    def reply(self, turn: Turn) -> Reply:
        """The next stretch's steps; after the last one, an offer to start again."""
        listing = _listing(turn)
        question = _next_question(turn)
        if question is not None:
            return reply_to(turn.asks(question))[0]
        first = turn.store.stretches[listing[0]]
        say = turn.store.phrases.say
        offer = Button(say("button_yes"), "ask_how_to", {"stretch": first.id})
        text = say("next_end", name=in_sentence(first))
        return replace(Reply.of(Kind.CLARIFY, text, buttons=[offer]), offer=offer)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """As after the next stretch's steps; the list stays."""
        question = _next_question(turn)
        if question is None:
            return super().recall(turn, reply)
        return replace(reply_to(turn.asks(question))[1], listing=tuple(_listing(turn)))


def _listing(turn: Turn) -> list[str]:
    return list(turn.memory.listing) or [stretch.id for stretch in turn.store.find_stretches()]


def _next_question(turn: Turn) -> Question | None:
    listing, last = _listing(turn), turn.memory.stretch
    place = listing.index(last) + 1 if last in listing else 0
    if place >= len(listing):
        return None
    return Question("ask_how_to", (("stretch", listing[place]),))
