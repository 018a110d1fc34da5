"""Asks a student's class questions and returns its answers; knows nothing of right or wrong."""

from .conversation import ask

__all__ = ["ask"]
