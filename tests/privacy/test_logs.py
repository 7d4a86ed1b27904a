"""No word of a message reaches the log, on any level, whatever fails."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from tests.channels.recording import running
from tests.privacy.everywhere import DATABASE, BrokenActions, House, house
from tests.running import ROOT, run_limber, trained_model

pytestmark = pytest.mark.model

LEVELS = {"default": {}, "DEBUG": {"LIMBER_LOG_LEVEL": "DEBUG", "LOG_LEVEL": "DEBUG"}}


@pytest.fixture(scope="module", params=list(LEVELS))
def talked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server whose action server answers nonsense, after conversations in every channel."""
    trained_model()
    folder = tmp_path_factory.mktemp(request.param)
    with running(BrokenActions()) as actions:
        endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
        named = folder / "endpoints.yml"
        named.write_text(yaml.safe_dump({**endpoints, "action_endpoint": {"url": f"{actions.url}/webhook"}}))
        with house(folder, "--endpoints", str(named), **LEVELS[request.param]) as made:
            made.talk()
            assert actions.calls
            yield made


def lines(made: House) -> list[dict[str, object]]:
    return [json.loads(line) for line in made.limber.output.splitlines() if line.startswith("{")]


def test_failing_actions_tell_no_word(talked: House) -> None:
    failed = [line for line in lines(talked) if line.get("logger") == "rasa.core.processor"]
    assert [line for line in failed if "ValidationError" in str(line.get("exception"))]
    assert talked.word not in talked.limber.output


def test_unreadable_input_tells_no_word(talked: House) -> None:
    word, limber = talked.word, talked.limber
    for message in (
        f"/{word}",
        f'/ask_hold_time{{"stretch": "{word}"}}',
        f"/{word}{{",
        f"/restart {word}",
        f"{word} \U0001f600",
        word * 100,
    ):
        limber.say(message)
    for body in (f'{{"message": "{word}', json.dumps([word]), f'{{"sender": "{word}\\u0000"}}'):
        limber.post(body.encode())
    assert word not in limber.output


def test_a_database_that_fails_tells_no_word(talked: House) -> None:
    """Stands last: the server keeps nothing after it."""
    before = len(talked.limber.output)
    with closing(sqlite3.connect(talked.folder / DATABASE)) as connection:
        connection.execute("DROP TABLE events")
        connection.commit()
    talked.limber.say(f"how long do I hold the pigeon, {talked.word}?")
    talked.limber.say(f"my foot is numb, {talked.word}")
    after = talked.limber.output[before:]
    assert "error" in {line["level"] for line in map(json.loads, after.splitlines())}
    assert talked.word not in talked.limber.output


def test_debug_shows_where_a_library_speaks_but_not_what_it_says(
    talked: House, request: pytest.FixtureRequest
) -> None:
    told = [str(line["event"]) for line in lines(talked) if line["level"] == "debug"]
    if "DEBUG" in request.node.name:
        assert any(event.startswith("processor.py:") for event in told)
        # A place in the code, or the name that Rasa gives a structured line.
        assert [event for event in told if not re.fullmatch(r"[\w.]+(:\d+)?", event)] == []
    else:
        assert told == []


def test_a_level_that_is_none_is_told(tmp_path: Path) -> None:
    done = run_limber("serve", LIMBER_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert "LIMBER_LOG_LEVEL is LOUD; expected one of DEBUG, INFO" in done.stderr
