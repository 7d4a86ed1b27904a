"""The published JSON Schemas: up to date, and true of the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frontmatter
import pytest
from jsonschema import Draft7Validator

from limber.content.schema import FOLDER, schemas, stale_schemas, write_schemas
from limber.plain import read_yaml
from tests.unit.conftest import CONTENT

SCHEMA_OF = {"stretches": "stretch", "muscles": "muscle", "answers": "answer"}
FILES = sorted(
    path.relative_to(CONTENT)
    for pattern in ("*.yml", *(f"{folder}/*.md" for folder in SCHEMA_OF))
    for path in CONTENT.glob(pattern)
)


@pytest.mark.parametrize("name", schemas())
def test_published_schema_is_what_the_models_give(content_folder: Path, name: str) -> None:
    assert (content_folder / FOLDER / name).read_text(encoding="utf-8") == schemas()[name]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_file_fits_its_schema(content_folder: Path, file: Path) -> None:
    data = fields_of(content_folder / file)

    assert [error.message for error in validator_of(file).iter_errors(data)] == []


@pytest.mark.parametrize(
    ("file", "field", "value"),
    [
        ("stretches/pigeon.md", "kind", "elastic"),
        ("stretches/pigeon.md", "colour", "red"),
        ("stretches/pigeon.md", "hold_seconds", "long"),
        ("muscles/piriformis.md", "id", "Piriformis!"),
        ("answers/warm_up.md", "sources", []),
        ("sources.yml", "sources", []),
        ("phrases.yml", "phrases", ["hello"]),
        ("vocabulary.yml", "places", [{"id": "moon"}]),
    ],
)
def test_schema_finds_a_mistake(content_folder: Path, file: str, field: str, value: object) -> None:
    data = fields_of(content_folder / file)

    assert not validator_of(Path(file)).is_valid({**data, field: value})


def test_stale_schemas_are_found_and_written_anew(content_copy: Path) -> None:
    stale, missing = (
        content_copy / FOLDER / "answer.schema.json",
        content_copy / FOLDER / "muscle.schema.json",
    )
    stale.write_text("{}", encoding="utf-8")
    missing.unlink()

    assert set(stale_schemas(content_copy)) == {stale, missing}
    assert set(write_schemas(content_copy)) == {stale, missing}
    assert stale_schemas(content_copy) == []
    assert write_schemas(content_copy) == []


def fields_of(path: Path) -> dict[str, Any]:
    """A file's fields, as an editor's schema checker sees them: dates are text."""
    text = path.read_text(encoding="utf-8")
    data = frontmatter.loads(text).metadata if path.suffix == ".md" else read_yaml(text)
    fields: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return fields


def validator_of(file: Path) -> Draft7Validator:
    """The checker of a file, by its published schema."""
    name = SCHEMA_OF.get(file.parent.name, file.stem)
    schema = json.loads((CONTENT / FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema)
