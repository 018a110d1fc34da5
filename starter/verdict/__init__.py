"""Compares answers with what is expected; never touches the student's code.

A verdict is a dialogue: a generator that yields questions, is sent answers, and returns findings.
What judges recurrent cells is in `cells/`, what judges networks in `networks/`.

May import networks.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "asking": "Dialogue",
        "cells.challenges": (
            "Alteration Altered Block Challenge Oracle Point load_challenge pack sample"
        ),
        "cells.structure": "structure_findings",
        "conversation": "check_names dialogue hold",
        "findings": "Finding finding has_text",
        "networks.layers_check": "DEFAULT_CLASSES ask_evaluation rows_of",
    },
)
