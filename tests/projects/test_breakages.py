"""Ten ways to break Limber: each makes a conversation fail, with a message that names it.

Nine of them change what is read at run time, so today's model serves; the deleted rule gets policies
of its own, and the model's understanding, which no rule changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import ROOT, TRAIN_SECONDS, command, copy_project, environment, trained_model

pytestmark = pytest.mark.model

POLICY = "components/train_limber.dialogue.rules.BoundedRulePolicy"


@dataclass(frozen=True)
class Breakage:
    """One change, and what must be told of it.

    Attributes:
        name: what breaks.
        file: the file that changes.
        was: a regular expression for what stands there.
        now: what stands there instead.
        case: a conversation that must fail.
        told: what its report says, white space aside.
        policies: whether the policies are trained anew.
    """

    name: str
    file: str
    was: str
    now: str
    case: str
    told: str
    policies: bool = False


BREAKAGES = [
    Breakage(
        "an answer's number changed",
        "content/answers/frequency.md",
        "3-5 times a week",
        "4-6 times a week",
        "context.yml::from_a_muscle_to_a_stretch_and_back_to_practice",
        'MISSED contains "3-5 times"',
    ),
    Breakage(
        "a rule deleted",
        "data/rules/stretches.yml",
        r"  - rule: ask feel\n(    .*\n)+",
        "",
        "context.yml::side_bend_from_its_muscle",
        "MISSED content side_bend, feel found content feel",
        policies=True,
    ),
    Breakage(
        "a red-flag pattern deleted",
        "content/red_flags/saddle.yml",
        r"  - id: saddle\.wipe_no_feeling\n(    .*\n)+",
        "",
        "red_flags.yml::the_strongest_sign_counts",
        "MISSED tier emergency found tier urgent",
    ),
    Breakage(
        "a button payload misspelt",
        "limber/replies/buttons.py",
        r'say\("button_hold"\), "ask_hold_time"',
        'say("button_hold"), "ask_hold_tiem"',
        "context.yml::pigeon_then_its_hold_and_an_easier_one",
        'MISSED every button sends what Limber knows found "How long?" sends /ask_hold_tiem',
    ),
    Breakage(
        "an action raising",
        "actions/feel.py",
        r"        stretch = turn\.stretch\(\)\n",
        '        raise KeyError("feel")\n',
        "context.yml::side_bend_from_its_muscle",
        "action_feel raised KeyError: 'feel' (actions/feel.py:",
    ),
    Breakage(
        "a slot not carried",
        "actions/turn.py",
        r"slots\.LISTING: list\(self\.listing\)",
        "slots.LISTING: []",
        "context.yml::second_of_a_list_for_the_glutes",
        "MISSED kind steps",
    ),
    Breakage(
        "wrong tier",
        "content/red_flags/neuro.yml",
        "tier: urgent",
        "tier: see_professional",
        "safety.yml::numb_foot_holds_until_it_was_seen",
        "MISSED tier urgent found tier see_professional",
    ),
    Breakage(
        "wrong channel rendering",
        "limber/replies/web.py",
        r'"items": list\(block\.items\)',
        '"items": list(block.items)[1:]',
        "context.yml::pigeon_then_its_hold_and_an_easier_one",
        'MISSED the web shows every word found not shown there: "Begin on your hands and knees."',
    ),
    Breakage(
        "alias removed",
        "content/muscles/quadratus_lumborum.md",
        r"  - (the |)ql( muscle|)\n|  - q l\n|  - qls\n",
        "",
        "context.yml::side_bend_from_its_muscle",
        'MISSED contains "quadratus lumborum"',
    ),
    Breakage(
        "context lost",
        "actions/base.py",
        r"stretch=first\.id if isinstance\(first, Stretch\) else memory\.stretch",
        "stretch=None",
        "digressions.yml::the_weather_in_the_middle_of_a_stretch",
        "MISSED content pigeon found content hold_time",
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project to break, with its conversations."""
    folder = copy_project(tmp_path_factory.mktemp("breakages") / "project")
    for name in ("content", "tests/conversations"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def broken(project: Path, request: pytest.FixtureRequest) -> Iterator[Breakage]:
    """The project with one breakage, which is mended afterwards."""
    breakage: Breakage = request.param
    path = project / breakage.file
    right = path.read_text("utf-8")
    wrong = re.sub(breakage.was, breakage.now, right)
    assert wrong != right, f"{breakage.file} no longer has what this breaks"
    path.write_text(wrong, "utf-8")
    yield breakage
    path.write_text(right, "utf-8")


def policies_of(project: Path, model: Path) -> Path:
    """The model with the policies of a project's own rules."""
    done = subprocess.run(
        [command("rasa"), "train", "core", "-s", "data/rules", "--fixed-model-name", "core"],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=TRAIN_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    joined = project / "models" / "joined.tar.gz"
    with (
        tarfile.open(model) as whole,
        tarfile.open(project / "models" / "core.tar.gz") as core,
        tarfile.open(joined, "w:gz", compresslevel=1) as target,
    ):
        for source, of_policy in ((whole, False), (core, True)):
            for member in source.getmembers():
                if (POLICY in member.name) is of_policy:
                    target.addfile(member, source.extractfile(member) if member.isfile() else None)
    return joined


def test_there_are_ten() -> None:
    assert len({breakage.name for breakage in BREAKAGES}) == 10


@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda breakage: breakage.name, indirect=True)
def test_a_conversation_fails_and_names_it(project: Path, broken: Breakage) -> None:
    model = trained_model()
    if broken.policies:
        model = policies_of(project, model)
    case = f"tests/conversations/{broken.case}"
    pytest_here = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--limber-model", str(model)]
    done = subprocess.run(
        [*pytest_here, case],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=TRAIN_SECONDS,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-3000:] + done.stderr[-3000:]
    assert " ".join(broken.told.split()) in " ".join(_beside(done.stdout).split()), done.stdout[-3000:]
    assert "Traceback" not in done.stdout


def _beside(report: str) -> str:
    """What stands beside the chat."""
    return " ".join(line.partition(" | ")[2] for line in report.splitlines())
