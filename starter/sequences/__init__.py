"""Recurrent cells at work: unrolled over sequences, trained, and watched inside."""

from .characters import Alphabet, passages, write
from .gates import trace
from .models import CharacterModel, ReviewClassifier, SequenceClassifier
from .reviews import download_reviews, read_reviews
from .tasks import accuracy, accuracy_by_delay, batches, copying, copying_batches, digits
from .texts import read_text
from .tracking import PROPERTIES, best_unit, search
from .unrolling import TanhCell, Unrolled, state_gradients, unroll

__all__ = [
    "PROPERTIES",
    "Alphabet",
    "CharacterModel",
    "ReviewClassifier",
    "SequenceClassifier",
    "TanhCell",
    "Unrolled",
    "accuracy",
    "accuracy_by_delay",
    "batches",
    "best_unit",
    "copying",
    "copying_batches",
    "digits",
    "download_reviews",
    "passages",
    "read_reviews",
    "read_text",
    "search",
    "state_gradients",
    "trace",
    "unroll",
    "write",
]
