"""Which configurations do without TensorFlow; that a server does is tested with the server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from limber.plain import read_yaml
from limber.serving.light import needs_tensorflow

ROOT = Path(__file__).resolve().parents[3]


def config(*names: str) -> dict[str, object]:
    return {"pipeline": [{"name": name} for name in names], "policies": [{"name": "RulePolicy"}]}


def test_limbers_own_configuration_needs_none() -> None:
    assert not needs_tensorflow(read_yaml((ROOT / "config.yml").read_text("utf-8")))


def test_a_neural_or_unknown_component_needs_it() -> None:
    assert needs_tensorflow(config("limber.nlu.reader.MessageReader", "DIETClassifier"))
    assert needs_tensorflow(config("somebody.elses.Component"))
    assert needs_tensorflow({"policies": [{"name": "TEDPolicy"}]})


@pytest.mark.slow
def test_rasa_starts_without_tensorflow_and_says_so_where_it_is_needed() -> None:
    code = (
        "import sys, pathlib\n"
        "from limber.serving.light import start_light\n"
        "assert start_light(pathlib.Path('config.yml'))\n"
        "import rasa.core.agent, rasa.core.policies.rule_policy, rasa.nlu.classifiers.fallback_classifier\n"
        "assert 'tensorflow' not in sys.modules\n"
        "from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator\n"
        "try:\n"
        "    RasaBatchDataGenerator()\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
        "assert not start_light(pathlib.Path('config.yml'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "needs TensorFlow" in done.stdout


@pytest.mark.slow
def test_a_server_does_not_import_what_it_does_not_need() -> None:
    unneeded = ["tensorflow", "keras", "skops", "sentry_sdk", "wheel", "werkzeug"]
    code = (
        "import sys, pathlib\n"
        "from limber.serving.light import start_light\n"
        "assert start_light(pathlib.Path('config.yml'))\n"
        "import limber.serving.server, limber.nlu.classifier, limber.nlu.red_flags, limber.dialogue.policy\n"
        "import limber.channels.slack, limber.channels.twilio\n"
        f"print([name for name in {unneeded} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
