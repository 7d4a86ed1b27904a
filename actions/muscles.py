"""Muscles: which are targeted, and what one of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction, first_of, remember
from actions.turn import Memory, Turn
from limber.content.models import Muscle, Stretch
from limber.replies import (
    Block,
    Kind,
    Reply,
    in_sentence,
    item_buttons,
    stretch_buttons,
)
from limber.replies.buttons import MOST_BUTTONS


class ActionTargetMuscles(LimberAction):
    """Says which muscles are targeted: by a stretch, in an area, or overall."""

    intents = ("ask_muscles",)

    def reply(self, turn: Turn) -> Reply:
        """A named stretch, muscle or area first, then the stretch last spoken of."""
        store, question = turn.store, turn.question
        named_stretch = bool(question.ids("stretch"))
        muscle_id, area_id = first_of(question.ids("muscle")), first_of(question.ids("complaint"))
        if not named_stretch and muscle_id:
            return muscle_reply(turn, store.muscles[muscle_id])
        if not named_stretch and area_id:
            return self._of_area(turn, area_id)
        stretch = turn.stretch()
        if stretch is None:
            return answer_reply(turn, main_answer(turn, question.intent))
        return self._of_stretch(turn, stretch)

    def _of_area(self, turn: Turn, area_id: str) -> Reply:
        store = turn.store
        area = store.complaint(area_id)
        if area is None:
            return answer_reply(turn, main_answer(turn, turn.question.intent))
        muscles = [store.muscles[muscle_id] for muscle_id in area.muscles]
        text = store.phrases.say(
            "area_muscles", area=area.title, muscles=store.phrases.joined([in_sentence(m) for m in muscles])
        )
        blocks = [Block(text), *_reach(turn, muscles)]
        reply = Reply(Kind.LIST, tuple(blocks), item_buttons(store, muscles[:MOST_BUTTONS]))
        return reply.about(store, *muscles)

    def _of_stretch(self, turn: Turn, stretch: Stretch) -> Reply:
        store = turn.store
        muscles = [store.muscles[target] for target in stretch.targets]
        text = store.phrases.say(
            "stretch_muscles",
            name=in_sentence(stretch),
            muscles=store.phrases.joined([f"{in_sentence(m)} ({m.lay})" for m in muscles]),
        )
        buttons = (
            *item_buttons(store, muscles[:2]),
            *stretch_buttons(store, stretch, turn.question.intent)[:1],
        )
        return Reply.of(Kind.ANSWER, text, buttons=buttons).about(store, stretch, *muscles)


class ActionDescribeMuscle(LimberAction):
    """Says where a muscle is, what it does and what tightness causes."""

    intents = ("ask_muscle",)

    def reply(self, turn: Turn) -> Reply:
        """Every named muscle; else the muscle last spoken of; else the choice of muscles."""
        store = turn.store
        named = turn.question.ids("muscle")
        if not named and turn.question.ids("stretch"):
            return ActionTargetMuscles().reply(turn)
        if not named and turn.memory.muscle and not turn.question.general:
            named = [turn.memory.muscle]
        if not named:
            return answer_reply(turn, main_answer(turn, "ask_muscles"))
        if len(named) == 1:
            return muscle_reply(turn, store.muscles[named[0]])
        muscles = [store.muscles[muscle_id] for muscle_id in named[:3]]
        buttons = item_buttons(store, _stretches_for(turn, muscles)[:MOST_BUTTONS])
        return Reply.of(Kind.ANSWER, *(m.short for m in muscles), buttons=buttons).about(store, *muscles)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The stretches below the muscle are a list too: "show me that stretch"."""
        memory = remember(turn, reply)
        listed = tuple(button.entities["stretch"] for button in reply.buttons if "stretch" in button.entities)
        if memory.topic not in turn.store.muscles or not listed:
            return memory
        return replace(memory, listing=listed, stretch=listed[0] if len(listed) == 1 else None)


def muscle_reply(turn: Turn, muscle: Muscle) -> Reply:
    """A muscle in short, and the stretches that reach it."""
    buttons = item_buttons(turn.store, _stretches_for(turn, [muscle])[:MOST_BUTTONS])
    blocks = (Block(muscle.short), *_reach(turn, [muscle]))
    return Reply(Kind.ANSWER, blocks, buttons).about(turn.store, muscle)


def _reach(turn: Turn, muscles: Sequence[Muscle]) -> list[Block]:
    """The line that names the stretches for some muscles."""
    stretches = _stretches_for(turn, muscles)
    if not stretches:
        return []
    phrases = turn.store.phrases
    names = phrases.joined([in_sentence(stretch) for stretch in stretches])
    return [Block(phrases.say("muscle_stretches", names=names))]


def _stretches_for(turn: Turn, muscles: Sequence[Muscle]) -> list[Stretch]:
    """The stretches that reach any of the muscles; on hold nobody is sent to one."""
    if turn.memory.hold:
        return []
    return turn.store.find_stretches(muscles=[muscle.id for muscle in muscles])
