"""The command line: limber serve, train, check, ask, shell; privacy has its commands beside its work."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from limber.content.problems import ContentError, Problem
from limber.content.schema import stale_schemas, write_schemas
from limber.content.store import ContentStore, content_root, load_leniently
from limber.paths import project_root
from limber.privacy.commands import privacy
from limber.testing import schema as test_schema

app = typer.Typer(
    help="Limber answers questions about stretching the upper glutes and lower back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

doctor = typer.Typer(help="Say what is wrong with a deployment and what to do.")
app.add_typer(doctor, name="doctor")
app.add_typer(privacy, name="privacy")

PRIVATE = 0o077
"""What a server and a training write, conversations above all, is closed to other accounts."""

# Quiet and offline, before anything imports Rasa or TensorFlow.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # no progress bars; our own logs are set up apart
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def _store() -> ContentStore:
    """The store, or an exit with what keeps it from use."""
    try:
        return ContentStore.load(content_root())
    except ContentError as error:
        raise _refused(error.problems) from error


def _refused(problems: Sequence[Problem]) -> typer.Exit:
    """Print problems of the content; what to raise after that."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(problems)} problems in the content; mend them and try again.", err=True)
    return typer.Exit(1)


def _model(level: str = "WARNING") -> Path:
    """Today's model, trained first where its inputs changed; an exit where its file was damaged."""
    from limber.serving.light import start_light
    from limber.serving.logs import configure_logs
    from limber.serving.models import is_intact, model_path

    configure_logs(level)
    root, store = project_root(), _store()
    path = model_path(root, store)
    if not path.is_file():
        # Trained apart, so that what training needs does not stay in this process.
        train = [sys.executable, "-m", "limber.cli", "train"]
        if subprocess.run(train, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
            raise typer.Exit(1)
    elif not is_intact(path):
        # Not trained anew: a server that hides a bad disk or a strange file for minutes helps nobody.
        typer.echo(
            f"{path}: is not what was trained: its checksum is missing or another one.\n"
            "Put back a whole copy with its .sha256, or run limber train.",
            err=True,
        )
        raise typer.Exit(1)
    start_light(root / "config.yml")
    return path


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 5005,
    endpoints: Annotated[
        Path | None, typer.Option(help="Rasa's endpoints file: stores, action server.")
    ] = None,
    credentials: Annotated[Path | None, typer.Option(help="Rasa's credentials file: channels.")] = None,
    telegram_polling: Annotated[
        bool,
        typer.Option(
            "--telegram-polling",
            help="Ask Telegram for messages, without a public address. Needs LIMBER_TELEGRAM_TOKEN.",
        ),
    ] = False,
) -> None:
    """Answer messages over HTTP until Ctrl-C."""
    os.umask(PRIVATE)
    from limber.channels.settings import SettingsError
    from limber.serving.logs import server_level

    try:
        root, model = project_root(), _model(server_level())
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    from limber.serving.server import ModelError
    from limber.serving.server import serve as run

    typer.echo(f"Limber starts on http://{host}:{port} (Ctrl-C ends it).", err=True)
    try:
        run(
            model,
            endpoints or root / "endpoints.yml",
            credentials or root / "credentials.yml",
            host,
            port,
            telegram_polling,
        )
    except (SettingsError, ModelError) as error:
        typer.echo(f"{error}\nMend this and start again.", err=True)
        raise typer.Exit(1) from error


@app.command()
def train() -> None:
    """Train the model if anything that it depends on changed."""
    from limber.serving.logs import configure_logs
    from limber.serving.models import is_intact, model_path
    from limber.serving.models import train as train_model

    configure_logs("WARNING")
    os.umask(PRIVATE)
    root, store = project_root(), _store()
    path = model_path(root, store)
    if not is_intact(path):
        reason = "its file has no right checksum" if path.is_file() else "its inputs changed"
        typer.echo(f"Training the model ({reason}) ...", err=True)
        path = train_model(root, store)
    typer.echo(path)


