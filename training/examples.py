"""Writes what the adapted layers learn from: one JSON object a line with task, label and text.

Two tasks: ``sign`` (a red-flag group, or which kind of harmless message it is) on messages as
typed, ``intent`` on messages as the intent classifier sees them. Held-out messages stay out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rasa.shared.nlu.constants import INTENT, TEXT

from limber.nlu.importer import ContentImporter
from limber.nlu.reader import learn_vocabulary, make_reader
from limber.paths import project_root
from limber.safety.training import labelled_messages


def examples(root: Path) -> Iterator[dict[str, str]]:
    """Every example of both tasks.

    Args:
        root: the project's folder.
    """
    for text, label in labelled_messages(root).items():
        yield {"task": "sign", "label": label, "text": text}
    importer = ContentImporter(
        str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data" / "nlu")]
    )
    messages = [
        (one.get(TEXT), one.get(INTENT)) for one in importer.get_nlu_data().intent_examples if one.get(TEXT)
    ]
    reader = make_reader(learn_vocabulary(text for text, _ in messages))
    for text, intent in messages:
        yield {"task": "intent", "label": intent, "text": reader.read(text).masked}


if __name__ == "__main__":
    for example in examples(project_root()):
        sys.stdout.write(json.dumps(example, ensure_ascii=False) + "\n")
