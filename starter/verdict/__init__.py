"""Compares answers with what is expected; never touches the student's code.

A verdict is a dialogue: a generator that yields questions, is sent answers, and returns findings.
"""

from .conversation import check_names, dialogue, hold

__all__ = ["check_names", "dialogue", "hold"]
