"""Rasa's own connectors with a bot that answers each message with one text, as a process.

``python -m tests.channels.stock PORT API_URL twilio|slack``
"""

from __future__ import annotations

import sys
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.slack import SlackBot, SlackInput
from rasa.core.channels.twilio import TwilioInput, TwilioOutput
from sanic import Sanic
from sanic.response import json as json_response

REQUEST_MAX_BYTES = 1024 * 1024


async def answer(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "heard")


def serve(channel: InputChannel, port: int) -> None:
    """Serve a connector until the process is ended."""
    app = Sanic("stock", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = REQUEST_MAX_BYTES
    app.blueprint(channel.blueprint(answer), url_prefix=f"/webhooks/{channel.name()}")

    @app.get("/health/ready")
    async def ready(_: Any) -> Any:
        return json_response({})

    app.run(host="127.0.0.1", port=port, access_log=False)


def twilio(url: str) -> InputChannel:
    """The connector of SMS and WhatsApp, which calls another server than Twilio's."""
    from tests.channels.twilio.account import ACCOUNT, SMS_NUMBER, TOKEN

    class Output(TwilioOutput):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.api.base_url = url

    class Input(TwilioInput):
        def get_output_channel(self) -> TwilioOutput:
            return Output(self.account_sid, self.auth_token, self.twilio_number)

    return Input(ACCOUNT, TOKEN, SMS_NUMBER)


def slack(url: str) -> InputChannel:
    """The connector of Slack, which calls another server than Slack's."""
    from tests.channels.slack.workspace import SECRET, TOKEN

    class Input(SlackInput):
        def get_output_channel(self, *arguments: Any, **more: Any) -> SlackBot:
            channel = super().get_output_channel(*arguments, **more)
            channel.client.base_url = f"{url}/"
            return channel

    return Input.from_credentials({"slack_token": TOKEN, "slack_signing_secret": SECRET})


if __name__ == "__main__":
    serve({"twilio": twilio, "slack": slack}[sys.argv[3]](sys.argv[2]), int(sys.argv[1]))
