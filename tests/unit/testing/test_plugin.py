"""The pytest plugin, in a project of its own; a scripted bot stands for the model."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CASES = """test_cases:
  - test_case: greeting
    vary: case
    steps:
      - user: hello
        assertions:
          - contains: good day
  - test_case: holding
    steps:
      - user: hello
      - user: how long
        assertions:
          - contains: 40 seconds
"""

CONFTEST = """
import asyncio
from pathlib import Path
import limber.testing.projects as projects
from limber.testing.answers import Answer
from limber.testing.running import run_case

class Scripted:
    standing = ()
    knows_inside = True
    async def begin(self, conversation, slots):
        pass
    async def say(self, text, conversation, metadata):
        return Answer([{"text": "Good day." if text.lower() == "hello" else "30 seconds."}])

class Conversations:
    def __init__(self, project, model):
        with (project / "loads.txt").open("a") as file:
            file.write(f"{model}\\n")
    def run(self, case, variation=None):
        return asyncio.run(run_case(Scripted(), case, variation))
    def close(self):
        pass

projects.Conversations = Conversations
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A project with conversations, one of which fails."""
    pytester.makefile(".yml", config="language: en\n")
    pytester.makeconftest(CONFTEST)
    folder = pytester.mkdir("tests") / "conversations"
    folder.mkdir()
    (folder / "talk.yml").write_text(CASES, "utf-8")
    (folder / "nlu.yml").write_text("nlu: []\n", "utf-8")
    (pytester.path / "other.yml").write_text(CASES, "utf-8")
    return pytester.path


def loads(project: Path) -> list[str]:
    """The model of each bot that was loaded."""
    path = project / "loads.txt"
    return path.read_text("utf-8").splitlines() if path.exists() else []


def test_every_case_and_variation_is_a_test(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest("-v", "-p", "no:xdist")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "tests/conversations/talk.yml::greeting PASSED*",
            "tests/conversations/talk.yml::greeting?case? PASSED*",
            "tests/conversations/talk.yml::holding FAILED*",
        ]
    )
    assert len(loads(project)) == 1


def test_a_failure_is_a_chat_and_no_traceback(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest("-p", "no:xdist", "tests/conversations")
    result.stdout.fnmatch_lines(
        [
            "tests/conversations/talk.yml:11: holding, message 2 of 2",
            'person: how long*| MISSED contains "40 seconds"',
            "bot:    30 seconds.*|   found not said",
        ]
    )
    text = result.stdout.str()
    assert "Error" not in text
    assert ".py" not in text


def test_cases_are_chosen_by_name_and_by_their_mark(pytester: pytest.Pytester, project: Path) -> None:
    pytester.runpytest("-p", "no:xdist", "-k", "greeting").assert_outcomes(passed=2, deselected=1)
    pytester.runpytest("-p", "no:xdist", "-m", "not model").assert_outcomes(deselected=3)
    pytester.runpytest("-p", "no:xdist", "tests/conversations/talk.yml::greeting[case]").assert_outcomes(
        passed=1
    )


def test_the_last_failures_run_again(pytester: pytest.Pytester, project: Path) -> None:
    pytester.runpytest("-p", "no:xdist").assert_outcomes(passed=2, failed=1)
    pytester.runpytest("-p", "no:xdist", "--lf").assert_outcomes(failed=1)


@pytest.mark.slow
def test_in_parallel_each_worker_loads_one_bot(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest_subprocess("-n2", "--junitxml=report.xml")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(['*MISSED contains "40 seconds"'])
    assert 1 <= len(loads(project)) <= 2
    report = (project / "report.xml").read_text("utf-8")
    assert 'tests="3"' in report
    assert 'failures="1"' in report
    assert "MISSED contains" in report


def test_no_bot_is_loaded_and_no_rasa_imported_where_none_is_needed(
    pytester: pytest.Pytester, project: Path
) -> None:
    (project / "tests" / "test_light.py").write_text(
        "import sys\n\ndef test_light():\n    assert not {'rasa', 'tensorflow'} & set(sys.modules)\n",
        "utf-8",
    )
    result = pytester.runpytest_subprocess("-p", "no:xdist", "-m", "not model")
    result.assert_outcomes(passed=1, deselected=3)
    assert loads(project) == []


def test_the_folders_and_the_model_can_be_chosen(pytester: pytest.Pytester, project: Path) -> None:
    pytester.makeini("[pytest]\nlimber_conversations = more/talks\n")
    (project / "more" / "talks").mkdir(parents=True)
    (project / "more" / "talks" / "a.yaml").write_text(CASES, "utf-8")
    result = pytester.runpytest("-p", "no:xdist", "--limber-model", "mine.tar.gz", "-k", "greeting")
    result.assert_outcomes(passed=2, deselected=1)
    assert loads(project) == ["mine.tar.gz"]


def test_a_broken_file_is_named_with_line_and_step(pytester: pytest.Pytester, project: Path) -> None:
    broken = CASES.replace("contains: good day", "contents: good day")
    (project / "tests" / "conversations" / "broken.yml").write_text(broken, "utf-8")
    result = pytester.runpytest("-p", "no:xdist")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*broken.yml:7: case greeting, step 1, assertions 1 contents: is not a field of this entry*"]
    )
    assert "Traceback" not in result.stdout.str()


def test_without_a_model_it_says_how_to_get_one(pytester: pytest.Pytester, project: Path) -> None:
    pytester.makeconftest("")
    result = pytester.runpytest_subprocess("-p", "no:xdist", "-k", "holding")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(["*models has no model; run rasa train"])
