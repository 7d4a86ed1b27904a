"""A running Limber whose Twilio is the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.recording import no_fault, running
from tests.channels.twilio.account import ACCOUNT, PUBLIC, TOKEN, Phone, TwilioServer, new_number
from tests.running import LimberServer, trained_model


def start_limber(folder: Path, twilio_url: str, **more: str) -> LimberServer:
    """A server to which Twilio delivers."""
    trained_model()
    return LimberServer(
        folder,
        LIMBER_TWILIO_ACCOUNT_SID=ACCOUNT,
        LIMBER_TWILIO_AUTH_TOKEN=TOKEN,
        LIMBER_TWILIO_WEBHOOK_URL=PUBLIC,
        LIMBER_TWILIO_API_URL=twilio_url,
        **more,
    )


@pytest.fixture(scope="package")
def twilio() -> Iterator[TwilioServer]:
    """The other side."""
    with running(TwilioServer()) as server:
        yield server


@pytest.fixture(scope="package")
def limber(twilio: TwilioServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server that answers by SMS and WhatsApp."""
    started = start_limber(tmp_path_factory.mktemp("twilio"), twilio.url)
    yield started
    started.kill()


@pytest.fixture
def phone(twilio: TwilioServer, limber: LimberServer) -> Iterator[Phone]:
    """Somebody with a telephone; Twilio works again afterwards."""
    yield Phone(twilio, limber, new_number())
    twilio.fault = no_fault


@pytest.fixture
def whatsapp(twilio: TwilioServer, limber: LimberServer) -> Phone:
    """Somebody with WhatsApp."""
    return Phone(twilio, limber, f"whatsapp:{new_number()}")
