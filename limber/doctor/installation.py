"""Whether what is installed is what was tested: Python, packages, the encoder, the variables."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from limber.channels.settings import SettingsError
from limber.doctor.finding import Finding, fine, note, wrong
from limber.language.encoder import ENCODER_ENV, EncoderError, encoder_files
from limber.serving.logs import KEY_ENV, LEVEL_ENV
from limber.serving.scraping import TOKEN_ENV, metrics_token

_PYTHON = (3, 10)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)

_VARIABLES = frozenset(
    {
        "LIMBER_CONTENT",
        "LIMBER_CRISIS_LINE",
        "LIMBER_EMERGENCY_NUMBER",
        ENCODER_ENV,
        KEY_ENV,
        LEVEL_ENV,
        TOKEN_ENV,
    }
)
"""Variables that the program itself reads."""

_OF_FILES = re.compile(
    r"LIMBER_(TELEGRAM|TWILIO|SLACK|DATABASE|REDIS|BROKER|TLS)_\w+|"
    r"LIMBER_(ACTIONS_URL|LISTEN|MESSAGING|PORT|REQUESTS_A_SECOND|SERVERS|TLS|VERSION|\w+_FILE)"
)
"""Variables that the credentials file or the files in deploy/ name."""


def python() -> Iterator[Finding]:
    """Rasa runs on one Python only."""
    found = platform.python_version()
    if sys.version_info[:2] == _PYTHON:
        yield fine("Python", found)
    else:
        yield wrong("Python", f"{found}, but Rasa needs 3.10", "remove .venv and run make setup")


def packages(lock: Path) -> Iterator[Finding]:
    """Whether the installed packages are those of the lock file.

    Args:
        lock: requirements.lock.
    """
    try:
        pins = {_normal(name): pin for name, pin in _PIN.findall(lock.read_text("utf-8"))}
    except OSError as error:
        yield wrong("packages", f"{lock}: can't be read ({error.strerror})", "restore it from the release")
        return
    installed = {name: _version(name) for name in pins}
    # The lock file also names tools of development, which a server does without.
    needed = {_normal(re.split(r"[^\w.-]", one)[0]) for one in requires("limber") or ()}
    missing = sorted(name for name in needed & pins.keys() if installed[name] is None)
    other = sorted(name for name, found in installed.items() if found not in (None, pins[name]))
    for name in missing:
        yield wrong("packages", f"{name} is not installed", "run make setup")
    for name in other:
        yield wrong("packages", f"{name} is {installed[name]}, tested with {pins[name]}", "run make setup")
    if not missing and not other:
        yield fine("packages", f"{sum(found is not None for found in installed.values())} as locked")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def variables(environment: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Whether a variable is misspelt, and what is off without one.

    Args:
        environment: the process's own by default.
    """
    found = os.environ if environment is None else environment
    for name in sorted(found):
        if name.startswith("LIMBER_") and name not in _VARIABLES and not _OF_FILES.fullmatch(name):
            known = ", ".join(sorted(_VARIABLES))
            yield note("environment", f"{name} is read by nothing of Limber", f"known are {known}")
    if not found.get(KEY_ENV):
        yield note(
            "logs",
            "each process and each start has codes of its own",
            f"set {KEY_ENV} to the same secret on all servers to follow a conversation",
        )
    try:
        token = metrics_token()
    except SettingsError as error:
        yield wrong("metrics", *str(error).split("; ", 1))
        return
    if token:
        yield fine("metrics", "/metrics is open to whoever has the token")
    else:
        yield note("metrics", "/metrics is off", f"set {TOKEN_ENV} for Prometheus")


def encoder() -> Iterator[Finding]:
    """Whether the sentence encoder is the one with which everything was measured."""
    try:
        model, _ = encoder_files()
    except EncoderError as error:
        said, _, todo = str(error).partition("; ")
        yield wrong("encoder", said, todo or "run make setup")
        return
    if os.environ.get(ENCODER_ENV):
        yield note("encoder", f"{model}: your own, which has no checksum here")
    else:
        yield fine("encoder", "its checksum is right")
