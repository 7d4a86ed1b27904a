"""What Telegram delivers, as the one thing that Limber is told by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError, conint

from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.words import Media

KINDS = ("message", "edited_message", "callback_query")
"""Updates that are answered; Telegram is asked for no others."""

_MEDIA: Mapping[str, Media] = {
    "photo": "picture",
    "voice": "voice",
    "audio": "voice",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "document": "document",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
}
"""What each field of a message is; the first one counts."""

_BESIDE = frozenset(
    {
        "author_signature", "business_connection_id", "caption_entities", "direct_messages_topic",
        "edit_date", "effect_id", "entities", "external_reply", "forward_date", "forward_from",
        "forward_from_chat", "forward_from_message_id", "forward_origin", "forward_sender_name",
        "forward_signature", "has_media_spoiler", "has_protected_content", "is_automatic_forward",
        "is_from_offline", "link_preview_options", "media_group_id", "paid_star_count", "quote",
        "reply_to_checklist_task_id", "reply_to_story", "sender_boost_count", "sender_business_bot",
        "sender_chat", "show_caption_above_media", "suggested_post_info", "via_bot",
    }
)  # fmt: skip
"""Fields that stand beside what a person sent."""

_SERVICE = re.compile(
    r"new_chat_.*|left_chat_.*|delete_chat_.*|.*_chat_created|migrate_.*|pinned_message|message_auto_.*|"
    r"successful_payment|refunded_payment|users_shared|chat_shared|connected_website|write_access_allowed|"
    r"passport_data|proximity_alert_.*|boost_added|chat_background_set|forum_topic_.*|general_forum_.*|"
    r"giveaway.*|video_chat_.*|web_app_data|direct_message_.*|paid_message_.*|gift|unique_gift|"
    r"checklist_tasks_.*"
)
"""Fields by which Telegram tells of something that happened in the chat."""

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@(?P<bot>\w+))?(?:\s|$)")

_LONE_COMMAND = re.compile(
    r"/(?:(?P<name>[A-Za-z0-9_]{1,32})|(?P<start>start)(?:\s+[\w-]{1,64})?)\s*", re.IGNORECASE
)
"""Behind ``/start`` stands what the link had that led to the bot."""


if TYPE_CHECKING:
    Number = int
else:
    Number = conint(ge=-(2**63), lt=2**63)
"""What Telegram calls an integer, and what a database can keep."""


class User(BaseModel):
    """Who wrote."""

    id: Number
    is_bot: bool = False


class Chat(BaseModel):
    """Where it was written."""

    id: Number
    type: str = "private"


class Message(BaseModel):
    """A message; fields that are not named here tell what else it holds."""

    message_id: Number
    date: Number = 0
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: str | None = None
    caption: str | None = None
    reply_to_message: Message | None = None
    is_topic_message: bool = False
    message_thread_id: Number | None = None
    reply_markup: dict[str, Any] | None = None

    class Config:
        extra = "allow"


Message.update_forward_refs()


class CallbackQuery(BaseModel):
    """A button was pressed."""

    id: str
    sender: User = Field(alias="from")
    data: str | None = None
    message: Message | None = None


class Update(BaseModel):
    """One thing that happened; only the kinds of it that are answered."""

    update_id: Number
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None


@dataclass(frozen=True)
class Bot:
    """Whom people address in a group.

    Attributes:
        id: the bot's id.
        username: its name without the @.
    """

    id: int
    username: str


@dataclass(frozen=True)
class Press:
    """A pressed button.

    Attributes:
        query: what is acknowledged.
        message: the message with the button; None where Telegram gives none.
        data: what the button stands for.
        title: its words; None where the message is too old to have any.
    """

    query: str
    message: int | None
    data: str
    title: str | None


@dataclass(frozen=True)
class Incoming:
    """What a person did.

    Attributes:
        update: the update's id.
        chat: where to answer.
        sender: who it was.
        date: when, in seconds since 1970; 0 where Telegram doesn't say.
        private: whether only the two are in the chat.
        text: the words, without the bot's name.
        media: what came with the words or instead of them.
        press: the pressed button.
        reply_to: the message to answer to, in a group.
        thread: the topic in which to answer.
        refused: seconds after which the person may write again, where it was too much.
    """

    update: int
    chat: int
    sender: int
    date: int
    private: bool
    text: str = ""
    media: Media | None = None
    press: Press | None = None
    reply_to: int | None = None
    thread: int | None = None
    refused: int | None = None

    @property
    def command(self) -> str | None:
        """The command that the words are; with more words, all of them are read as such."""
        match = _LONE_COMMAND.fullmatch(self.text)
        return (match["name"] or match["start"]).lower() if match else None

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Incoming:
        """As it was before it was kept."""
        press = kept["press"]
        return cls(**{**kept, "press": Press(**press) if press else None})


def parse_update(data: object) -> Update:
    """An update out of its JSON.

    Raises:
        UnreadableError: it has another form.
    """
    try:
        return Update.parse_obj(data)
    except (ValidationError, RecursionError) as error:
        raise UnreadableError("the update has not the form of the Bot API") from error


def needs_name(update: Update) -> bool:
    """Whether one must know the bot's name to read an update."""
    message = update.message or update.edited_message
    return message is not None and not _is_private(message)


