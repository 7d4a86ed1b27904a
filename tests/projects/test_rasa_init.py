"""The plugin and ``limber test`` in a Rasa project that is not Limber: the bot of ``rasa init``.

Its neural pipeline would train for minutes; a light one stands in for it, everything else is Rasa's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rasa.cli.scaffold import create_initial_project

from tests.running import TRAIN_SECONDS, command

pytestmark = pytest.mark.model

CONFIG = """recipe: default.v1
assistant_id: moodbot
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
"""

ACTION = """
from rasa_sdk import Action
from rasa_sdk.events import SlotSet


class ActionJoke(Action):
    def name(self):
        return "action_joke"

    async def run(self, dispatcher, tracker, domain):
        told = (tracker.get_slot("jokes") or 0) + 1
        dispatcher.utter_message(text=f"Knock knock number {told}.")
        return [SlotSet("jokes", told)]
"""

CASES = """fixtures:
  - told_two:
      - jokes: 2
test_cases:
  - test_case: a_sad_day
    vary: [case, no_punctuation]
    steps:
      - user: hello
      - utter: utter_greet
      - user: I am sad
        assertions:
          - contains: cheer you up
            not_contains: goodbye
      - utter: utter_cheer_up
      - bot: "Did that help you?"
  - test_case: jokes_are_counted
    fixtures: told_two
    steps:
      - user: joke
        assertions:
          - matches: "number 3"
      - slot_was_set:
          - jokes: 3
"""

WRONG = """test_cases:
  - test_case: a_wrong_word
    steps:
      - user: hello
        assertions:
          - contains: Guten Tag
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project, without a hint of Limber's folder."""
    foreign = ("LIMBER_", "PYTHONPATH")
    env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return subprocess.run(
        arguments, cwd=folder, env=env, capture_output=True, text=True, timeout=TRAIN_SECONDS, check=False
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained project with an action of its own and conversations."""
    folder = tmp_path_factory.mktemp("moodbot")
    create_initial_project(str(folder))
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    (folder / "actions" / "actions.py").write_text(ACTION, "utf-8")
    domain = (folder / "domain.yml").read_text("utf-8")
    slots = "slots:\n  jokes:\n    type: any\n    mappings: [{type: custom}]\n"
    domain = domain.replace("intents:\n", f"{slots}actions: [action_joke]\nintents:\n  - joke\n")
    (folder / "domain.yml").write_text(domain, "utf-8")
    (folder / "data" / "jokes.yml").write_text(
        "nlu:\n- intent: joke\n  examples: |\n    - joke\n    - tell a joke\n    - another joke\n"
        "rules:\n- rule: joke\n  steps:\n  - intent: joke\n  - action: action_joke\n",
        "utf-8",
    )
    (folder / "tests" / "conversations").mkdir(parents=True)
    (folder / "tests" / "conversations" / "mood.yml").write_text(CASES, "utf-8")
    trained = run(folder, command("rasa"), "train")
    assert trained.returncode == 0, trained.stderr[-3000:]
    return folder


def test_its_conversations_are_tests_of_pytest(project: Path) -> None:
    done = run(project, sys.executable, "-m", "pytest", "-v", "tests/conversations", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-3000:]
    for name in ("a_sad_day", "a_sad_day[case]", "a_sad_day[no_punctuation]", "jokes_are_counted"):
        assert f"mood.yml::{name} PASSED" in done.stdout


def test_limber_test_runs_them_and_tells_what_is_wrong(project: Path) -> None:
    wrong = project / "wrong.yml"
    wrong.write_text(WRONG, "utf-8")
    done = run(project, command("limber"), "test", "tests/conversations", "wrong.yml", "--coverage")
    assert done.returncode == 1, done.stderr[-3000:]
    assert "4 passed, 1 failed" in done.stdout
    assert 'MISSED contains "Guten Tag"' in done.stdout
    (intents,) = [line for line in done.stdout.splitlines() if line.startswith("intents")]
    assert "3 of 8" in intents
    assert "bot_challenge" in intents