@app.command()
def check(
    write: Annotated[
        bool, typer.Option("--write-schemas", help="Write the JSON Schemas of content and test cases anew.")
    ] = False,
) -> None:
    """Check the content store: every problem with file, line, field and what to do."""
    root = content_root()
    if write:
        try:
            written = write_schemas(root)
        except ContentError as error:
            raise _refused(error.problems) from error
        for path in written:
            typer.echo(f"wrote {path.relative_to(root)}")
        test_schema.SCHEMA.write_text(test_schema.schema_text(), "utf-8")
    store, problems = load_leniently(root)
    if store is None or problems:
        raise _refused(problems)
    from limber.safety.rules import load_red_flags

    try:
        red_flags = load_red_flags(root)
    except ContentError as error:
        raise _refused(error.problems) from error
    stale = stale_schemas(root)
    if test_schema.SCHEMA.read_text("utf-8") != test_schema.schema_text():
        stale.append(test_schema.SCHEMA)
    for path in stale:
        typer.echo(
            f"{os.path.relpath(path, root)}: is out of date; run limber check --write-schemas", err=True
        )
    if stale:
        raise typer.Exit(1)
    typer.echo(
        f"content is fine: {len(store.stretches)} stretches, {len(store.muscles)} muscles, "
        f"{len(store.answers)} answers, {len(red_flags.groups)} groups of red flags"
    )


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="What to ask.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Read {"id", "text"} or {"id", "turns": [...]} a line from standard input and write '
            '{"id", "turns": [{"text", "replies"}]} a line; each line is a conversation of its own.',
        ),
    ] = False,
) -> None:
    """Ask one question, or many from standard input, and print the replies."""
    if (text is None) == (not jsonl):
        typer.echo('give a question, as in limber ask "how long do I hold?", or --jsonl', err=True)
        raise typer.Exit(2)
    # Output is for programs: whatever a library prints goes to standard error.
    out, sys.stdout = sys.stdout, sys.stderr
    model = _model()
    from limber.serving.asking import Asker, as_text

    async def run() -> bool:
        asker = await Asker.load(model)
        if text is not None:
            print(as_text(await asker.ask(text, uuid.uuid4().hex)), file=out)
            return True
        fine = True
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                asked = _read_line(line)
            except ValueError as error:
                typer.echo(f"line {number}: {error}", err=True)
                fine = False
                continue
            turns = await asker.converse(asked["turns"], uuid.uuid4().hex)
            print(json.dumps({"id": asked["id"], "turns": turns}, ensure_ascii=False), file=out, flush=True)
        return fine

    if not asyncio.run(run()):
        raise typer.Exit(1)


def _read_line(line: str) -> dict[str, Any]:
    """One line of ``limber ask --jsonl``.

    Raises:
        ValueError: with what was expected.
    """
    expected = 'expected JSON {"id": ..., "text": "..."} or {"id": ..., "turns": ["...", ...]}'
    try:
        value = json.loads(line)
    except ValueError as error:
        raise ValueError(f"is no JSON ({error}); {expected}") from error
    if not isinstance(value, dict) or "id" not in value or ("text" in value) == ("turns" in value):
        raise ValueError(expected)
    turns = value.get("turns", [value.get("text")])
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise ValueError(expected)
    return {"id": value["id"], "turns": turns}


@app.command()
def screen(
    text: Annotated[str | None, typer.Argument(help="A message to screen for red flags.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Read {"id", "text"} a line from standard input and write '
            '{"id", "tier", "groups", "check", "mentions"} a line.',
        ),
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Measure on a labelled file; docs/safety.md has its format.")
    ] = None,
) -> None:
    """Screen messages for red flags, as the bot does before anything else."""
    if sum((text is not None, jsonl, report is not None)) != 1:
        typer.echo("give a message, or --jsonl, or --report FILE", err=True)
        raise typer.Exit(2)
    from limber.safety import screen as screen_text
    from limber.safety.report import as_row, as_text, read_labelled
    from limber.safety.report import report as make_report

    if text is not None:
        typer.echo(as_text(text, screen_text(text)))
    elif report is not None:
        try:
            labelled = list(read_labelled(report.read_text("utf-8").splitlines()))
        except (OSError, ValueError) as error:
            typer.echo(f"{report}: {error}", err=True)
            raise typer.Exit(1) from error
        typer.echo(make_report([(label, screen_text(label.text)) for label in labelled]))
    else:
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                row = as_row(asked["id"], screen_text(asked["text"]))
            except (ValueError, KeyError, TypeError) as error:
                typer.echo(f'line {number}: expected JSON {{"id", "text"}}: {error}', err=True)
                raise typer.Exit(1) from error
            print(json.dumps(row, ensure_ascii=False))


