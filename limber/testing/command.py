"""``limber test``: runs conversations in this process or against a server, and says how it went."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from limber.paths import project_root
from limber.testing import coverage as cover
from limber.testing import recording
from limber.testing.cases import Case, CaseError
from limber.testing.loading import find_files, read_all
from limber.testing.projects import NoModelError, is_limber, load_bot
from limber.testing.running import Bot, Outcome, plan, run_all
from limber.testing.summary import summary

if TYPE_CHECKING:
    from limber.testing.in_process import InProcess

CONVERSATIONS = Path("tests/conversations")
"""Where a project has its conversations."""


class TestError(Exception):
    """The conversations can't be run; the message says why."""

    __test__ = False


def project_here() -> Path:
    """The Rasa project in the current folder; Limber's own where there is none."""
    here = Path.cwd()
    return here if (here / "config.yml").is_file() else project_root()


def read_paths(paths: Sequence[Path], project: Path) -> list[Case]:
    """The cases of files and folders; those of the project by default.

    Raises:
        TestError: a file can't be read, or there is none.
    """
    try:
        cases = read_all(find_files(paths or [project / CONVERSATIONS]))
    except CaseError as error:
        raise TestError(str(error)) from error
    if not cases:
        places = ", ".join(map(str, paths)) or str(project / CONVERSATIONS)
        raise TestError(f"no test cases in {places}; expected YAML files with test_cases")
    return cases


async def test_here(paths: Sequence[Path], html: Path | None, covered: bool, floor: bool) -> bool:
    """Run conversations in this process.

    Args:
        paths: files and folders.
        html: where to write the coverage as a page.
        covered: whether to print the coverage.
        floor: whether everything that must be touched is.

    Returns:
        Whether all went as expected.

    Raises:
        TestError: the conversations can't be run.
    """
    project = project_here()
    cases = read_paths(paths, project)
    try:
        bot = await load_bot(project)
    except (NoModelError, RuntimeError) as error:
        raise TestError(str(error)) from error
    # One at a time: what fails inside is told by what is logged meanwhile.
    outcomes = await _run(bot, cases, 1)
    fine = not any(outcome.failed for outcome in outcomes)
    if not (covered or html or floor):
        return fine
    areas = cover.coverage(outcomes, _known(bot, project), cover.read_rules(project / "data"))
    if covered:
        typer.echo("\n" + cover.as_text(areas))
    if html:
        html.write_text(cover.as_html(areas), "utf-8")
    short = cover.below_floor(areas) if floor else []
    for line in short:
        typer.echo(line, err=True)
    return fine and not short


async def test_server(paths: Sequence[Path], url: str, at_once: int) -> bool:
    """Run conversations against a server over ``rest``.

    Args:
        paths: files and folders.
        url: the server's address.
        at_once: how many conversations at the same time.

    Returns:
        Whether all went as expected.

    Raises:
        TestError: the conversations can't be run.
    """
    import aiohttp

    from limber.content import default_store
    from limber.testing.over_rest import OverRest, UnreachableError
    from limber.testing.standing import NOTHING_FAILS, standing_checks

    project = project_here()
    cases = read_paths(paths, project)
    standing = standing_checks(default_store()) if is_limber(project) else (NOTHING_FAILS,)
    async with aiohttp.ClientSession() as session:
        try:
            outcomes = await _run(OverRest(url, standing, session), cases, at_once)
        except UnreachableError as error:
            raise TestError(f"{error}; start the server, or mend the address") from error
    return not any(outcome.failed for outcome in outcomes)


async def _run(bot: Bot, cases: Sequence[Case], at_once: int) -> list[Outcome]:
    planned = plan(cases)
    began = time.monotonic()
    with typer.progressbar(length=len(planned), label="conversations", file=sys.stderr) as bar:
        outcomes = await run_all(bot, planned, at_once, lambda _: bar.update(1))
    typer.echo(summary(outcomes, time.monotonic() - began))
    return outcomes


def _known(bot: InProcess, project: Path) -> Mapping[str, Sequence[str]]:
    """The names of all that conversations can touch."""
    declared = bot.agent.domain.as_dict().get("intents") or [] if bot.agent.domain else []
    intents = [one if isinstance(one, str) else next(iter(one)) for one in declared]
    if not is_limber(project):
        return {"intents": intents}
    from limber.content import default_store
    from limber.content.models import Tier
    from limber.safety.loading import default_red_flags

    return {
        "intents": intents,
        "content": list(default_store().items()),
        "tiers": [tier.value for tier in Tier],
        "groups": list(default_red_flags().groups),
    }


def record(path: Path | None) -> Path:
    """Talk in the terminal and write what was said as a test case.

    Args:
        path: the file to write; ``tests/conversations/recorded.yml`` by default.

    Raises:
        TestError: there is no bot, nothing was said, or the file is there already.
    """
    project = project_here()
    target = _new_file(path, project, "recorded.yml")
    typer.echo("Talk as a person would; a number presses a button, an empty line ends.")
    try:
        turns = asyncio.run(recording.talk(project, typer.echo))
    except (NoModelError, RuntimeError) as error:
        raise TestError(str(error)) from error
    if not turns:
        raise TestError("nothing was said, so nothing is written")
    return recording.write(target, turns)


def from_stored(conversation: str, path: Path | None) -> Path:
    """Write a stored conversation as a test case, without personal words.

    Args:
        conversation: its id.
        path: the file to write; ``tests/conversations/stored.yml`` by default.

    Raises:
        TestError: there is no such conversation, or the file is there already.
    """
    project = project_here()
    target = _new_file(path, project, "stored.yml")
    try:
        turns = recording.stored(project / "endpoints.yml", conversation)
    except ValueError as error:
        raise TestError(str(error)) from error
    return recording.write(target, turns, recording.impersonal(project))


def _new_file(path: Path | None, project: Path, name: str) -> Path:
    target = path or project / CONVERSATIONS / name
    if target.exists():
        raise TestError(
            f"{target} is there already; name another file, as in limber test --record my_case.yml"
        )
    return target
