"""Keeps TensorFlow out of a server whose model does not use it: a third less memory and start-up.

Rasa imports TensorFlow wherever an entity extractor or a policy is imported, for three classes that
only its own neural components use. Light stand-ins take their places before Rasa is imported.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from limber.plain import read_yaml

_STOOD_IN = frozenset(
    {
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
        # Named by every model, used in training alone.
        "rasa.graph_components.validators.default_recipe_validator",
    }
)
"""Rasa's modules that import TensorFlow when a model is loaded (Rasa 3.6.21)."""

_LIGHT = frozenset({"RulePolicy"})
"""Rasa's own components in use that need no TensorFlow; so do all of Limber's."""


def needs_tensorflow(config: dict[str, Any]) -> bool:
    """Whether a component of a configuration may need TensorFlow.

    Args:
        config: contents of ``config.yml``.
    """
    parts = [*(config.get("pipeline") or ()), *(config.get("policies") or ())]
    names = [str(part.get("name")) for part in parts]
    return not all(name in _LIGHT or name.startswith("limber.") for name in names)


def start_light(config: Path) -> bool:
    """Keep TensorFlow out of this process, if the configuration allows it and Rasa is not there yet.

    Args:
        config: Rasa's configuration file.

    Returns:
        Whether it is kept out.
    """
    if any(name in sys.modules for name in _STOOD_IN):
        return False
    if needs_tensorflow(read_yaml(config.read_text("utf-8"))):
        return False
    sys.meta_path.insert(0, _StandIns())
    return True


class _StandIns(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in _STOOD_IN else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _Module(ModuleType):
    """Has every class that is asked of it; none of them can be made."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*_: Any, **__: Any) -> NoReturn:
            raise RuntimeError(f"{self.__name__}.{name} needs TensorFlow, which this process does without")

        return type(name, (), {"__init__": refuse})
