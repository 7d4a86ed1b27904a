"""A server whose every channel is open, and people who say marked words in each."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.channels.recording import RecordingServer, running
from tests.channels.slack import workspace
from tests.channels.telegram.bot_api import TOKEN as TELEGRAM_TOKEN
from tests.channels.telegram.bot_api import BotApiServer, Person, bot_api_server
from tests.channels.twilio import account
from tests.running import LimberServer, free_port
from tests.web import run, tab

DATABASE = "var/conversations.db"


@dataclass
class House:
    """The server, with the other sides of its messaging channels.

    Attributes:
        limber: the server.
        word: stands in everything that anybody says.
    """

    limber: LimberServer
    telegram: BotApiServer
    slack: workspace.SlackServer
    twilio: account.TwilioServer
    word: str = field(default_factory=lambda: f"zyzzyva{uuid.uuid4().hex}")

    @property
    def folder(self) -> Path:
        """Where the server runs."""
        return self.limber.folder

    def talk(self) -> None:
        """Say something in every channel that leaves all kinds of traces."""
        word, sender = self.word, f"rest-{uuid.uuid4().hex}"
        self.limber.say(f"how do I do the pigeon, {word}?", sender)
        self.limber.say("my foot is numb since today", sender)
        Person(self.telegram, 1000).write(f"how do I do the pigeon, {word}?")
        workspace.Member(self.slack, self.limber, workspace.new_id("U")).write(f"show me stretches, {word}")
        account.Phone(self.twilio, self.limber, account.new_number()).write(f"show me stretches, {word}")

        async def on_the_page() -> None:
            async with tab(self.limber.url) as page:
                await page.begin()
                said = await page.say(f"how long do I hold the pigeon, {word}?")
                thumb = {"turn": said["turn"], "value": "down", "reason": f"too short, {word}"}
                assert (await page.call("feedback", thumb))["ok"]
                await page.say(f"thanks, {word}")

        run(on_the_page)

    def conversations(self) -> list[str]:
        """Ids of all that are stored."""
        query = "SELECT DISTINCT sender_id FROM events"
        with closing(sqlite3.connect(self.folder / DATABASE)) as connection:
            return [row[0] for row in connection.execute(query)]

    def found_in(self, text: str) -> list[str]:
        """Files of the server in which a text stands."""
        return [
            str(path.relative_to(self.folder))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and text.encode() in path.read_bytes()
        ]


@contextmanager
def house(folder: Path, *options: str, **more: str) -> Iterator[House]:
    """The server, ended at the end."""
    with ExitStack() as stack:
        telegram = stack.enter_context(bot_api_server())
        slack = stack.enter_context(running(workspace.SlackServer()))
        twilio = stack.enter_context(running(account.TwilioServer()))
        port = free_port()
        limber = LimberServer(
            folder,
            *options,
            port=port,
            LIMBER_TELEGRAM_TOKEN=TELEGRAM_TOKEN,
            LIMBER_TELEGRAM_API_URL=telegram.url,
            LIMBER_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}",
            LIMBER_SLACK_BOT_TOKEN=workspace.TOKEN,
            LIMBER_SLACK_SIGNING_SECRET=workspace.SECRET,
            LIMBER_SLACK_API_URL=f"{slack.url}/api",
            LIMBER_TWILIO_ACCOUNT_SID=account.ACCOUNT,
            LIMBER_TWILIO_AUTH_TOKEN=account.TOKEN,
            LIMBER_TWILIO_WEBHOOK_URL=account.PUBLIC,
            LIMBER_TWILIO_API_URL=twilio.url,
            **more,
        )
        stack.callback(limber.kill)
        telegram.wait_for(lambda: telegram.webhook)
        yield House(limber, telegram, slack, twilio)


class BrokenActions(RecordingServer):
    """An action server that answers what nobody can use, with the person's words in it."""

    def respond(self, path: str, headers: object, values: dict) -> workspace.Sent:  # type: ignore[type-arg]
        text = json.dumps(values["tracker"]["latest_message"]["text"])
        answers = ({"responses": text, "events": []}, {"events": [{"event": text}], "responses": []})
        return workspace.Sent(200, answers[len(self.calls) % len(answers)])
