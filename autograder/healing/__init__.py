"""Repairs submissions: files that are no proper notebooks, cells that were lost or mixed up."""

from .heal import heal
from .reading import Unreadable, read_notebook, read_submission, refuse_links

__all__ = ["Unreadable", "heal", "read_notebook", "read_submission", "refuse_links"]
