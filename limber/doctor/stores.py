"""Whether what Limber keeps elsewhere can be reached: conversations, locks, events, actions."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis import Redis
from redis.exceptions import RedisError

from limber.doctor.finding import Finding, fine, note, wrong

SECONDS = 5
"""How long a store may take to answer."""

_PORTS = {"https": 443, "http": 80, "amqp": 5672}
_URL_PARTS = ("dialect", "port", "db", "username", "password", "login_db", "query")


def read_endpoints(path: Path) -> AvailableEndpoints:
    """The endpoints as Rasa reads them.

    Raises:
        ValueError: the file can't be read; says why.
    """
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file")
    try:
        return AvailableEndpoints.read_endpoints(str(path))
    except (RasaException, OSError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {error}") from error


def check_stores(endpoints: Path) -> Iterator[Finding]:
    """Every store of an endpoints file, asked with a time-out.

    Args:
        endpoints: Rasa's endpoints file.
    """
    try:
        found = read_endpoints(endpoints)
    except ValueError as error:
        yield wrong("endpoints", str(error), "mend the file; the project's own is a good start")
        return
    yield from _conversations(found.tracker_store)
    yield from _locks(found.lock_store)
    if found.event_broker is not None:
        url = found.event_broker.url or "localhost"
        port = int(found.event_broker.kwargs.get("port", 0)) or None
        yield _asked("event broker", url, lambda: _connect(url, port), "start it, or correct event_broker")
    if found.action is not None:
        url = found.action.url or ""
        yield _asked("actions", url, lambda: _connect(url), "start rasa run actions there")


def _conversations(store: EndpointConfig | None) -> Iterator[Finding]:
    about = "conversations"
    if store is None:
        yield note(about, "kept in var/conversations.db, as no tracker_store is named")
        return
    path = database_file(store)
    if path is not None:
        if not path.exists():
            yield note(about, f"{path} is not there yet; the first start makes it")
        else:
            url = f"file:{path}?mode=ro"
            yield _asked(about, str(path), lambda: _query(f"sqlite:///{url}&uri=true"), _MEND_FILE)
        return
    url = SQLTrackerStore.get_db_url(host=store.url, **_url_parts(store))
    shown = sa.engine.make_url(url).render_as_string(hide_password=True)
    yield _asked(about, shown, lambda: _query(url), "start the database, or correct tracker_store")


_MEND_FILE = "restore it from a backup; move it away to begin with an empty one"


def _url_parts(store: EndpointConfig) -> dict[str, Any]:
    return {name: store.kwargs[name] for name in _URL_PARTS if name in store.kwargs}


def database_file(store: EndpointConfig | None) -> Path | None:
    """The file in which conversations are kept; None where they are kept elsewhere."""
    if store is None:
        return Path("var/conversations.db")
    dialect = str(store.kwargs.get("dialect", "sqlite"))
    if store.url or not dialect.startswith("sqlite"):
        return None
    return Path(str(store.kwargs.get("db", "rasa.db")))


def _query(url: Any) -> None:
    """Ask a database whether its tables can be read, where they are."""
    seconds = {"connect_timeout": SECONDS} if str(url).startswith("postgresql") else {}
    engine = sa.create_engine(url, connect_args=seconds)
    try:
        with engine.connect() as connection:
            if sa.inspect(connection).has_table("events"):
                connection.execute(sa.text("SELECT id FROM events LIMIT 1"))
    finally:
        engine.dispose()


def _locks(store: EndpointConfig | None) -> Iterator[Finding]:
    if store is None or store.type in (None, "in_memory"):
        yield note("locks", "kept in memory: right for one server, wrong for several", "name a lock_store")
        return
    parts, host = store.kwargs, store.url or "localhost"
    redis = Redis(
        host=host,
        port=int(parts.get("port", 6379)),
        db=int(parts.get("db", 1)),
        username=parts.get("username"),
        password=parts.get("password"),
        ssl=bool(parts.get("use_ssl")),
        ssl_certfile=parts.get("ssl_certfile"),
        ssl_keyfile=parts.get("ssl_keyfile"),
        ssl_ca_certs=parts.get("ssl_ca_certs"),
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
    )
    where = f"{host}:{parts.get('port', 6379)}"
    yield _asked("locks", where, redis.ping, "start Redis, or correct lock_store")
    if store.type == "redis":
        yield note(
            "locks",
            "Rasa's own store lets two servers in at once",
            "set lock_store.type to limber.stores.locks.LeaseLockStore",
        )


def _connect(url: str, port: int | None = None) -> None:
    """Whether something accepts connections at an address."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    port = parts.port or port or _PORTS.get(parts.scheme, 80)
    socket.create_connection((parts.hostname or "", port), SECONDS).close()


def _asked(about: str, where: str, ask: Callable[[], object], todo: str) -> Finding:
    """What a store says; a frozen one is waited for no longer than others."""
    failed: list[str] = []

    def run() -> None:
        try:
            ask()
        except (OSError, sa.exc.SQLAlchemyError, RedisError) as error:
            # What a driver says may hold the password.
            failed.append(type(error).__name__)

    # Nothing can end it: the process must be able to without it.
    asking = Thread(target=run, daemon=True)
    asking.start()
    asking.join(SECONDS + 1)
    if asking.is_alive():
        failed.append(f"nothing in {SECONDS + 1} s")
    if failed:
        return wrong(about, f"{where} does not answer ({failed[0]})", todo)
    return fine(about, f"{where} answers")
