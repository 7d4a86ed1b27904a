"""The JSON Schema of test cases, for editors that complete and check while typing."""

from __future__ import annotations

import json
from pathlib import Path

from limber.testing.format import TestFile

SCHEMA = Path(__file__).with_name("test_cases.schema.json")
"""Where it is published."""


def schema_text() -> str:
    """The schema as the models give it now."""
    return json.dumps(TestFile.schema(), indent=2, sort_keys=True) + "\n"
