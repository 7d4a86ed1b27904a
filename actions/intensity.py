"""Easier and harder forms of a stretch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction
from actions.turn import Turn
from limber.content.models import Stretch
from limber.replies import Block, Kind, Reply, in_sentence, item_buttons, stretch_buttons


class _Intensity(LimberAction):
    """The stretch's own other forms, then other stretches."""

    way: ClassVar[str]

    @abstractmethod
    def forms(self, stretch: Stretch) -> tuple[Sequence[str], Sequence[str]]:
        """Sentences for the stretch itself, and ids of other stretches."""

    def reply(self, turn: Turn) -> Reply:
        """Without a stretch, the general answer."""
        stretch = turn.stretch()
        if stretch is None:
            return answer_reply(turn, main_answer(turn, turn.question.intent))
        store, say, name = turn.store, turn.store.phrases.say, in_sentence(stretch)
        sentences, other_ids = self.forms(stretch)
        others = [store.stretches[other] for other in other_ids]
        blocks = [
            Block(say(self.way, name=name), tuple(sentences))
            if sentences
            else Block(say(f"{self.way}_none", name=name))
        ]
        if others:
            names = store.phrases.joined([in_sentence(other) for other in others], last="join_or")
            blocks.append(Block(say(f"{self.way}_instead", names=names)))
        buttons = (
            *item_buttons(store, others[:2]),
            *stretch_buttons(store, stretch, turn.question.intent)[:1],
        )
        return Reply(Kind.ANSWER, tuple(blocks), buttons).about(store, stretch)


class ActionEasier(_Intensity):
    """Gives modifications and easier stretches."""

    intents = ("ask_easier",)
    way = "easier"

    def forms(self, stretch: Stretch) -> tuple[Sequence[str], Sequence[str]]:
        """Modifications; easier stretches."""
        return stretch.modifications, stretch.easier


class ActionHarder(_Intensity):
    """Gives progressions and harder stretches."""

    intents = ("ask_harder",)
    way = "harder"

    def forms(self, stretch: Stretch) -> tuple[Sequence[str], Sequence[str]]:
        """Progressions; harder stretches."""
        return stretch.progressions, stretch.harder
