"""The content store: every fact and sentence that Limber says, as checked files.

Imports neither Rasa nor TensorFlow, so that editors' checks are quick.
"""

from limber.content.models import Answer, Complaint, Condition, Item, Level, Muscle, Place, Stretch
from limber.content.problems import ContentError, Problem
from limber.content.store import ContentStore, default_store, reload_default_store

__all__ = [
    "Answer",
    "Complaint",
    "Condition",
    "ContentError",
    "ContentStore",
    "Item",
    "Level",
    "Muscle",
    "Place",
    "Problem",
    "Stretch",
    "default_store",
    "reload_default_store",
]
