"""Reaches the verdicts on a submission, on the trusted side, from its answers and its source.

May import course, oracles, sandbox.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "examiner": "Examiner",
        "source": "bound_names read_names",
        "trial": "Trial",
    },
)
