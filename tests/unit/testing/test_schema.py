"""The published JSON Schema is today's, and agrees with the loader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from limber.plain import read_yaml
from limber.testing.cases import CaseError
from limber.testing.loading import read_cases
from limber.testing.schema import SCHEMA, schema_text

VALIDATOR = Draft7Validator(json.loads(schema_text()))
ROOT = Path(__file__).resolve().parents[3]
FILES = sorted([*ROOT.glob("tests/conversations/*.yml"), *ROOT.glob("tests/held_out/*.yml")])


def test_it_is_up_to_date() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "write it anew: limber check --write-schemas"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_conversations_fits(path: Path) -> None:
    errors = VALIDATOR.iter_errors(read_yaml(path.read_text("utf-8")))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    "step",
    ["{bot: hi, user: hello}", "{}", "{says: hi}", "{user: hi, assertions: [{kind: shout}]}"],
)
def test_what_the_loader_refuses_the_schema_refuses(step: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(f"test_cases:\n  - test_case: one\n    steps:\n      - {step}\n", "utf-8")
    with pytest.raises(CaseError):
        read_cases(path)
    written = read_yaml(path.read_text("utf-8"))
    assert not VALIDATOR.is_valid(written)
