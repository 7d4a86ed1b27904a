"""``limber privacy``: export, delete, purge."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limber.paths import project_root
from limber.privacy.age import read_age

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

privacy = typer.Typer(
    help="Show, delete and clean away what is kept of conversations; docs/privacy.md says what that is.",
    no_args_is_help=True,
)

Endpoints = Annotated[
    Path | None, typer.Option(help="Rasa's endpoints file, which names the database; endpoints.yml.")
]
Conversation = Annotated[str, typer.Argument(metavar="ID", help="Id of the conversation.")]


@privacy.command()
def export(conversation: Conversation, endpoints: Endpoints = None) -> None:
    """Print everything that is kept of a conversation, as JSON."""
    with _database(endpoints) as engine:
        from limber.privacy.exporting import export as export_conversation
        from limber.privacy.marks import marks_on

        marks = marks_on(_named(endpoints), conversation)
        found = None if engine is None else export_conversation(engine, conversation, marks)
    if found is None:
        raise _unknown(conversation)
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


@privacy.command()
def delete(conversation: Conversation, endpoints: Endpoints = None) -> None:
    """Delete everything that is kept of a conversation."""
    with _database(endpoints) as engine:
        from limber.privacy.deleting import delete as delete_conversation
        from limber.privacy.marks import MARKS, delete_marks

        gone = {} if engine is None else dict(delete_conversation(engine, conversation))
        gone[MARKS] = delete_marks(_named(endpoints), conversation)
    if not any(gone.values()):
        raise _unknown(conversation)
    typer.echo(f"deleted: {_counted(gone)}")
    _tell_of_broker(endpoints)


@privacy.command()
def purge(
    older_than: Annotated[
        str,
        typer.Option(metavar="AGE", help="What is older goes: 30d is 30 days, 12h hours, 4w weeks."),
    ],
    endpoints: Endpoints = None,
) -> None:
    """Delete what is old, in small steps, while the server runs."""
    try:
        seconds = read_age(older_than)
    except ValueError as error:
        typer.echo(f"--older-than: {error}", err=True)
        raise typer.Exit(2) from error
    with _database(endpoints) as engine:
        from limber.privacy.purging import purge as purge_old

        gone = {} if engine is None else purge_old(engine, time.time() - seconds)
    typer.echo(f"deleted: {_counted(gone)}")
    _tell_of_broker(endpoints)


@contextmanager
def _database(endpoints: Path | None) -> Iterator[Engine | None]:
    """The database; what goes wrong with it, or with Redis, ends the command in words."""
    # Rasa takes seconds to import, which the help of other commands need not wait for.
    from sqlalchemy.exc import SQLAlchemyError

    from limber.serving.light import start_light

    start_light(project_root() / "config.yml")
    from limber.privacy.marks import RedisGoneError
    from limber.stores.opening import open_database

    path = _named(endpoints)
    try:
        engine = open_database(path)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    try:
        yield engine
    except RedisGoneError as error:
        typer.echo(f"{path}: lock_store: {error}", err=True)
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        # Its own words may tell what stands in a row.
        reason = str(getattr(error, "orig", "") or type(error).__name__).strip()
        typer.echo(
            f"{path}: tracker_store: the database failed: {reason}\nSee that it runs, and run this again.",
            err=True,
        )
        raise typer.Exit(1) from error
    finally:
        if engine is not None:
            engine.dispose()


def _named(endpoints: Path | None) -> Path:
    return endpoints or project_root() / "endpoints.yml"


def _unknown(conversation: str) -> typer.Exit:
    """Say that nothing is known; what to raise after that."""
    typer.echo(
        f"{conversation}: nothing is kept under this id. Is it whole, and is the endpoints file the "
        "server's? docs/privacy.md tells where ids stand.",
        err=True,
    )
    return typer.Exit(1)


def _counted(gone: Mapping[str, int]) -> str:
    return ", ".join(f"{count} of {table}" for table, count in gone.items() if count) or "nothing"


def _tell_of_broker(endpoints: Path | None) -> None:
    """Say what these commands do not reach."""
    from limber.stores.opening import read_section

    broker = read_section(_named(endpoints), "event_broker")
    if broker:
        typer.echo(
            f"Not reached: what went to the event broker ({broker.get('type', 'pika')}) is kept as long as "
            'its own settings say; see "The event broker" in docs/privacy.md.',
            err=True,
        )
