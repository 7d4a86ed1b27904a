"""Every entry of the server, and what is sent to each: right, nearly right and utterly wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from limber.channels.messaging.reading import UnreadableError, read_form
from limber.channels.slack.signature import sign as slack_signature
from limber.channels.telegram.settings import TelegramSettings
from limber.channels.twilio.signature import sign as twilio_signature
from tests.channels.slack import workspace
from tests.channels.telegram.bot_api import SECRET_HEADER
from tests.channels.telegram.bot_api import TOKEN as TELEGRAM_TOKEN
from tests.channels.twilio import account
from tests.fuzz.makings import (
    LATIN,
    Headers,
    altered,
    anything,
    as_json,
    bodies,
    mangled,
    methods,
    odd_headers,
    paths,
    queries,
    words,
)
from tests.fuzz.wire import OPEN, PATIENCE, Address, Answer, ask, converse, frame, head, shout
from tests.running import ROOT

HOST = "chat.clinic.example"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Attempt:
    """What is sent to an entry.

    Attributes:
        sent: its first bytes, for the report.
        send: sends it and gives what came back.
        whole: whether each request in it must be answered.
    """

    sent: bytes
    send: Callable[[Address], list[Answer]]
    whole: bool = True


Entry = st.SearchStrategy[Attempt]


def request(method: str, target: str, headers: Headers, body: bytes = b"") -> bytes:
    """A request that asks for no more than one answer."""
    named = {name.lower() for name, _ in headers}
    always = [("Host", HOST), ("Connection", "close"), ("Content-Length", str(len(body)))]
    return head(method, target, [*headers, *(one for one in always if one[0].lower() not in named)]) + body


def plain(content: bytes) -> Attempt:
    """One request, as it is."""
    return Attempt(content, lambda address: [ask(address, content)])


# Messages over HTTP


@st.composite
def rest(draw: st.DrawFn) -> Attempt:
    right = {
        "sender": draw(st.sampled_from(["anna", "ben", "x" * 128, "web-1", "a\x00", "../a"])),
        "message": draw(words),
        "message_id": draw(st.one_of(st.uuids().map(str), st.just("12345678"))),
    }
    body = draw(bodies(right))
    method = draw(st.sampled_from(["POST"] * 9 + ["GET", "PUT"]))
    target = draw(st.sampled_from(["/webhooks/rest/webhook"] * 8 + ["/webhooks/rest/webhook/"])) + draw(
        queries
    )
    return plain(request(method, target, [("Content-Type", JSON), *draw(odd_headers())], body))


def _now_and_then(draw: st.DrawFn, right: str) -> str | None:
    """A secret: mostly the right one, else none or another."""
    return draw(st.sampled_from([right] * 6 + [None, "", right[:-1], right[::-1], "\xff" * 20]))


def _deliver(draw: st.DrawFn, path: str, kind: str, secrets: Mapping[str, str], body: bytes) -> Attempt:
    given = {name: _now_and_then(draw, value) for name, value in secrets.items()}
    headers = [(name, value) for name, value in given.items() if value is not None]
    method = draw(st.sampled_from(["POST"] * 12 + ["GET"]))
    return plain(request(method, path, [("Content-Type", kind), *headers, *draw(odd_headers())], body))


@st.composite
def telegram(draw: st.DrawFn) -> Attempt:
    person = {"id": draw(st.integers(1, 60)), "is_bot": False, "first_name": "Anna"}
    chat = {"id": person["id"], "type": draw(st.sampled_from(["private", "private", "group", "channel"]))}
    number = draw(st.integers(1, 2**40))
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": draw(words)}
    media = draw(st.sampled_from(["photo", "voice", "sticker", "location", "contact", "poll", "caption"]))
    press = {"id": str(number), "from": person, "data": draw(words), "message": {**message, "date": 0}}
    content = draw(
        st.sampled_from(
            [
                {"message": message},
                {"message": message},
                {"edited_message": message},
                {"callback_query": press},
                {"message": {**message, "text": None, media: draw(anything)}},
                {"my_chat_member": {"chat": chat}},
            ]
        )
    )
    body = draw(bodies({"update_id": number, **content}))
    secrets = {SECRET_HEADER: TelegramSettings(token=TELEGRAM_TOKEN).secret}
    return _deliver(draw, "/webhooks/telegram/webhook", JSON, secrets, body)


@st.composite
def slack(draw: st.DrawFn, hook: str) -> Attempt:
    """Args:
    hook: an address to answer to.
    """
    number = draw(st.integers(1, 2**40))
    user, said = f"U{number % 60}", draw(words)
    event = {
        "type": "message",
        "channel": f"D{number % 60}",
        "channel_type": "im",
        "user": user,
        "text": said,
    }
    event |= {"ts": f"{number}.000100"[-16:], "files": [], "bot_id": None}
    place = {"id": f"C{number % 60}"}
    told = {
        "callback": {"type": "event_callback", "event_id": f"Ev{number}", "team_id": "T1", "event": event},
        "press": {
            "type": "block_actions",
            "trigger_id": str(number),
            "user": {"id": user},
            "team": {"id": "T1"},
            "channel": place,
            "container": {"message_ts": event["ts"]},
            "actions": [{"type": "button", "value": said, "text": {"type": "plain_text", "text": said}}],
            "response_url": hook,
        },
        "command": {
            "command": "/limber",
            "text": said,
            "user_id": user,
            "team_id": "T1",
            "channel_id": place["id"],
            "trigger_id": str(number),
            "response_url": hook,
        },
        "verification": {"type": "url_verification", "challenge": said},
    }
    kind = draw(st.sampled_from(["callback", "callback", "press", "command", "verification"]))
    form = kind in ("press", "command")
    if kind == "press":
        body = urlencode({"payload": draw(bodies(told[kind]))}).encode()
    elif kind == "command":
        body = _form(draw, told[kind])
    else:
        body = draw(bodies(told[kind]))
    now = str(int(time.time()))
    secrets = {
        "X-Slack-Request-Timestamp": now,
        # The SDK's own function signs nothing but UTF-8.
        "X-Slack-Signature": slack_signature(workspace.SECRET, body, now),
    }
    return _deliver(draw, workspace.PATH, FORM if form else JSON, secrets, body)


@st.composite
def twilio(draw: st.DrawFn) -> Attempt:
    number = draw(st.integers(1, 2**40))
    sender = draw(st.sampled_from(["+44770090", "whatsapp:+44770090"])) + str(number % 60)
    fields = {
        "MessageSid": f"SM{number:032x}",
        "From": sender,
        "To": account.SMS_NUMBER,
        "Body": draw(words),
        "NumMedia": draw(st.sampled_from(["0", "0", "1", "many", ""])),
    }
    body = _form(draw, fields)
    return _deliver(draw, account.PATH, FORM, {"X-Twilio-Signature": _twilio_signature(body)}, body)


def _twilio_signature(body: bytes) -> str:
    """The right signature of whatever can be read as a form at all."""
    try:
        return twilio_signature(account.TOKEN, account.PUBLIC + account.PATH, read_form(body))
    except UnreadableError:
        return ""


def _form(draw: st.DrawFn, right: Mapping[str, Any]) -> bytes:
    fields = draw(altered(dict(right)))
    pairs = fields if isinstance(fields, dict) else {"payload": fields}
    body = urlencode({name: _text(value) for name, value in pairs.items()}, errors="replace").encode()
    return draw(mangled(body)) if draw(st.integers(0, 7)) == 0 else body


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# The web channel

_CLIENTS = "EIO=4&transport="


@st.composite
def _packets(draw: st.DrawFn) -> str:
    """What engine.io and socket.io carry: mostly events of the channel."""
    event = draw(
        st.sampled_from(
            ["session_request", "user_uttered", "feedback", "restart", "forget", "connect", "\ud83e"]
        )
    )
    right = {
        "session_id": draw(st.one_of(st.none(), st.just("web-" + "0" * 32), words)),
        "id": "12345678",
        "text": draw(words),
        "payload": draw(st.one_of(st.none(), words)),
        "turn": "12345678",
        "value": draw(st.sampled_from(["up", "down", ""])),
        "reason": draw(words),
        "token": draw(st.one_of(st.none(), words)),
    }
    body = json.dumps([event, draw(altered(right))])
    number = draw(st.sampled_from(["", "1", "0", "999999999999999999999", "-1"]))
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return draw(
            st.one_of(st.text(max_size=20), st.sampled_from(["0", "1", "2probe", "3", "5", "6", "41", "4"]))
        )
    if kind == 1:
        return draw(st.sampled_from(["43", "44", "45", "451-", "46", "4", "42/other,", "40/other,{}"])) + body
    if kind == 2:
        return f"42{number}{json.dumps(draw(anything))}"
    return f"42{number}{body}"


_connect = st.sampled_from(["40"] * 6 + ["40{}", "40/x,", "40[", ""])
_conversation = st.lists(_packets(), max_size=4).map(
    lambda packets: ['421["session_request",{"session_id":null}]', *packets]
)


@st.composite
def polling(draw: st.DrawFn) -> Attempt:
    headers = draw(odd_headers())
    if draw(st.integers(0, 3)) == 0:
        query = draw(queries) or "?EIO=3&transport=polling&sid=x"
        body = draw(st.binary(max_size=60))
        return plain(request(draw(methods), f"/socket.io/{query}", headers, body))
    sent = [draw(_connect), *draw(_conversation)]
    if draw(st.booleans()):
        content = "\x1e".join(sent).encode("utf-8", "surrogatepass")
        content = draw(mangled(content)) if draw(st.integers(0, 3)) == 0 else content
        contents = [content]
    else:
        contents = [packet.encode("utf-8", "surrogatepass") for packet in sent]
    first = request("GET", f"/socket.io/?{_CLIENTS}polling", headers)

    def send(address: Address) -> list[Answer]:
        answers = [ask(address, first)]
        sid = _sid_of(answers[0])
        if sid is None:
            return answers
        target = f"/socket.io/?{_CLIENTS}polling&sid={sid}"
        answers += [ask(address, request("POST", target, headers, content)) for content in contents]
        # A poll waits for news, of which there may be none: whoever goes away in between does no harm.
        poll = ask(address, request("GET", target, headers), PATIENCE)
        return [*answers, Answer("poll left") if poll.status == OPEN else poll]

    return Attempt(first + b"".join(contents), send)


def _sid_of(answer: Answer) -> str | None:
    if answer.status != "200" or not answer.body.startswith(b"0{"):
        return None
    return str(json.loads(answer.body[1:])["sid"])


_codes = st.sampled_from([1] * 10 + [0, 2, 8, 9, 10, 3, 15])


@st.composite
def _frames(draw: st.DrawFn) -> list[bytes]:
    """Frames of a WebSocket: mostly whole packets."""
    frames = [
        frame(1, packet.encode("utf-8", "surrogatepass")) for packet in [draw(_connect), *draw(_conversation)]
    ]
    if draw(st.integers(0, 2)) == 0:
        content = draw(
            st.one_of(st.binary(max_size=200), st.integers(0, 200_000).map(lambda size: b"4" * size))
        )
        first = draw(st.sampled_from([0x80, 0x80, 0x00, 0xF0]))
        length = draw(st.sampled_from([None, None, 0, 2**16, 2**62]))
        odd = frame(draw(_codes), content, first, length)
        frames.insert(draw(st.integers(0, len(frames))), odd)
    return frames


@st.composite
def websocket(draw: st.DrawFn) -> Attempt:
    version = draw(st.sampled_from(["13"] * 8 + ["8", "x"]))
    key = draw(st.sampled_from(["AAAAAAAAAAAAAAAAAAAAAA=="] * 8 + ["", "x"]))
    headers = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", version),
        ("Sec-WebSocket-Key", key),
        *((name, value) for name, value in draw(odd_headers()) if name not in ("Upgrade", "Expect")),
    ]
    target = draw(st.sampled_from([f"/socket.io/?{_CLIENTS}websocket"] * 8 + ["/socket.io/", "/", "/x"]))
    sid = draw(st.sampled_from([""] * 6 + ["&sid=x", "&sid="]))
    first = head("GET", target + sid, [("Host", HOST), *headers])
    frames = draw(_frames())
    return Attempt(first + b"".join(frames), lambda address: converse(address, first, frames))


# Addresses without messages


@st.composite
def addresses(draw: st.DrawFn, known: Sequence[str], below: Sequence[str] = ()) -> Attempt:
    """Args:
    known: addresses.
    below: beginnings of others.
    """
    target = draw(st.sampled_from([*known, *below]))
    target += draw(paths) if target in below else ""
    body = draw(st.one_of(st.just(b""), st.just(b""), st.binary(max_size=60)))
    return plain(request(draw(methods), target + draw(queries), draw(odd_headers()), body))


@st.composite
def metrics(draw: st.DrawFn, token: str) -> Attempt:
    """Args:
    token: the right one.
    """
    given = _now_and_then(draw, f"Bearer {token}")
    headers = [] if given is None else [("Authorization", given)]
    extra = [(name, value) for name, value in draw(odd_headers()) if name != "Authorization"]
    return plain(request(draw(methods), "/metrics" + draw(queries), [*headers, *extra]))


# What is no HTTP any more

_ODD_LINES = (
    "Content-Length: -1",
    "Content-Length: abc",
    "Content-Length: 5",
    "Content-Length: +5",
    "Content-Length: 5, 5",
    "Content-Length: 99999999999999999999",
    "Content-Length:",
    "Content-Length : 5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding:\x0bchunked",
    "Expect: 100-continue",
    "Expect: nonsense",
    "Connection: close",
    "Connection: \xff",
    "Host:",
    "Host: a b",
    "Host: [::1",
    "Host: evil.example:99999999",
    "Upgrade: websocket",
    "no colon",
    " folded",
    ": nameless",
    "A: " + "x" * 20_000,
    "Content-Type: application/json",
    "Cookie: \x00",
    "Forwarded: by=\xff;for=[",
    "X-Forwarded-For: ,,,",
    "X-Forwarded-Proto: ://",
    "If-None-Match: \xff",
    "Accept-Encoding: \x01",
)

_LINES = st.one_of(st.sampled_from(_ODD_LINES), st.sampled_from(_ODD_LINES), st.text(LATIN, max_size=30))
_METHODS = st.sampled_from(
    ["GET"] * 3 + ["POST"] * 3 + ["get", "", "OPTIONS", "CONNECT", "PRI", "\xffGET", "A" * 5000]
)
_VERSIONS = st.sampled_from(["HTTP/1.1"] * 6 + ["HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "ICY", "HTTP/1.1 x"])
_TARGETS = st.one_of(
    st.sampled_from(
        ["/", "*", "", "//", "//[", "http://[::1", "http://evil.example/", "/\x00", "/a b", "/\xff", "?", "#"]
    ),
    st.sampled_from(["/webhooks/rest/webhook", "/socket.io/?EIO=4", "/health/live", "/media/x"]),
    st.text(LATIN, max_size=20),
)
_TAILS = st.one_of(
    st.just(b""),
    st.binary(max_size=40),
    st.just(b'{"message": "hello"}'),
    st.sampled_from(
        [
            b"5\r\nhello\r\n0\r\n\r\n",
            b"zz\r\n",
            b"-5\r\nx",
            b"5;a=b\r\nhello",
            b"ffffffffffffffff\r\n",
            b"0\r\n\r\n",
        ]
    ),
)


@st.composite
def _heads(draw: st.DrawFn) -> bytes:
    first = f"{draw(_METHODS)} {draw(_TARGETS)} {draw(_VERSIONS)}"
    lines = [first, *draw(st.lists(_LINES, max_size=4))]
    end = draw(st.sampled_from(["\r\n"] * 8 + ["\n", "\r"]))
    return (end.join(lines) + end * 2).encode("latin-1") + draw(_TAILS)


def raw() -> Entry:
    """Bytes on the socket."""
    whole = request("POST", "/webhooks/rest/webhook", [("Content-Type", JSON)], as_json({"message": "hello"}))
    kept = whole.replace(b"Connection: close", b"Connection: keep-alive")
    content = st.one_of(
        _heads(),
        _heads(),
        mangled(whole),
        st.binary(max_size=400),
        # Several at once, the last one wrong.
        st.builds(
            lambda times, last: kept * times + last, st.integers(1, 3), st.one_of(mangled(whole), _heads())
        ),
    )
    return content.map(lambda sent: Attempt(sent, lambda address: shout(address, sent), whole=False))


CHANNELS = ("rest", "web", "telegram", "twilio", "slack")


def entries(metrics_token: str, slack_hook: str) -> dict[str, Entry]:
    """All entries of a server whose every channel is on, by name.

    Args:
        metrics_token: opens ``/metrics``.
        slack_hook: an address to which Slack's commands may be answered.
    """
    pictures = [f"/media/{path.name}" for path in sorted((ROOT / "content/media").iterdir())]
    return {
        "rest webhook": rest(),
        "web, polling": polling(),
        "web, WebSocket": websocket(),
        "telegram webhook": telegram(),
        "slack webhook": slack(slack_hook),
        "twilio webhook": twilio(),
        "health": addresses(["/health/live", "/health/ready", *(f"/webhooks/{name}/" for name in CHANNELS)]),
        "metrics": metrics(metrics_token),
        "pages": addresses(["/", "/limber-chat.js"]),
        "widget and pictures": addresses(pictures, ["/widget/", "/media/"]),
        "no such address": addresses(["/conversations/anna/tracker", "/domain"], ["/x/", "/model/"]),
        "broken HTTP": raw(),
    }
