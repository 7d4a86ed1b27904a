"""The default server: Rasa's, with the actions inside, health checks and one entry."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT
from rasa.core.run import close_resources, create_http_input_channels, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.messaging.channel import MessagingChannel
from limber.channels.pages import pages
from limber.channels.settings import SettingsError
from limber.channels.telegram import TelegramChannel
from limber.channels.web import WebChannel
from limber.paths import project_root
from limber.serving.actions import EmbeddedActions, GuardedActions
from limber.serving.ending import end_gently
from limber.serving.hardening import harden
from limber.serving.logs import configure_logs, server_level
from limber.serving.parsing import Reader, parse_beside_the_loop, time_the_screen
from limber.serving.quick import quicken
from limber.serving.scraping import add_metrics
from limber.serving.sessions import keep_holds_over_sessions
from limber.serving.turns import run_turns_once
from limber.serving.watching import ContentWatcher
from limber.serving.wordless import before_messages
from limber.stores.opening import DEFAULT_DATABASE
from limber.stores.tracker import BoundedTrackerStore

REQUEST_MAX_BYTES = 1024 * 1024

DEFAULT_STORE = "limber.stores.tracker.BoundedTrackerStore"


def read_endpoints(path: Path) -> AvailableEndpoints:
    """The endpoints of a file; actions inside and Limber's store unless it names others."""
    found = AvailableEndpoints.read_endpoints(str(path))
    if found.tracker_store is None:
        found.tracker_store = EndpointConfig(type=DEFAULT_STORE, db=DEFAULT_DATABASE)
    found.action = EmbeddedActions() if found.action is None else GuardedActions(found.action)
    return found


def read_channels(path: Path) -> list[InputChannel]:
    """The channels of a credentials file.

    Raises:
        SettingsError: a setting or a channel's name can't be used; says which.
    """
    try:
        return list(create_http_input_channels(None, str(path)))
    except (SettingsError, RasaException) as error:
        raise SettingsError("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from error


def check_store(endpoints: AvailableEndpoints, path: Path) -> None:
    """Whether the conversations are kept where channels find and delete them.

    Raises:
        SettingsError: they are not.
    """
    kind = endpoints.tracker_store.type
    try:
        found = class_from_module_path(kind or "")
    except (ImportError, AttributeError, ValueError):
        found = None
    if not (isinstance(found, type) and issubclass(found, BoundedTrackerStore)):
        raise SettingsError(
            f"{path}: tracker_store.type: is {kind!r}, but the web and messaging channels need "
            f"{DEFAULT_STORE}; name that, or remove these channels from the credentials"
        )


def poll_telegram(channels: Iterable[InputChannel]) -> None:
    """Let the Telegram channel ask for messages instead of waiting for calls.

    Raises:
        SettingsError: there is no such channel, or it is off.
    """
    for channel in channels:
        if isinstance(channel, TelegramChannel) and channel.is_on:
            channel.poll()
            return
    raise SettingsError(
        "--telegram-polling: there is no bot to ask for; set LIMBER_TELEGRAM_TOKEN to the token that "
        "@BotFather gave you"
    )


def build_app(model: Path, endpoints: Path, credentials: Path, telegram_polling: bool = False) -> Sanic:
    """The server with its channels, pages and health checks; the model is loaded when it starts.

    Args:
        model: the trained model.
        endpoints: Rasa's endpoints file.
        credentials: Rasa's credentials file.
        telegram_polling: whether to ask Telegram for messages.

    Raises:
        SettingsError: the endpoints or credentials can't be used.
    """
    before_messages(True)
    quicken()
    keep_holds_over_sessions()
    reader = parse_beside_the_loop()
    time_the_screen()
    run_turns_once()
    used = read_endpoints(endpoints)
    channels = read_channels(credentials)
    if telegram_polling:
        poll_telegram(channels)
    if any(map(_needs_store, channels)):
        check_store(used, endpoints)
    app = Sanic("limber", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = REQUEST_MAX_BYTES
    app.config.KEEP_ALIVE_TIMEOUT = DEFAULT_KEEP_ALIVE_TIMEOUT
    harden(app)
    register(channels, app, route="/webhooks/")
    app.blueprint(pages())
    app.register_listener(partial(load_agent_on_start, str(model), used, None), "before_server_start")
    app.register_listener(partial(_check_model, model), "before_server_start")
    # Libraries that the model brings in change the root logger's level.
    app.register_listener(_logs_again, "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    _watch_content(app)
    _add_health(app, reader)
    add_metrics(app)
    end_gently(app)
    return app


class ModelError(RuntimeError):
    """The model can't be loaded; says what to do."""


async def _check_model(model: Path, app: Sanic, _: Any) -> None:
    """End the start where there is no model: Rasa logs the reason, and then serves without one for ever.

    Raises:
        ModelError: it could not be loaded.
    """
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise ModelError(
            f"{model}: can't be loaded, the log says why; delete it and run limber train, or put back a "
            "whole copy of it"
        )


def _needs_store(channel: InputChannel) -> bool:
    """Whether a channel works only with Limber's store of conversations."""
    return isinstance(channel, WebChannel) or (isinstance(channel, MessagingChannel) and channel.is_on)


async def _logs_again(_: Sanic, __: Any) -> None:
    before_messages(False)
    configure_logs(server_level())


def _watch_content(app: Sanic) -> None:
    watcher = ContentWatcher(project_root())

    async def start(_: Sanic, __: Any) -> None:
        watcher.start()

    async def stop(_: Sanic, __: Any) -> None:
        watcher.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")


def _add_health(app: Sanic, reader: Reader) -> None:
    def hanging() -> HTTPResponse | None:
        """The answer of a server that only a new start helps."""
        return json_response({"status": "the pipeline hangs"}, status=503) if reader.hangs else None

    @app.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        """The process answers."""
        return hanging() or json_response({"status": "live"})

    @app.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        """A model is loaded, so messages will be answered."""
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return json_response({"status": "no model is loaded"}, status=503)
        return hanging() or json_response({"status": "ready", "model": agent.processor.model_filename})


def serve(
    model: Path, endpoints: Path, credentials: Path, host: str, port: int, telegram_polling: bool = False
) -> None:
    """Run the server until it is told to stop.

    Args:
        model: the trained model.
        endpoints: Rasa's endpoints file.
        credentials: Rasa's credentials file.
        host: address to listen on.
        port: port to listen on.
        telegram_polling: whether to ask Telegram for messages.

    Raises:
        SettingsError: the endpoints or credentials can't be used.
        ModelError: the model can't be loaded.
    """
    app = build_app(model, endpoints, credentials, telegram_polling)
    app.run(host=host, port=port, access_log=False, backlog=100)
