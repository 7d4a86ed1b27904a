"""What a service is told when something can't be taken."""

from __future__ import annotations

import asyncio
import json
from typing import Any, ClassVar, cast

import pytest
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sqlalchemy.exc import OperationalError

from limber.channels.backend import NotReadyError
from limber.channels.doctor import Checkup
from limber.channels.messaging.channel import ForeignError, MessagingChannel
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import NOT_KEPT, Means, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.settings import MessagingSettings
from limber.stores.deliveries import Delivery


class PigeonSettings(MessagingSettings):
    """Settings of a fake service."""

    section = "pigeons"
    needs: ClassVar[dict[str, str]] = {"loft": "build a loft"}

    loft: str | None = None


class PigeonChannel(MessagingChannel[PigeonSettings]):
    """A fake channel, which is all that a new one has to state; it fails as it is told."""

    channel = "pigeons"
    kind = PigeonSettings
    error: Exception | None = None

    def checkup_on(self) -> Checkup:
        return Checkup("on", (f"loft {self._settings.loft}",))

    def medium(self, means: Means) -> Medium:
        raise NotImplementedError

    async def receive(self, request: Request, post: Post) -> HTTPResponse:
        if self.error is not None:
            raise self.error
        return empty(status=200)

    async def close(self) -> None:
        """Nothing is open."""


def answer(error: Exception | None) -> HTTPResponse:
    channel = PigeonChannel.from_credentials({"loft": "roof"})
    channel.error = error
    return asyncio.run(channel._answer(cast(Any, None), cast(Any, None)))


def test_it_is_off_until_it_has_what_it_needs() -> None:
    off, on = PigeonChannel.from_credentials(None), PigeonChannel.from_credentials({"loft": "roof"})

    assert (off.is_on, off.checkup()) == (False, Checkup("off", todo=("build a loft",)))
    assert (on.is_on, on.checkup()) == (True, Checkup("on", ("loft roof",)))
    assert on.name() == "pigeons"


def test_what_is_none_of_the_services_is_refused_in_words() -> None:
    told = answer(ForeignError("the signature is missing or wrong"))

    assert told.status == 403
    assert json.loads(told.body) == {"error": "the signature is missing or wrong"}


def test_what_can_not_be_read_is_refused_in_words() -> None:
    told = answer(UnreadableError("expected a form"))

    assert told.status == 400
    assert json.loads(told.body) == {"error": "expected a form"}


@pytest.mark.parametrize(
    "error",
    [NotReadyError("no model"), OperationalError("INSERT", {}, Exception("gone")), asyncio.TimeoutError()],
)
def test_what_can_not_be_kept_should_come_again(error: Exception) -> None:
    told = answer(error)

    assert told.status == 503
    assert int(told.headers["Retry-After"]) > 0


def test_before_there_is_a_model_nothing_is_taken() -> None:
    post = Post("pigeons", cast(Any, None), cast(Any, None))

    with pytest.raises(NOT_KEPT):
        asyncio.run(post.accept(Delivery("1", "pigeons-1", 1, {})))
