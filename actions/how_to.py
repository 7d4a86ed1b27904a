"""How a stretch is done."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import LimberAction, first_of
from actions.dose import dose_text
from actions.find_stretch import ActionFindStretch, Wish
from actions.turn import Memory, Question, Turn
from limber.content.models import OtherWay, Step, Stretch
from limber.replies import Block, Button, Kind, Reply, in_sentence, item_buttons, stretch_buttons


class ActionHowTo(LimberAction):
    """Gives the steps, where to feel it and the dose."""

    intents = ("ask_how_to",)

    def reply(self, turn: Turn) -> Reply:
        """The steps of the wished way; without a stretch, what was offered or is described."""
        stretch = turn.stretch() or offered_stretch(turn)
        if stretch is None:
            return described_stretch(turn)
        store, say = turn.store, turn.store.phrases.say
        way = _wished_way(turn, stretch)
        steps = way.steps if way else stretch.steps
        blocks = [Block(say("how_to", name=in_sentence(stretch)), _lines(turn, steps), numbered=True)]
        closing = [say("feel", feel=_small(stretch.feel))]
        if not _says_dose(stretch, steps):
            closing.append(dose_text(turn, stretch, "hold"))
        if stretch.cautions:
            closing.append(say("caution", caution=_small(stretch.cautions[0])))
        buttons = stretch_buttons(store, stretch, "ask_how_to")
        if way is None and stretch.other_ways:
            closing.append(_other_ways(turn, stretch))
            buttons = (*_way_buttons(turn, stretch), *buttons[:2])
        blocks.append(Block(" ".join(closing)))
        return Reply(Kind.STEPS, tuple(blocks), buttons).about(store, stretch)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """A list that stands for the steps is remembered as a list."""
        if reply.kind is Kind.LIST:
            return ActionFindStretch().recall(turn, reply)
        return super().recall(turn, reply)


def _wished_way(turn: Turn, stretch: Stretch) -> OtherWay | None:
    """The other way whose position was asked for, unless the usual way fits too."""
    wanted = [turn.store.place(place_id) for place_id in turn.question.ids("place")]
    for place in filter(None, wanted):
        if stretch.positions[0] in place.positions:
            return None
        for way in stretch.other_ways:
            if way.position in place.positions:
                return way
    return None


def _other_ways(turn: Turn, stretch: Stretch) -> str:
    phrases = turn.store.phrases
    ways = phrases.joined([_small(way.title) for way in stretch.other_ways], last="join_or")
    return phrases.say("other_ways", ways=ways)


def _way_buttons(turn: Turn, stretch: Stretch) -> tuple[Button, ...]:
    """A button for each other way, by a place word whose positions name it."""
    say = turn.store.phrases.say
    buttons = []
    for way in stretch.other_ways:
        place = next((p for p in turn.store.vocabulary.places if p.positions == [way.position]), None)
        if place is not None:
            entities = {"stretch": stretch.id, "place": place.id}
            buttons.append(Button(say("button_way", way=way.title), "ask_how_to", entities))
    return tuple(buttons[:1])


def _says_dose(stretch: Stretch, steps: Sequence[Step]) -> bool:
    dose = str(stretch.hold_seconds or stretch.repetitions)
    return any(dose in step.text for step in steps)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def offered_stretch(turn: Turn) -> Stretch | None:
    """The stretch that was just offered: "show me" says yes."""
    offer = turn.memory.offer
    if turn.question.names or offer is None or offer.intent != "ask_how_to":
        return None
    return turn.store.stretches.get(first_of(offer.ids("stretch")) or "")


def described_stretch(turn: Turn) -> Reply:
    """The stretch that is described by muscle, place or complaint; else ask which is meant."""
    wish = Wish.of(turn)
    if not wish.words:
        return which_stretch(turn)
    found = turn.store.find_stretches(wish.muscles, wish.positions, wish.levels)
    if len(found) != 1:
        return ActionFindStretch().reply(turn)
    return ActionHowTo().reply(turn.asks(Question("ask_how_to", (("stretch", found[0].id),))))


def which_stretch(turn: Turn) -> Reply:
    """Ask which stretch is meant: of the last list, else of all."""
    store = turn.store
    choices: Sequence[Stretch] = [store.stretches[one] for one in turn.memory.listing]
    choices = choices or store.find_stretches()
    buttons = tuple(
        type(button)(button.title, turn.question.intent, button.entities)
        for button in item_buttons(store, choices)
    )
    return Reply.of(Kind.CLARIFY, store.phrases.say("which_stretch"), buttons=buttons)


def _lines(turn: Turn, steps: Sequence[Step]) -> tuple[str, ...]:
    """The steps' words, with the breath where they don't say it."""
    say = turn.store.phrases.say
    return tuple(
        f"{step.text} ({say(f'breath_{step.breath}')})"
        if step.breath and "breathe" not in step.text.lower()
        else step.text
        for step in steps
    )
