"""Which edits ask for a new model, and which show without one."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from limber.content import ContentStore
from limber.language import encoder
from limber.serving.models import checksum_path, is_intact, model_path, training_digest
from tests.unit.content.edits import Edit, add, delete, make, swap

ROOT = Path(__file__).resolve().parents[3]
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/nlu",
    "data/rules",
    "limber/nlu",
    "limber/language",
    "limber/content/names.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the files that a model is made from, without the content."""
    for name in INPUTS:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("config.yml", add("\n# changed\n")),
        ("domain.yml", add("\n# changed\n")),
        ("requirements.lock", add("\n# changed\n")),
        ("data/nlu/knowledge.yml", add("\n# changed\n")),
        ("data/nlu/new.yml", make("nlu: []\n")),
        ("data/nlu/scope.yml", delete),
        ("data/rules/new.yml", make("rules: []\n")),
        ("limber/nlu/classifier.py", add("\n# changed\n")),
        ("limber/language/shorthand.yml", add("\nqq: quick question\n")),
        ("limber/content/names.py", add("\n# changed\n")),
    ],
)
def test_what_a_model_is_made_from_asks_for_a_new_one(
    project: Path, store: ContentStore, file: str, edit: Edit
) -> None:
    before = training_digest(project, store)
    edit(project / file)

    assert training_digest(project, store) != before


def test_other_files_need_no_new_model(project: Path, store: ContentStore) -> None:
    before = training_digest(project, store)
    make("Changed.")(project / "README.md")
    make("Changed.")(project / "data" / "notes.md")

    assert training_digest(project, store) == before


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("stretches/pigeon.md", swap("  - pigon\n", "  - pigonn\n")),
        ("answers/warm_up.md", swap("- why warm up at all", "- why warm up before")),
        ("vocabulary.yml", swap("- on the floor", "- upon the floor")),
    ],
)
def test_a_new_name_or_question_asks_for_a_new_model(
    project: Path, content_copy: Path, file: str, edit: Edit
) -> None:
    before = training_digest(project, ContentStore.load(content_copy))
    edit(content_copy / file)

    assert training_digest(project, ContentStore.load(content_copy)) != before


def test_wording_needs_no_new_model(project: Path, content_copy: Path) -> None:
    before = training_digest(project, ContentStore.load(content_copy))
    swap("Yes, warm up first.", "Please warm up first.")(content_copy / "answers" / "warm_up.md")
    swap("Cold muscles are less", "A cold muscle is less")(content_copy / "answers" / "warm_up.md")
    swap("In your front leg", "In the front leg")(content_copy / "stretches" / "pigeon.md")
    swap("Sorry, something", "Sorry! Something")(content_copy / "phrases.yml")

    assert training_digest(project, ContentStore.load(content_copy)) == before


def test_another_encoder_asks_for_a_new_model(
    project: Path, store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = training_digest(project, store)
    for name in ("model.onnx", "tokenizer.json"):
        (project / name).write_bytes(b"another")
    monkeypatch.setenv("LIMBER_ENCODER", str(project))

    first = training_digest(project, store)
    (project / "model.onnx").write_bytes(b"a third one")

    assert before != first != training_digest(project, store) != before


def test_other_adapted_layers_ask_for_a_new_model(
    project: Path, store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = training_digest(project, store)
    (project / "adapted.onnx").write_bytes(b"another")
    monkeypatch.setattr(encoder, "ADAPTED", project / "adapted.onnx")

    assert training_digest(project, store) != before


def test_an_encoder_that_is_not_there_is_told_when_it_is_loaded(
    project: Path, store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIMBER_ENCODER", str(project / "nowhere"))

    assert training_digest(project, store)


def test_a_model_is_found_by_its_digest(project: Path, store: ContentStore) -> None:
    path = model_path(project, store)

    assert path.parent == project / "models"
    assert training_digest(project, store) in path.name


def test_only_a_file_that_is_what_was_trained_is_intact(tmp_path: Path) -> None:
    model = tmp_path / "limber-1.tar.gz"
    assert not is_intact(model)
    model.write_bytes(b"trained")
    assert not is_intact(model)
    checksum_path(model).write_text(f"{sha256(b'trained').hexdigest()}  {model.name}\n", "utf-8")
    assert is_intact(model)
    model.write_bytes(b"changed")
    assert not is_intact(model)
