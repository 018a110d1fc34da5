"""The oracles: equation sets of the cells, right and mistaken, and challenges made from them.

May import nothing else of autograder.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "catalogue": "EquationSet equation_sets",
        "challenge": "make_challenge",
        "equations": "Equations",
    },
)
