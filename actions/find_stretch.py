"""Lists and recommends stretches."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction, remember, reply_to
from actions.turn import Memory, Question, Turn
from limber.content.models import LevelName, Position, Stretch
from limber.replies import Block, Button, Kind, Reply, in_sentence, item_buttons
from limber.replies.buttons import MOST_BUTTONS


class ActionFindStretch(LimberAction):
    """Finds stretches by muscle, complaint, position and level."""

    intents = ("find_stretch",)

    def reply(self, turn: Turn) -> Reply:
        """The stretches that fit all wishes; the nearest ones where none does."""
        store, say = turn.store, turn.store.phrases.say
        wish = Wish.of(turn)
        found = store.find_stretches(wish.muscles, wish.positions, wish.levels)
        if not wish.words:
            lead = say("found_all", count=len(found))
        elif found:
            lead = " ".join(filter(None, [wish.because, say("found", what=wish.text(turn))]))
        else:
            lead = say("found_none", what=wish.text(turn))
            found = (
                store.find_stretches(wish.muscles)
                if wish.muscles
                else store.find_stretches(positions=wish.positions)
            ) or store.find_stretches()
        if len(found) == 1 and wish.words:
            return self._only(turn, found[0], lead)
        first = in_sentence(found[0])
        offer = Button(say("button_yes"), "ask_how_to", {"stretch": found[0].id})
        reply = Reply(
            kind=Kind.LIST,
            blocks=(
                Block(lead, tuple(_line(turn, stretch, wish) for stretch in found)),
                Block(say("offer_first", name=first)),
            ),
            buttons=item_buttons(store, found[:MOST_BUTTONS]),
            offer=offer,
        )
        return reply.about(store, *found)

    def _only(self, turn: Turn, stretch: Stretch, lead: str) -> Reply:
        """The one stretch that fits is shown at once."""
        asked = Question("ask_how_to", (("stretch", stretch.id), *turn.question.named("place")))
        reply, _ = reply_to(turn.asks(asked))
        return replace(reply, blocks=(Block(lead, (stretch.title,)), *reply.blocks))

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The list, for "the next one" and "the second one"; one stretch alone is spoken of."""
        memory = remember(turn, reply)
        listed = tuple(one for one in reply.content_ids if one in turn.store.stretches)
        return replace(memory, listing=listed, stretch=listed[0] if len(listed) == 1 else None)


class Wish:
    """What a stretch must fit, and how to say it."""

    def __init__(self) -> None:
        self.muscles: list[str] = []
        self.positions: list[Position] = []
        self.levels: list[LevelName] = []
        self.words: list[str] = []
        self.because = ""

    @classmethod
    def of(cls, turn: Turn) -> Wish:
        """Read the names in the question."""
        store, question, wish = turn.store, turn.question, cls()
        for muscle_id in question.ids("muscle"):
            wish.muscles.append(muscle_id)
            wish.words.append(f"the {in_sentence(store.muscles[muscle_id])}")
        named = [store.answers[answer_id].area for answer_id in question.ids("answer")]
        areas = dict.fromkeys([*question.ids("complaint"), *filter(None, named)])
        for area in filter(None, map(store.complaint, areas)):
            wish.muscles.extend(area.muscles)
            wish.words.append(area.title)
            wish.because = wish.because or area.because
        for place in filter(None, map(store.place, question.ids("place"))):
            wish.positions.extend(place.positions)
            wish.words.append(place.title)
        for level in filter(None, map(store.level, question.ids("level"))):
            wish.levels.extend(level.levels)
            wish.words.append(level.title)
        return wish

    def text(self, turn: Turn) -> str:
        """The wish in words."""
        return turn.store.phrases.joined(self.words)


def _line(turn: Turn, stretch: Stretch, wish: Wish) -> str:
    """A stretch as a list item, with the positions that fit the wish."""
    phrases = turn.store.phrases
    fitting = [one for one in stretch.all_positions() if not wish.positions or one in wish.positions]
    return phrases.say(
        "found_item",
        title=stretch.title,
        positions=phrases.joined(
            [phrases.say(f"position_{one.value}") for one in fitting or stretch.all_positions()],
            last="join_or",
        ),
        level=stretch.level.value,
        targets=phrases.joined([in_sentence(turn.store.muscles[target]) for target in stretch.targets]),
    )