@app.command()
def evaluate(
    messages: Annotated[
        Path | None,
        typer.Option(help="Labelled messages in Rasa's form; default tests/nlu/test_messages.yml."),
    ] = None,
    names: Annotated[
        Path | None, typer.Option(help="Messages with the names in them; default tests/nlu/test_names.yml.")
    ] = None,
    scope: Annotated[
        Path | None, typer.Option(help='{"text", "label_intent"} a line; out_of_scope marks what is outside.')
    ] = None,
    folds: Annotated[int, typer.Option(help="Cross-validate in so many parts; 0 leaves it out.")] = 5,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="List every message that was not understood.")
    ] = False,
) -> None:
    """Measure understanding: intents, names, scope, cross-validation."""
    root = project_root()
    model = _model()
    from limber.serving.evaluating import cross_validate, parse_all
    from limber.testing import evaluation as ev

    try:
        intents = list(ev.read_messages(messages or root / "tests/nlu/test_messages.yml"))
        named = list(ev.read_names(names or root / "tests/nlu/test_names.yml"))
        scoped = list(ev.read_scope(scope.read_text("utf-8").splitlines())) if scope else []
    except (OSError, ValueError, KeyError) as error:
        typer.echo(f"can't read the labelled messages: {error}", err=True)
        raise typer.Exit(1) from error
    texts = [text for text, _ in intents] + [text for text, _ in named] + [text for text, _ in scoped]
    parsed = iter(asyncio.run(parse_all(model, texts)))
    rows = [
        ev.Understood(
            text, intent, ev.predicted_intent(one), ev.answered_below(one), ev.likeliest_intent(one)
        )
        for (text, intent), one in zip(intents, islice(parsed, len(intents)), strict=True)
    ]
    typer.echo(ev.intent_report(rows, "test messages"))
    if wrong:
        typer.echo(ev.wrong_list(rows))
    kinds = {entity for _, expected in named for entity, _ in expected}
    found = [ev.Named(text, expected, ev.found_names(next(parsed), kinds)) for text, expected in named]
    typer.echo("\n" + ev.name_report(found))
    if scoped:
        outside = [(text, out, ev.predicted_intent(next(parsed))) for text, out in scoped]
        typer.echo("\n" + ev.scope_report(outside))
    if folds:
        typer.echo("\n" + ev.intent_report(cross_validate(root, folds), f"{folds}-fold cross-validation"))


@app.command()
def unanswered(
    endpoints: Annotated[
        Path | None, typer.Option(help="Rasa's endpoints file, for its tracker store.")
    ] = None,
    days: Annotated[int, typer.Option(help="How many days to look back.")] = 30,
    most: Annotated[int, typer.Option(help="How many groups to show.")] = 20,
) -> None:
    """Show what people asked in vain, like questions together: what to write next."""
    from limber.language.encoder import DIMENSIONS, default_encoder
    from limber.language.grouping import group_alike
    from limber.stores.unanswered import read_unanswered

    try:
        found = list(read_unanswered(endpoints or project_root() / "endpoints.yml", days))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    texts = [text for _, text in found]
    typer.echo(f"{len(texts)} messages without an answer in {days} days")
    vectors = default_encoder().encode(texts)
    for group in group_alike(texts, vectors[:, :DIMENSIONS])[:most]:
        typer.echo(f"{len(group.texts):>5}  {group.texts[0]}")
        for text in list(dict.fromkeys(group.texts[1:]))[:2]:
            typer.echo(f"       {text}")


