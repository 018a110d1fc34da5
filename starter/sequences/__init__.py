"""Recurrent cells at work: unrolled over sequences, trained, and watched inside.

May import nothing else of starter.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "characters": "Alphabet passages write",
        "gates": "trace",
        "models": "CharacterModel ReviewClassifier SequenceClassifier",
        "reviews": "download_reviews read_reviews",
        "tasks": "accuracy accuracy_by_delay batches copying copying_batches digits",
        "texts": "read_text",
        "tracking": "PROPERTIES best_unit search",
        "unrolling": "TanhCell Unrolled state_gradients unroll",
    },
)
