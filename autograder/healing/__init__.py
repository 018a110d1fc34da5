"""Repairs submissions: files that are no proper notebooks, cells that were lost or mixed up."""

from .heal import heal
from .reading import (
    TooLarge,
    Unreadable,
    read_file,
    read_notebook,
    read_submission,
    refuse_links,
)

__all__ = [
    "TooLarge",
    "Unreadable",
    "heal",
    "read_file",
    "read_notebook",
    "read_submission",
    "refuse_links",
]
