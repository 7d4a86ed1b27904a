"""Every pattern finds its own examples and leaves the others alone."""

from __future__ import annotations

import pytest

from limber.content.store import content_root
from limber.safety.rules import PatternRule, load_red_flags
from tests.unit.safety.conftest import Patterns

_RULES = [
    (rule.id, rule) for group in load_red_flags(content_root()).groups.values() for rule in group.patterns
]


@pytest.mark.parametrize(("rule_id", "rule"), _RULES, ids=[name for name, _ in _RULES])
def test_rule_finds_its_examples_and_no_others(patterns: Patterns, rule_id: str, rule: object) -> None:
    for text in rule.matches:  # type: ignore[attr-defined]
        assert rule_id in {one.rule for one in patterns.screen(text).mentions}, f"must be found in: {text}"
    for text in rule.not_matches:  # type: ignore[attr-defined]
        assert rule_id not in {one.rule for one in patterns.screen(text).mentions}, f"not in: {text}"


@pytest.mark.parametrize("rule", load_red_flags(content_root()).harmless, ids=lambda rule: rule.id)
def test_what_is_harmless_is_no_sign_and_hides_none(patterns: Patterns, rule: PatternRule) -> None:
    for text in rule.matches:
        assert not patterns.found(text), f"no sign may be found in: {text}"
    for text in rule.not_matches:
        assert patterns.found(text), f"a sign must be found in: {text}"
