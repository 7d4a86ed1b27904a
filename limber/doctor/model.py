"""Whether content and model are sound and in step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from limber.content.store import content_root, load_leniently
from limber.doctor.finding import Finding, fine, note, wrong
from limber.serving.models import checksum_path, is_intact, model_path


def content_and_model(root: Path) -> Iterator[Finding]:
    """The content store, and the model for it.

    Args:
        root: the project's folder.
    """
    store, problems = load_leniently(content_root())
    if store is None:
        yield wrong("content", f"{len(problems)} problems keep it from use", "run limber check")
        return
    if problems:
        yield note("content", f"{len(problems)} problems", "run limber check")
    else:
        yield fine("content", f"version {store.version}")
    model = model_path(root, store)
    if is_intact(model):
        yield fine("model", f"{model.name} fits the content, and its checksum is right")
    elif not model.is_file():
        others = len(list(model.parent.glob("limber-*.tar.gz")))
        older = f"{others} of other inputs" if others else "no other"
        yield wrong(
            "model",
            f"{model.name}, the one for this content and program, is missing (there is {older})",
            "run limber train, or copy it with its .sha256 from where it was trained",
        )
    elif not checksum_path(model).is_file():
        yield wrong("model", f"{model.name} has no checksum: who made it is unknown", "run limber train")
    else:
        yield wrong("model", f"{model.name} is not what was trained", "run limber train")
