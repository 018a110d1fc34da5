"""Handing in: the notebook's own file, what it lacks, how far it is, and the packed copy.

May import checks, interview, networks.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "integrity": "graded_cells",
        "packing": "pack",
        "ready_classes": "readiness ready",
    },
)
