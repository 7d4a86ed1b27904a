"""The screen as the pipeline's last component."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from limber.content.models import Tier
from limber.language.encoder import DIMENSIONS
from limber.nlu.featurizer import JUDGED, VECTOR_OF_TEXT
from limber.nlu.red_flags import RedFlagScreen
from limber.safety.classifier import RedFlagClassifier
from limber.safety.dialogue import RED_FLAG
from limber.safety.judged import Judged
from limber.safety.loading import default_mender
from limber.safety.verdict import Screening

QUESTION = [{"name": "ask_hold_time", "confidence": 0.9}, {"name": RED_FLAG, "confidence": 0.05}]
URGENT = Screening(tier=Tier.URGENT, groups=("neuro",))


class Fixed:
    """Fake screener: says the same of every message, or fails."""

    def __init__(self, says: Screening | None) -> None:
        self._says = says

    def screen(self, message: object, vector_of: object) -> Screening:
        if self._says is None:
            raise RuntimeError("broken")
        return self._says


def screened(
    says: Screening | None, ranking: list[dict[str, Any]] = QUESTION, asked: Sequence[str] = ()
) -> Message:
    component = RedFlagScreen(None, Resource("screen"), Fixed(says))  # type: ignore[arg-type]
    message = Message(
        {
            "text": "my foot is numb, how long do I hold the twist?",
            "intent": ranking[0],
            "intent_ranking": ranking,
            "entities": [{"entity": "stretch", "value": "supine_spinal_twist"}],
            "questions": [{"intent": intent, "confidence": 0.9, "entities": []} for intent in asked],
        }
    )
    return component.process([message])[0]


def test_a_sign_overrules_intent_and_ranking_and_keeps_the_entities() -> None:
    message = screened(URGENT)
    assert message.get("intent")["name"] == RED_FLAG
    ranking = message.get("intent_ranking")
    assert [one["name"] for one in ranking] == [RED_FLAG, "ask_hold_time"]
    assert message.get("entities") == [{"entity": "stretch", "value": "supine_spinal_twist"}]
    assert message.get("screening")["tier"] == "urgent"


def test_without_a_sign_the_intent_stays() -> None:
    message = screened(Screening())
    assert message.get("intent")["name"] == "ask_hold_time"
    assert RED_FLAG not in [one["name"] for one in message.get("intent_ranking")]


def test_a_check_question_overrules_too() -> None:
    assert screened(Screening(check=True, check_groups=("saddle",))).get("intent")["name"] == RED_FLAG


@pytest.mark.parametrize("says", [URGENT, Screening(check=True, check_groups=("neuro",))])
@pytest.mark.parametrize("asked", [[RED_FLAG, "ask_feel"], ["ask_feel", RED_FLAG], [RED_FLAG]])
def test_a_sign_is_no_question_among_others(says: Screening, asked: list[str]) -> None:
    message = screened(says, [{"name": RED_FLAG, "confidence": 0.9}], asked)

    assert message.get("intent")["name"] == RED_FLAG
    assert [one["intent"] for one in message.get("questions")] == [one for one in asked if one != RED_FLAG]


def test_where_there_is_no_sign_the_question_beside_it_counts() -> None:
    ranking = [{"name": RED_FLAG, "confidence": 0.5}, {"name": "ask_feel", "confidence": 0.3}]
    message = screened(Screening(), ranking, [RED_FLAG, "ask_how_to"])

    assert message.get("intent")["name"] == "ask_how_to"
    assert [one["name"] for one in message.get("intent_ranking")] == ["ask_how_to", "ask_feel"]
    assert [one["intent"] for one in message.get("questions")] == ["ask_how_to"]


def test_a_screen_that_fails_asks_the_person() -> None:
    message = screened(None)
    assert message.get("intent")["name"] == RED_FLAG
    assert message.get("screening")["check"] is True


def test_the_intent_classifier_may_raise_a_doubt() -> None:
    ranking = [{"name": RED_FLAG, "confidence": 0.8}, {"name": "ask_feel", "confidence": 0.1}]
    assert screened(Screening(), ranking).get("screening")["check"] is True


@pytest.mark.parametrize(
    ("screening", "asked"),
    [
        (Screening(resolved=("neuro",), suspected=0.01), False),
        (Screening(denied=("neuro",), suspected=0.01), False),
        (Screening(resolved=("neuro",), suspected=0.1), True),
    ],
)
def test_a_sign_that_is_over_raises_no_doubt_unless_the_trained_layer_has_one_too(
    screening: Screening, asked: bool
) -> None:
    ranking = [{"name": RED_FLAG, "confidence": 0.8}, {"name": "ask_how_to", "confidence": 0.1}]
    message = screened(screening, ranking)

    assert message.get("screening")["check"] is asked
    assert message.get("intent")["name"] == (RED_FLAG if asked else "ask_how_to")


def test_a_weak_red_flag_intent_gives_way_to_the_next() -> None:
    ranking = [{"name": RED_FLAG, "confidence": 0.3}, {"name": "ask_feel", "confidence": 0.2}]
    assert screened(Screening(), ranking).get("intent")["name"] == "ask_feel"


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def test_the_trained_layer_travels_with_the_model(
    storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["my left foot is numb", "how long is the hold"] * 4
    vectors = np.tile(np.random.default_rng(0).normal(size=(2, 2 * DIMENSIONS)), (4, 1)).astype(np.float32)
    RedFlagClassifier.fit(texts, vectors, ["neuro", "none:benign"] * 4).save(tmp_path / "c.npz")
    monkeypatch.setattr("limber.nlu.red_flags.train_classifier", lambda root: tmp_path / "c.npz")
    resource = Resource("screen")
    context = ExecutionContext(GraphSchema({}), node_name="screen")

    RedFlagScreen.create({}, storage, resource, context).train(None)  # type: ignore[arg-type]
    loaded = RedFlagScreen.load({}, storage, resource, context)
    judged = Judged.of(texts[0], default_mender())
    typed = {"text": texts[0], JUDGED: judged, VECTOR_OF_TEXT: {texts[0]: vectors[0]}}
    message = loaded.process([Message(typed)])[0]

    assert message.get("screening")["groups"] == ("neuro",)
