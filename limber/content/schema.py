"""JSON Schemas of the content files, for editors that complete and check while typing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from limber.content.models import Answer, Contacts, Muscle, Sources, Stretch, Vocabulary
from limber.content.phrases import PhrasesFile
from limber.content.problems import ContentError, Problem

FOLDER = "schemas"
_MODELS: Mapping[str, type[BaseModel]] = {
    "stretch": Stretch,
    "muscle": Muscle,
    "answer": Answer,
    "vocabulary": Vocabulary,
    "sources": Sources,
    "phrases": PhrasesFile,
    "contacts": Contacts,
}


def schemas() -> dict[str, str]:
    """File name and text of every published schema."""
    return {
        f"{name}.schema.json": json.dumps(model.schema(), indent=2, sort_keys=True) + "\n"
        for name, model in _MODELS.items()
    }


def write_schemas(root: Path) -> list[Path]:
    """Write the schemas below the store's folder; return the files that changed.

    Raises:
        ContentError: the store's folder is not there.
    """
    if not root.is_dir():
        raise ContentError(
            [Problem(root, 1, "", "is no folder; schemas are written into the content folder")]
        )
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    changed = []
    for name, text in schemas().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def stale_schemas(root: Path) -> list[Path]:
    """Published schemas that are not what the models give now."""
    return [
        root / FOLDER / name
        for name, text in schemas().items()
        if not (root / FOLDER / name).is_file() or (root / FOLDER / name).read_text(encoding="utf-8") != text
    ]
