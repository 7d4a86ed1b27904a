"""What Rasa itself uses where a configuration leaves pipeline and policies out, as ``rasa init`` does."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from limber.plain import read_yaml

_FILE = Path("engine/recipes/config_files/default_config.yml")


def default_config() -> dict[str, Any]:
    """The installed Rasa's file of defaults."""
    config: dict[str, Any] = read_yaml((rasa_folder() / _FILE).read_text("utf-8"))
    return config


def rasa_folder() -> Path:
    """Where Rasa is installed, found without importing it: this process stays small."""
    spec = find_spec("rasa")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("Rasa is not installed; run make setup")
    return Path(spec.submodule_search_locations[0])