@doctor.callback(invoke_without_command=True)
def deployment(
    context: typer.Context,
    endpoints: Annotated[
        Path | None, typer.Option(help="Rasa's endpoints file: stores, action server.")
    ] = None,
    credentials: Annotated[Path | None, typer.Option(help="Rasa's credentials file: channels.")] = None,
) -> None:
    """Check a deployment: versions, settings, stores, model, disk, files, channels.

    The exit code is 1 if anything is wrong.
    """
    if context.invoked_subcommand is not None:
        return
    from limber.serving.light import start_light
    from limber.serving.logs import configure_logs

    root = project_root()
    configure_logs("CRITICAL")
    start_light(root / "config.yml")
    from limber.doctor import State, examine

    marks = {State.FINE: "  ", State.NOTE: "- ", State.WRONG: "! "}
    faults = 0
    for found in examine(root, endpoints or root / "endpoints.yml", credentials or root / "credentials.yml"):
        typer.echo(f"{marks[found.state]}{found.about}: {found.said}")
        if found.todo:
            typer.echo(f"      {found.todo}")
        faults += found.state is State.WRONG
    typer.echo(f"{faults} wrong")
    if faults:
        raise typer.Exit(1)


@doctor.command()
def channels(
    credentials: Annotated[Path | None, typer.Option(help="Rasa's credentials file: channels.")] = None,
) -> None:
    """Say of each channel whether it is on, what is missing and what to do."""
    from limber.serving.light import start_light
    from limber.serving.logs import configure_logs

    root = project_root()
    configure_logs("WARNING")
    start_light(root / "config.yml")
    from limber.channels.doctor import examine
    from limber.channels.settings import SettingsError

    wrong = False
    try:
        for section, found in examine(credentials or root / "credentials.yml"):
            typer.echo(f"{section}: {found.state}")
            for note in found.notes:
                typer.echo(f"    {note}")
            for todo in found.todo:
                typer.echo(f"  ! {todo}")
            wrong = wrong or found.state == "wrong"
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if wrong:
        raise typer.Exit(1)


@app.command()
def test(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders of conversations; tests/conversations.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask a running server over rest instead.")
    ] = None,
    at_once: Annotated[
        int, typer.Option(min=1, help="With --against: how many conversations at the same time.")
    ] = 4,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Say what no conversation touches: intents, content, rules ...")
    ] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the coverage as a page.")] = None,
    floor: Annotated[
        bool, typer.Option("--floor", help="Fail unless every intent, content item and sign is touched.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Talk in the terminal, then write what was said as a case.")
    ] = False,
    from_conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Write a stored conversation as a case, without names.")
    ] = None,
) -> None:
    """Run conversation tests: in this process, or against a server; docs/testing.md has the format."""
    from limber.serving.logs import configure_logs
    from limber.testing import command

    configure_logs("ERROR")
    if against and (coverage or html or floor):
        typer.echo("coverage needs the bot in this process; leave --against out", err=True)
        raise typer.Exit(2)
    try:
        if record or from_conversation:
            target = paths[0] if paths else None
            written = (
                command.record(target) if record else command.from_stored(from_conversation or "", target)
            )
            typer.echo(f"wrote {written}")
            return
        if against:
            fine = asyncio.run(command.test_server(paths or [], against, at_once))
        else:
            fine = asyncio.run(command.test_here(paths or [], html, coverage, floor))
    except command.TestError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if not fine:
        raise typer.Exit(1)


@app.command()
def shell() -> None:
    """Talk with Limber in the terminal; a number presses a button, an empty line ends."""
    model = _model()
    from limber.serving.asking import Asker, as_text, read_line

    async def run() -> None:
        asker, conversation = await Asker.load(model), uuid.uuid4().hex
        buttons: list[dict[str, str]] = []
        print("Ask me about stretching the upper glutes and lower back. An empty line ends.")
        while text := (await asyncio.to_thread(read_line, "you: ")).strip():
            if text.isdigit() and 0 < int(text) <= len(buttons):
                text = buttons[int(text) - 1]["payload"]
            replies = await asker.ask(text, conversation)
            buttons = [button for reply in replies for button in reply.get("buttons") or ()]
            print(as_text(replies))

    asyncio.run(run())


if __name__ == "__main__":
    app()
