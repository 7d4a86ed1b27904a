"""A new session forgets what was spoken of, but not a warning sign."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import ActionSessionStart
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from limber.stores.standing import SAFETY_SLOTS

_START = ActionSessionStart.run


def keep_holds_over_sessions() -> None:
    """Carry the hold, and an open question about a sign, into the session that begins after hours of silence.

    Rasa carries all slots or none (``carry_over_slots_to_new_session``). Who was told to call for help
    must not be shown stretches the next day; the way out of a hold stays as it is.
    """

    async def run(
        self: ActionSessionStart,
        output_channel: Any,
        nlg: Any,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        *started, listen = await _START(self, output_channel, nlg, tracker, domain)
        values = {name: tracker.get_slot(name) for name in SAFETY_SLOTS}
        return [
            *started,
            *(SlotSet(name, value) for name, value in values.items() if value is not None),
            listen,
        ]

    ActionSessionStart.run = run
