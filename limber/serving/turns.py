"""A turn on a server that is not alone and whose stores may fail.

Rasa runs a turn however often its message comes, and where a store fails or the pipeline hangs it says
nothing. Here a message that has its turn already is said again, on whichever server it ran, and one whose
turn fails is still screened: a warning sign gets its words without the conversation, its turn is stored
later, and meanwhile the other servers know of it.
"""

from __future__ import annotations

from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from limber.bounded import within
from limber.channels.alone import words_of_a_sign
from limber.channels.backend import said_in
from limber.channels.entry import TurnFailedError
from limber.serving.ending import turn_under_way
from limber.serving.late import LateTurns
from limber.serving.marked import heed_marks
from limber.stores.database import beside
from limber.stores.locks import UnreachableError
from limber.stores.tracker import BoundedTrackerStore
from limber.stores.turns import StoredTurns

log = structlog.get_logger()

LONGEST_TURN_SECONDS = 18.0
"""After how long a turn has failed, whatever it waits for. With the words that are left to say it ends before
the proxy gives the server up, which would be silence."""


def run_turns_once() -> None:
    """Let Rasa's agents run each message's turn once, and tell what must be said where that fails."""
    late = LateTurns(_handle)

    async def handle_message(self: Agent, message: UserMessage) -> Any:
        if not self.is_ready():
            return None
        try:
            return await within(LONGEST_TURN_SECONDS, _run(late, self, message))
        except Exception as error:
            said = await words_of_a_sign(self, message)
            if said.messages:
                # The words don't wait for a Redis that said nothing just now.
                reachable = not isinstance(error, UnreachableError)
                await late.keep(self, message, said.standing, tell=reachable)
            raise TurnFailedError(said.messages) from error

    Agent.handle_message = handle_message


async def _run(late: LateTurns, agent: Agent, message: UserMessage) -> Any:
    with turn_under_way():
        async with agent.lock_store.lock(message.sender_id):
            await _store_earlier(late, agent, message.sender_id)
            await heed_marks(agent, message.sender_id)
            return await _handle(agent, message)


async def _handle(agent: Agent, message: UserMessage) -> Any:
    store = agent.tracker_store
    if isinstance(store, BoundedTrackerStore):
        # Looked up under the lock: another server may just have answered it.
        earlier = await beside(StoredTurns(store).turn, message.sender_id, message.message_id)
        if earlier:
            log.info("limber.said_again", sender=message.sender_id)
            for one in said_in(earlier[1:]):
                await message.output_channel.send_response(message.sender_id, one)
            return None
    return await agent.processor.handle_message(message)


async def _store_earlier(late: LateTurns, agent: Agent, conversation: str) -> None:
    """Let a turn know of a sign that was told while a store was down."""
    try:
        await late.store(agent, conversation)
    except Exception as error:
        # It waits on; where the store is still down this turn fails by itself.
        log.warning("limber.sign_not_stored", error=type(error).__name__)
