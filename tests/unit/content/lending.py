"""What makes tests on broken copies of the store quick: little is written and read anew for each."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from limber.content import files, store
from limber.content.files import Model, RawFile


class LentFolder:
    """A copy of a folder that is lent to one test after another, and mended in between.

    Ninety files are written in more time than most tests take; to read them takes a tenth of that.

    Args:
        source: the folder.
        copy: where the copy stands while it is not lent.
    """

    def __init__(self, source: Path, copy: Path) -> None:
        self._copy = Path(shutil.copytree(source, copy))
        self._whole = _contents(copy)

    def replace(self, name: str, text: str) -> None:
        """Change a file for everybody."""
        (self._copy / name).write_text(text, encoding="utf-8")
        self._whole[Path(name)] = text.encode("utf-8")

    @contextmanager
    def lent(self, to: Path) -> Iterator[Path]:
        """The copy, at a place of its own: nothing that remembers a path knows it from another test."""
        self._copy.rename(to)
        try:
            yield to
        finally:
            self._mend(to)
            to.rename(self._copy)

    def _mend(self, folder: Path) -> None:
        found = _contents(folder)
        for path in found.keys() - self._whole.keys():
            (folder / path).unlink()
        for path, content in self._whole.items():
            if found.get(path) != content:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)


def _contents(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder with its contents."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Reader:
    """Reads content files; one whose bytes were read before is not parsed again.

    What is parsed can't be changed, and depends on nothing but the file: so it can be shared.
    A file with a mistake is read anew each time.
    """

    def __init__(self) -> None:
        self._raw: dict[tuple[str, bytes], RawFile] = {}
        self._models: dict[tuple[type[BaseModel], str, object], BaseModel] = {}

    def read_file(self, path: Path, root: Path) -> RawFile:
        """What :func:`limber.content.files.read_file` gives."""
        key = path.suffix, path.read_bytes()
        if key not in self._raw:
            self._raw[key] = files.read_file(path, root)
        return replace(self._raw[key], path=path)

    def parse(self, raw: RawFile, model: type[Model], root: Path) -> Model:
        """What :func:`limber.content.files.parse` gives."""
        key = model, raw.yaml_text, raw.data.get("body")
        if key not in self._models:
            self._models[key] = files.parse(raw, model, root)
        found = self._models[key]
        assert isinstance(found, model)
        return found

    @contextmanager
    def used(self) -> Iterator[None]:
        """All reading of the store and of the red flags goes through it."""
        with pytest.MonkeyPatch.context() as patch:
            # Those of the red flags are slow to import, and most tests need them not.
            for name in (store.__name__, "limber.safety.rules", "limber.safety.loading"):
                if name in sys.modules:
                    patch.setattr(f"{name}.read_file", self.read_file)
                    patch.setattr(f"{name}.parse", self.parse)
            yield