def read_update(update: Update, bot: Bot) -> Incoming | None:
    """What a person did; None where nothing is to be answered.

    Args:
        update: what Telegram delivered.
        bot: who is addressed.
    """
    if update.callback_query is not None:
        return _read_press(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.sender is None or message.sender.is_bot:
        return None
    private = _is_private(message)
    text = message.text or message.caption or ""
    media = None if message.text else _media_of(message)
    if update.edited_message is not None and (not text or media == "location"):
        # A picture that was exchanged, or a live location that moves on.
        return None
    text, named = _without_name(text, bot)
    if not private and not (named or _answers(message, bot)):
        return None
    if _is_for_other(text) or not (text or media or named):
        return None
    return Incoming(
        update=update.update_id,
        chat=message.chat.id,
        sender=message.sender.id,
        date=message.date,
        private=private,
        text=text,
        media=media,
        reply_to=None if private else message.message_id,
        thread=message.message_thread_id if message.is_topic_message else None,
    )


def _read_press(update: int, query: CallbackQuery) -> Incoming:
    message = query.message
    press = Press(
        query.id,
        message.message_id if message else None,
        query.data or "",
        _title_of(message, query.data) if message else None,
    )
    return Incoming(
        update=update,
        # Without a message it came from a private chat, whose id is the person's.
        chat=message.chat.id if message else query.sender.id,
        sender=query.sender.id,
        date=0,
        private=message is None or _is_private(message),
        press=press,
        thread=message.message_thread_id if message and message.is_topic_message else None,
    )


def _title_of(message: Message, data: str | None) -> str | None:
    """The words of a button, out of the message that shows it."""
    rows = (message.reply_markup or {}).get("inline_keyboard")
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict) and button.get("callback_data") == data:
                title = button.get("text")
                return title if isinstance(title, str) else None
    return None


def _media_of(message: Message) -> Media | None:
    """What a message holds besides words; None for what nobody sent on purpose."""
    fields = {name for name, value in message.__dict__.items() if value} - Message.__fields__.keys()
    for name, media in _MEDIA.items():
        if name in fields:
            return media
    others = fields - _BESIDE
    return None if not others or any(map(_SERVICE.fullmatch, others)) else "other"


def _without_name(text: str, bot: Bot) -> tuple[str, bool]:
    """A text without the bot's name, and whether the name was in it."""
    if not bot.username:
        return text, False
    without, times = re.subn(rf"@{re.escape(bot.username)}\b", " ", text, flags=re.IGNORECASE)
    return re.sub(r"[ \t]+", " ", without).strip() if times else text, bool(times)


def _is_for_other(text: str) -> bool:
    """Whether a text is a command for another bot."""
    match = _COMMAND.match(text)
    return match is not None and match["bot"] is not None


def _is_private(message: Message) -> bool:
    return message.chat.type == "private"


def _answers(message: Message, bot: Bot) -> bool:
    """Whether a message is a reply to one of the bot's."""
    earlier = message.reply_to_message
    return earlier is not None and earlier.sender is not None and earlier.sender.id == bot.id
