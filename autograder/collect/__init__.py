"""Brings what an LMS gives out, a zip or a folder of submissions, into nbgrader's `submitted/`."""

from .archive import CollectError
from .collecting import collect

__all__ = ["CollectError", "collect"]
