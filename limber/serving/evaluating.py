"""Runs the pipeline over labelled messages, and cross-validates the intent model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import load_agent
from rasa.shared.nlu.constants import INTENT, TEXT
from sklearn.model_selection import StratifiedKFold

from limber.channels.entry import is_wordless
from limber.language.remembered import training_encoder
from limber.nlu.importer import ContentImporter
from limber.nlu.intents import IntentModel
from limber.nlu.reader import learn_vocabulary, make_reader
from limber.testing.evaluation import Understood


async def parse_all(model: Path, texts: Iterable[str]) -> list[dict[str, Any]]:
    """Each message as the model's pipeline understands it.

    Raises:
        RuntimeError: the model can't be loaded; the log says why.
    """
    agent = await load_agent(str(model))
    if not agent.is_ready():
        raise RuntimeError(f"{model} can't be loaded; delete it and run limber train")
    # Wordless messages are turned back at the entry, before anything reads them.
    return [{} if is_wordless(text) else await agent.parse_message(text) for text in texts]


def cross_validate(root: Path, folds: int) -> Sequence[Understood]:
    """Every training example, predicted by an intent model that was trained on other ones.

    Encoder, adapted layers and vocabulary are those of all examples; the intent model alone is
    trained anew.

    Args:
        root: the project's folder.
        folds: into how many parts the examples are cut.
    """
    importer = ContentImporter(
        str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data" / "nlu")]
    )
    messages = [
        (str(one.get(TEXT)), str(one.get(INTENT)))
        for one in importer.get_nlu_data().intent_examples
        if one.get(TEXT)
    ]
    reader = make_reader(learn_vocabulary(text for text, _ in messages))
    distinct = list({(reader.read(text).masked, intent): text for text, intent in messages}.items())
    masked = [text for (text, _), _ in distinct]
    intents = [intent for (_, intent), _ in distinct]
    vectors = training_encoder().encode(masked)
    rows: list[Understood] = []
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(masked, intents):
        model = IntentModel.fit([masked[i] for i in train], vectors[train], [intents[i] for i in train])
        predictions = model.predict([masked[i] for i in test], vectors[test])
        rows += [
            Understood(distinct[i][1], intents[i], prediction.intent)
            for i, prediction in zip(test, predictions, strict=True)
        ]
    return rows
