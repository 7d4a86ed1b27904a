"""What Slack delivers, as the one thing that Limber is told by it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError, constr

from limber.channels.messaging.media import media_of
from limber.channels.messaging.reading import UnreadableError, read_form, read_object
from limber.channels.messaging.words import Media

if TYPE_CHECKING:
    Id = str
    Time = str
    Title = str
else:
    Id = constr(regex=r"^[\w.:-]{1,100}$")
    Time = constr(regex=r"^\d{1,11}\.\d{1,6}$")
    Title = constr(max_length=3000)
"""Slack's ids, its times, which are ids of messages too, and what a button holds."""

_WRITTEN = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that a person wrote."""

_CHANGED = "message_changed"

_MENTION = re.compile(r"<[@!][^<>\s]*>")
_NAMED_LINK = re.compile(r"<[^\s<>][^<>|]*\|([^<>]*)>")
_LINK = re.compile(r"<#?([^\s<>|][^<>|]*)>")


class File(BaseModel):
    """A file beside a message."""

    mimetype: str | None = None


class Written(BaseModel):
    """What somebody wrote."""

    user: Id | None = None
    bot_id: str | None = None
    text: str | None = None
    files: list[File] = []


class Event(Written):
    """A message, as it was written or as it was changed."""

    type: str
    subtype: str | None = None
    channel: Id
    channel_type: str | None = None
    ts: Time
    thread_ts: Time | None = None
    message: Written | None = None
    previous_message: Written | None = None


class Callback(BaseModel):
    """Something happened."""

    event_id: Id
    team_id: Id
    event: dict[str, Any]


class _Named(BaseModel):
    id: Id


class _Title(BaseModel):
    text: Title = ""


class _Action(BaseModel):
    type: str = ""
    value: Title = ""
    text: _Title = _Title()


class _Shown(BaseModel):
    ts: Time
    thread_ts: Time | None = None
    text: str | None = None
    blocks: list[Any] = []


class _Container(BaseModel):
    is_ephemeral: bool = False


class BlockActions(BaseModel):
    """Somebody pressed a button."""

    trigger_id: Id
    user: _Named
    team: _Named
    channel: _Named | None = None
    container: _Container = _Container()
    message: _Shown | None = None
    actions: list[_Action] = Field(min_items=1)
    response_url: str | None = None


class SlashCommand(BaseModel):
    """Somebody used the app's command."""

    trigger_id: Id
    user_id: Id
    team_id: Id
    channel_id: Id
    text: str = ""
    response_url: str


@dataclass(frozen=True)
class Press:
    """A pressed button.

    Attributes:
        payload: what it sends.
        title: its words.
        message: the message that shows it; None where it can't be changed.
        blocks: what that message shows.
        text: the same as text.
    """

    payload: str
    title: str
    message: str | None = None
    blocks: list[Any] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True)
class Incoming:
    """What a person did.

    Attributes:
        id: the same however often Slack delivers it.
        team: the workspace.
        channel: where to answer.
        user: who it was.
        private: whether only this person reads the answer.
        time: when, in microseconds since 1970; None where Slack doesn't say.
        text: the words, without names.
        media: what came with the words or instead of them.
        press: the pressed button.
        thread: the thread in which to answer.
        reply_url: where to answer so that only this person sees it.
        refused: seconds after which the person may write again, where it was too much.
    """

    id: str
    team: str
    channel: str
    user: str
    private: bool
    time: int | None = None
    text: str = ""
    media: Media | None = None
    press: Press | None = None
    thread: str | None = None
    reply_url: str | None = None
    refused: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Incoming:
        """As it was before it was kept."""
        press = kept["press"]
        return cls(**{**kept, "press": Press(**press) if press else None})


def read_body(body: bytes, kind: str) -> dict[str, Any]:
    """The fields of a request; a form's field ``payload`` holds them as JSON.

    Args:
        body: of the request.
        kind: its content type.

    Raises:
        UnreadableError: it has none.
    """
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return read_object(body)
    form = dict(read_form(body))
    return read_object(form["payload"]) if "payload" in form else form


def read_request(fields: Mapping[str, Any]) -> Incoming | None:
    """What a person did; None where nothing is to be answered.

    Args:
        fields: of Slack's request.

    Raises:
        UnreadableError: they have not Slack's form.
    """
    kind = fields.get("type")
    try:
        if kind == "event_callback":
            return _read_event(Callback.parse_obj(fields))
        if kind == "block_actions":
            return _read_press(BlockActions.parse_obj(fields))
        if "command" in fields:
            return _read_command(SlashCommand.parse_obj(fields))
    except ValidationError as error:
        raise UnreadableError("the request has not Slack's form") from error
    if not isinstance(kind, str):
        raise UnreadableError("expected an event, an interaction or a command")
    return None


def _read_event(callback: Callback) -> Incoming | None:
    # In direct messages Slack tells of each message, elsewhere of those that name the app.
    kind, place = callback.event.get("type"), callback.event.get("channel_type")
    if not (kind == "app_mention" or (kind == "message" and place == "im")):
        return None
    event = Event.parse_obj(callback.event)
    written = _written(event)
    private = event.channel.startswith("D")
    if written is None or written.user is None or written.bot_id or (kind == "app_mention" and private):
        return None
    media = _media_of(written)
    text = plain_text(written.text or "")
    return Incoming(
        id=callback.event_id,
        team=callback.team_id,
        channel=event.channel,
        user=written.user,
        private=private,
        time=_microseconds(event.ts),
        text=text,
        media=media,
        thread=event.thread_ts or (None if private else event.ts),
    )


def _written(event: Event) -> Written | None:
    """What a person wrote; a changed message where its words did change."""
    if event.subtype in _WRITTEN:
        return event
    now, before = event.message, event.previous_message
    if event.subtype != _CHANGED or now is None or not now.text:
        # Somebody came, went, deleted something; a picture was exchanged.
        return None
    return None if before is not None and before.text == now.text else now


def _read_press(pressed: BlockActions) -> Incoming | None:
    action, shown = pressed.actions[0], pressed.message
    if action.type != "button":
        return None
    hidden = pressed.container.is_ephemeral or shown is None or pressed.channel is None
    channel = pressed.channel.id if pressed.channel else pressed.user.id
    return Incoming(
        id=pressed.trigger_id,
        team=pressed.team.id,
        channel=channel,
        user=pressed.user.id,
        private=hidden or channel.startswith("D"),
        text=action.text.text,
        press=Press(action.value, action.text.text)
        if hidden or shown is None
        else Press(action.value, action.text.text, shown.ts, shown.blocks, shown.text or ""),
        thread=shown.thread_ts if shown else None,
        reply_url=pressed.response_url if hidden else None,
    )


def _read_command(command: SlashCommand) -> Incoming:
    return Incoming(
        id=command.trigger_id,
        team=command.team_id,
        channel=command.channel_id,
        user=command.user_id,
        private=True,
        text=plain_text(command.text),
        reply_url=command.response_url,
    )


def plain_text(text: str) -> str:
    """Words as a person sees them, without the names of people.

    Args:
        text: in Slack's form, such as ``<@U1> how &amp; <https://a.example|why>``.
    """
    without = _MENTION.sub(" ", text)
    shown = _LINK.sub(r"\1", _NAMED_LINK.sub(r"\1", without))
    return re.sub(r"[ \t]+", " ", html.unescape(shown)).strip()


def _media_of(written: Written) -> Media | None:
    return media_of(written.files[0].mimetype or "") if written.files else None


def _microseconds(time: str) -> int:
    seconds, _, fraction = time.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0"))
