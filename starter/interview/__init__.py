"""Asks a student's class questions and returns its answers; knows nothing of right or wrong.

May import networks.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "builtins": "BuiltinRefused",
        "conversation": "ask",
        "guard": "guarded",
        "jacobian": "by_autograd to_array",
        "networks": "with_one_value",
        "numbers": "repeated",
    },
)
