"""A small Bot API server after https://core.telegram.org/bots/api: what Telegram checks, it checks.

It has what the emulator lacks: secret tokens, pictures, contacts, typing, refusals on demand. It stands for
Telegram at the other end of real HTTP, and for the people: :class:`Person` writes and presses.
"""

from __future__ import annotations

import email
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message as Part
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import httpx

TOKEN = "123456789:AAFakeTokenForTheTestsOfLimber-0000"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Limber", "username": "limber_test_bot"}
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECONDS = 60

Data = dict[str, Any]


@dataclass(frozen=True)
class Called:
    """One call of the bot.

    Attributes:
        method: of the API.
        values: its parameters.
        ok: whether it was taken.
        at: when, on a clock that only goes forward.
    """

    method: str
    values: Data
    ok: bool
    at: float


class RefusedError(Exception):
    """What Telegram says to a call that it does not take."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.answer: Data = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.answer["parameters"] = parameters


def bad(description: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {description}")


Fault = Callable[[str, Data], RefusedError | bytes | None]
"""Says how a call fails: with a refusal, or with bytes instead of JSON; None where it does not."""


class BotApiServer:
    """Telegram, as far as Limber needs it; use :func:`bot_api_server`."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{http.server_address[1]}"
        self.calls: list[Called] = []
        self.messages: dict[tuple[int, int], Data] = {}
        self.webhook: Data = {}
        self.commands: list[Data] = []
        self.blocked: set[int] = set()
        self.fault: Fault = lambda method, values: None
        self._news = threading.Condition()
        self._updates: list[Data] = []
        self._queries: set[str] = set()
        self._files: set[str] = set()
        self._ids = count(1)

    # What people and tests do.

    def new_id(self) -> int:
        return next(self._ids)

    def deliver(self, update: Data) -> httpx.Response | None:
        """Deliver an update as the bot asked for it: to its webhook, or when it asks."""
        query = update.get("callback_query")
        if isinstance(query, dict):
            self._queries.add(query["id"])
        if not self.webhook.get("url"):
            with self._news:
                self._updates.append(update)
                self._news.notify_all()
            return None
        return self.post(json.dumps(update).encode())

    def post(self, body: bytes, secret: str | None = "") -> httpx.Response:
        """Send bytes to the webhook.

        Args:
            body: the request's body.
            secret: what to send as the secret token; the right one where it is empty.
        """
        secret = self.webhook.get("secret_token", "") if secret == "" else secret
        headers = {"content-type": "application/json"}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        return httpx.post(self.webhook["url"], content=body, headers=headers, timeout=SECONDS)

    def wait_for(self, found: Callable[[], Any], seconds: float = SECONDS) -> Any:
        """Wait until something is true of the calls that came; give it."""
        with self._news:
            assert self._news.wait_for(found, seconds), f"did not come; last calls: {self.calls[-10:]}"
            return found()

    def taken(self, method: str = "", chat: int | None = None) -> list[Called]:
        """The calls that were taken, in order."""
        return [
            call
            for call in self.calls
            if call.ok
            and call.method.startswith(method)
            and (chat is None or call.values.get("chat_id") == chat)
        ]

    def texts(self, chat: int) -> list[str]:
        """What the bot wrote in a chat."""
        return [call.values["text"] for call in self.taken("sendMessage", chat)]

    def keyboard(self, chat: int, message: int) -> list[Data]:
        """The buttons that a message shows now."""
        markup = self.messages[chat, message].get("reply_markup") or {}
        return [button for row in markup.get("inline_keyboard", ()) for button in row]

    # What the bot calls.

    def answer(self, method: str, values: Data) -> tuple[int, bytes]:
        """The HTTP status and body of a call."""
        refused = self.fault(method, values)
        result: Any = None
        if refused is None:
            try:
                result = getattr(self, f"_{method}", self._unknown)(values)
            except RefusedError as error:
                refused = error
        with self._news:
            self.calls.append(Called(method, values, refused is None, time.monotonic()))
            self._news.notify_all()
        if isinstance(refused, bytes):
            return 502, refused
        if refused is not None:
            return refused.code, json.dumps(refused.answer).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _unknown(self, _: Data) -> None:
        raise RefusedError(404, "Not Found")

    def _getMe(self, _: Data) -> Data:  # noqa: N802 - the API's own name
        return BOT

    def _setWebhook(self, values: Data) -> bool:  # noqa: N802
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", values.get("secret_token", "-")):
            raise bad("secret token contains unallowed characters")
        self.webhook = values
        return True

    def _deleteWebhook(self, _: Data) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _setMyCommands(self, values: Data) -> bool:  # noqa: N802
        for command in values["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands = values["commands"]
        return True

    def _getUpdates(self, values: Data) -> list[Data]:  # noqa: N802
        if self.webhook.get("url"):
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = values.get("offset") or 0
        with self._news:
            self._updates = [one for one in self._updates if one["update_id"] >= offset]
            self._news.wait_for(lambda: self._updates, min(values.get("timeout", 0), SECONDS))
            return list(self._updates)

    def _sendMessage(self, values: Data) -> Data:  # noqa: N802
        shown = _shown(values["text"], values.get("parse_mode"))
        if not shown.strip():
            raise bad("message text is empty")
        if _utf16(shown) > 4096:
            raise bad("message is too long")
        return self._keep(values, {"text": shown})

    def _sendPhoto(self, values: Data) -> Data:  # noqa: N802
        if _utf16(_shown(values.get("caption", ""), values.get("parse_mode"))) > 1024:
            raise bad("message caption is too long")
        photo = values["photo"]
        if isinstance(photo, bytes):
            if not photo.startswith(b"\x89PNG"):
                raise bad("IMAGE_PROCESS_FAILED")
            self._files.add(f"file-{len(photo)}")
            photo = f"file-{len(photo)}"
        elif photo not in self._files:
            raise bad("wrong file identifier/HTTP URL specified")
        return self._keep(values, {"photo": [{"file_id": photo, "width": 90, "height": 90}]})

    def _sendContact(self, values: Data) -> Data:  # noqa: N802
        if not values.get("phone_number") or not values.get("first_name"):
            raise bad("phone number and first name must be non-empty")
        return self._keep(values, {"contact": {"phone_number": values["phone_number"]}})

    def _sendChatAction(self, values: Data) -> bool:  # noqa: N802
        self._check_chat(values)
        if values["action"] != "typing":
            raise bad("wrong parameter action in request")
        return True

    def _answerCallbackQuery(self, values: Data) -> bool:  # noqa: N802
        if values["callback_query_id"] not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(values.get("text") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def _editMessageReplyMarkup(self, values: Data) -> Data:  # noqa: N802
        message = self.messages.get((values["chat_id"], values["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        if message.get("reply_markup") == values.get("reply_markup"):
            raise bad("message is not modified")
        # A new one: what a person pressed shows the message as it was.
        edited = {**message, "reply_markup": values.get("reply_markup")}
        self.messages[values["chat_id"], values["message_id"]] = edited
        return edited

    def _keep(self, values: Data, content: Data) -> Data:
        self._check_chat(values)
        for row in (values.get("reply_markup") or {}).get("inline_keyboard", ()):
            for button in row:
                if not button["text"] or not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise bad("BUTTON_DATA_INVALID")
        message: Data = {
            "message_id": self.new_id(),
            "date": int(time.time()),
            "from": BOT,
            "chat": {"id": values["chat_id"], "type": "private" if values["chat_id"] > 0 else "supergroup"},
            **content,
        }
        if "reply_markup" in values:
            message["reply_markup"] = values["reply_markup"]
        self.messages[values["chat_id"], message["message_id"]] = message
        return message

    def _check_chat(self, values: Data) -> None:
        if not isinstance(values.get("chat_id"), int):
            raise bad("chat_id is empty")
        if values["chat_id"] in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shown(text: str, mode: str | None) -> str:
    """What people see; Telegram refuses markup that it does not know."""
    if mode is None:
        return text
    if mode != "HTML":
        raise bad("unsupported parse_mode")
    bare = re.sub(r"</?b>", "", text)
    if re.search(r"[<>]|&(?!lt;|gt;|amp;|quot;)", bare) or text.count("<b>") != text.count("</b>"):
        raise bad("can't parse entities")
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Two small packets for one answer would wait for each other.
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", self.path)
        server: BotApiServer = self.server.api  # type: ignore[attr-defined]
        if match is None or match[1] != TOKEN:
            status, answer = 401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
        else:
            kind = self.headers.get("content-type", "")
            status, answer = server.answer(match[2], _parameters(kind, body))
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _parameters(kind: str, body: bytes) -> Data:
    if kind.startswith("application/json"):
        parsed: Data = json.loads(body)
        return parsed
    if not kind.startswith("multipart/form-data"):
        return {name: _value(value) for name, value in httpx.QueryParams(body.decode()).items()}
    whole = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts: list[Part] = whole.get_payload()  # type: ignore[assignment]
    found: Data = {}
    for part in parts:
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        found[name] = content if part.get_filename() else _value(content.decode())
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


class Server(ThreadingHTTPServer):
    """An HTTP server that is not overrun: with the usual queue of five, calls hang on a busy machine."""

    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a bot that was killed and hangs up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def bot_api_server() -> Iterator[BotApiServer]:
    """A server that is running, on a free port."""
    http = Server(("127.0.0.1", 0), _Handler)
    server = BotApiServer(http)
    http.api = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


class Person:
    """Somebody in a private chat with the bot.

    Args:
        telegram: the server.
        chat: their id.
    """

    def __init__(self, telegram: BotApiServer, chat: int) -> None:
        self.telegram = telegram
        self.chat = chat

    def message(self, **content: Any) -> Data:
        """An update with a message of theirs."""
        return {
            "update_id": self.telegram.new_id(),
            "message": {
                "message_id": self.telegram.new_id(),
                "date": int(time.time()),
                "chat": {"id": self.chat, "type": "private", "first_name": "Anna"},
                "from": {"id": self.chat, "is_bot": False, "first_name": "Anna"},
                **content,
            },
        }

    def write(self, text: str) -> list[Called]:
        """Write, and give what the bot did in the chat until it had answered."""
        return self.after(lambda: self.telegram.deliver(self.message(text=text)))

    def press(self, title: str) -> list[Called]:
        """Press the newest button with that title, and give what the bot did."""
        message, data = self.button(title)
        return self.after(lambda: self.telegram.deliver(self.pressed(message, data)))

    def button(self, title: str) -> tuple[int, str]:
        """Message and data of the newest button with that title."""
        for chat, message in sorted(self.telegram.messages, reverse=True):
            if chat == self.chat:
                for button in self.telegram.keyboard(chat, message):
                    if button["text"] == title:
                        return message, button["callback_data"]
        raise AssertionError(f"there is no button {title!r}")

    def pressed(self, message: int, data: str) -> Data:
        """An update that says that a button was pressed."""
        return {
            "update_id": self.telegram.new_id(),
            "callback_query": {
                "id": str(self.telegram.new_id()),
                "from": {"id": self.chat, "is_bot": False, "first_name": "Anna"},
                "message": self.telegram.messages[self.chat, message],
                "chat_instance": "1",
                "data": data,
            },
        }

    def after(self, act: Callable[[], object]) -> list[Called]:
        """What the bot did in this chat because of an act, the last text included."""
        before, seen = len(self.telegram.calls), len(self.telegram.texts(self.chat))
        act()
        self.telegram.wait_for(lambda: len(self.telegram.texts(self.chat)) > seen)
        return [
            call
            for call in self.telegram.calls[before:]
            if call.values.get("chat_id", self.chat) == self.chat
        ]
