"""What all tests share: Rasa without TensorFlow, as in a server; what trains is a process of its own."""

from __future__ import annotations

from limber.serving.light import start_light
from tests.running import ROOT

# Before a test module imports Rasa: a third of the time of all imports.
start_light(ROOT / "config.yml")
