"""The one training loop, its live curves, its precision, and timing.

May import figures.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        ".runtime": "device preset report",
        "live": "Live",
        "loop": "fit",
        "timing": "compare_times training_step",
    },
)
