"""Copies of the project with their content and model, as images of a deployment hold them."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path

from limber.content import ContentStore
from limber.serving.models import checksum_path, model_path
from tests.running import ROOT, copy_project, trained_model

TODAY, NEXT = "limber", "limber-next"
"""Assistant ids, which are stored with every event: they tell which release made it."""


class Release:
    """A copy of the project that serves with a model of its own.

    Args:
        folder: where it will be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = copy_project(folder)
        shutil.copytree(ROOT / "content", folder / "content")
        self._edit()
        self.model = model_path(folder, ContentStore.load(folder / "content"))
        self.mend()

    def mend(self) -> None:
        """Put a whole model, with its checksum, where the project looks for it."""
        shutil.copy(trained_model(), self.model)
        self._sign()

    def damage(self) -> None:
        """Change one byte in the middle of the model, as a bad disk or copy does."""
        content = bytearray(self.model.read_bytes())
        content[len(content) // 2] ^= 0xFF
        self.model.write_bytes(content)

    def cut_off(self) -> None:
        """Keep half of the model, with a checksum that was made of that half."""
        content = self.model.read_bytes()
        self.model.write_bytes(content[: len(content) // 2])
        self._sign()

    def _edit(self) -> None:
        """What makes the project another than the one under test: nothing."""

    def _sign(self) -> None:
        digest = hashlib.sha256(self.model.read_bytes()).hexdigest()
        checksum_path(self.model).write_text(f"{digest}  {self.model.name}\n", "utf-8")


class NextRelease(Release):
    """The next release: other words, another model.

    To train one takes minutes. Its model has the weights of today's, but an id of its own, and settings
    with which neither release takes the other's.
    """

    def _edit(self) -> None:
        edit(self.folder / "config.yml", f"assistant_id: {TODAY}\n", f"assistant_id: {NEXT}\n")
        for stretch in (self.folder / "content" / "stretches").glob("*.md"):
            edit(stretch, "\nfeel: ", "\nfeel: As of this release. ")

    def mend(self) -> None:
        """Pack the model anew, as one of this release."""
        with tempfile.TemporaryDirectory() as name:
            parts = Path(name)
            with tarfile.open(trained_model()) as archive:
                archive.extractall(parts)
            edit(parts / "metadata.json", f'"assistant_id": "{TODAY}"', f'"assistant_id": "{NEXT}"')
            with tarfile.open(self.model, "w:gz", compresslevel=1) as archive:
                archive.add(parts, arcname="")
        self._sign()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text, which must be there."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new), "utf-8")
