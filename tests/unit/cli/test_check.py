"""``limber check`` on good and broken content."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from limber.cli import app
from limber.content import ContentStore
from tests.unit.content.edits import add, reviewed, swap


def check(root: Path, *options: str) -> Result:
    """Run the check on a content folder."""
    return CliRunner().invoke(app, ["check", *options], env={"LIMBER_CONTENT": str(root)})


def test_good_content_is_fine_and_counted(content_folder: Path, store: ContentStore) -> None:
    result = check(content_folder)

    assert result.exit_code == 0
    assert result.stdout.startswith("content is fine")
    assert f"{len(store.stretches)} stretches" in result.stdout
    assert f"{len(store.muscles)} muscles" in result.stdout
    assert f"{len(store.answers)} answers" in result.stdout
    assert result.stderr == ""


def test_without_a_setting_the_projects_own_content_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMBER_CONTENT", raising=False)

    assert CliRunner().invoke(app, ["check"]).stdout.startswith("content is fine")


def test_every_problem_is_printed_and_counted(content_copy: Path) -> None:
    swap("level: advanced", "level: ninja")(content_copy / "stretches" / "pigeon.md")
    swap("title: Warming up\n", "")(content_copy / "answers" / "warm_up.md")

    result = check(content_copy)

    assert result.exit_code == 1
    assert result.stdout == ""
    first, second, count = result.stderr.splitlines()
    assert first == "answers/warm_up.md:2: title: is missing; add this field"
    assert second.startswith("stretches/pigeon.md:")
    assert second.endswith("level: expected one of: beginner, intermediate, advanced")
    assert count.startswith("2 problems")


def test_a_problem_between_files_is_one_too(content_copy: Path) -> None:
    swap("- hip_flexors", "- hip_flexer")(content_copy / "stretches" / "pigeon.md")

    result = check(content_copy)

    assert result.exit_code == 1
    assert "targets.2: no muscle 'hip_flexer'" in result.stderr


def test_a_review_that_is_due_is_a_problem_for_the_check_alone(content_copy: Path) -> None:
    reviewed(days_ago=731)(content_copy / "answers" / "warm_up.md")

    result = check(content_copy)

    assert result.exit_code == 1
    assert "reviewed: " in result.stderr
    assert ContentStore.load(content_copy).answers["warm_up"]


def test_mended_content_is_fine_at_once(content_copy: Path) -> None:
    pigeon = content_copy / "stretches" / "pigeon.md"
    swap("level: advanced", "level: ninja")(pigeon)
    assert check(content_copy).exit_code == 1
    swap("level: ninja", "level: advanced")(pigeon)

    assert check(content_copy).exit_code == 0


def test_a_new_stretch_is_counted(content_copy: Path, store: ContentStore) -> None:
    text = (content_copy / "stretches" / "cat_cow.md").read_text(encoding="utf-8")
    aliases = text[text.index("aliases:") : text.index("short:")]
    described = text[text.index("described:") : text.index("sources:")]
    text = (
        text.replace(aliases, "")
        .replace(described, "")
        .replace("id: cat_cow", "id: cobra")
        .replace("title: Cat-cow", "title: Cobra")
    )
    (content_copy / "stretches" / "cobra.md").write_text(text, encoding="utf-8")

    assert f"{len(store.stretches) + 1} stretches" in check(content_copy).stdout


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    result = check(tmp_path / "nowhere")

    assert result.exit_code == 1
    assert "phrases.yml:1: is missing" in result.stderr


def test_schemas_are_not_written_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = check(tmp_path / "nowhere", "--write-schemas")

    assert isinstance(result.exception, SystemExit)
    assert "is no folder" in result.stderr


def test_a_stale_schema_is_a_problem_until_it_is_written(content_copy: Path) -> None:
    add("\n")(content_copy / "schemas" / "answer.schema.json")

    stale = check(content_copy)
    assert stale.exit_code == 1
    assert "schemas/answer.schema.json: is out of date" in stale.stderr

    written = check(content_copy, "--write-schemas")
    assert written.exit_code == 0
    assert "wrote schemas/answer.schema.json" in written.stdout
    assert check(content_copy).exit_code == 0


def test_a_pattern_with_an_unknown_word_class_is_a_problem(content_copy: Path) -> None:
    swap("<el_leak>", "<no_such_class>")(content_copy / "red_flags" / "bowel.yml")

    result = check(content_copy)

    assert result.exit_code == 1
    assert "red_flags/bowel.yml:" in result.stderr
    assert "no class <no_such_class>" in result.stderr
