"""The intent classifier: one linear model over sentence vectors, words and letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import Vectors
from limber.nlu.entities import entity_of
from limber.nlu.featurizer import SENTENCE_VECTORS, SentenceEncoderFeaturizer
from limber.nlu.questions import Prediction, Question, choose
from limber.nlu.reader import MASKED, READING

QUESTIONS = "questions"
"""Message attribute, stored with the user's turn: everything that it asks, in order."""

RANKING_LENGTH = 10
_FILE = "classifier.skops"
_TRUSTED = ["numpy.dtype", "scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Classifies the message and each of its sentences, then decides what is asked."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after the sentence encoder."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Weights of word and letter features beside the unit-length sentence vector."""
        return {"words": 1.0, "letters": 1.0, "inverse_regularisation": 10.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\S+", dtype=np.float32
        )
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._model = LogisticRegression(
            C=config["inverse_regularisation"], max_iter=200, class_weight="balanced", random_state=0
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """A new, untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples with an intent."""
        # Masked names make many examples alike; each wording counts once.
        distinct = {
            (example.get(MASKED), example.get(INTENT)): example
            for example in training_data.intent_examples
            if example.get(TEXT)
        }
        examples = list(distinct.values())
        texts = [example.get(MASKED) for example in examples]
        vectors = np.vstack([_vector(example) for example in examples])
        self._words.fit(texts)
        self._letters.fit(texts)
        self._model.fit(self._features(texts, vectors), [example.get(INTENT) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump((self._words, self._letters, self._model), folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """The trained classifier."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._words, component._letters, component._model = skops.io.load(
                folder / _FILE, trusted=_TRUSTED
            )
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components learn from the labels, not from predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and questions of each message."""
        for message in messages:
            reading = message.get(READING)
            if not reading.sentences:
                continue
            sentences = [sentence.masked for sentence in reading.sentences]
            if len(sentences) == 1:
                whole, parts = self._predict(sentences, message.get(SENTENCE_VECTORS))[0], []
                parts = [whole]
            else:
                vectors = np.vstack([_vector(message), message.get(SENTENCE_VECTORS)])
                whole, *parts = self._predict([message.get(MASKED), *sentences], vectors)
            chosen, questions = choose(reading, whole, parts)
            ranking = [{"name": name, "confidence": value} for name, value in chosen.ranking]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(QUESTIONS, [_plain(question) for question in questions], add_to_output=True)
        return messages

    def _predict(self, texts: Sequence[str], vectors: Vectors) -> list[Prediction]:
        probabilities: npt.NDArray[np.float64] = self._model.predict_proba(self._features(texts, vectors))
        best = np.argsort(-probabilities, axis=1)[:, :RANKING_LENGTH]
        return [
            Prediction(tuple((str(self._model.classes_[place]), float(row[place])) for place in places))
            for row, places in zip(probabilities, best, strict=True)
        ]

    def _features(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        return sparse.hstack(
            [
                sparse.csr_matrix(vectors),
                self._words.transform(texts) * self._config["words"],
                self._letters.transform(texts) * self._config["letters"],
            ]
        ).tocsr()


def _vector(message: Message) -> Vectors:
    _, sentence = message.get_dense_features(TEXT, [])
    vector: Vectors = sentence.features
    return vector


def _plain(question: Question) -> dict[str, Any]:
    """A question as JSON, for the tracker."""
    return {
        "intent": question.intent,
        "confidence": question.confidence,
        "entities": [entity_of(mention) for mention in question.mentions],
    }
