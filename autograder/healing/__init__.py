"""Repairs submissions: files that are no proper notebooks, cells that were lost or mixed up.

May import course, judging.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "course": "Healed heal_class",
        "heal_notebook": "heal",
        "reading": (
            "Handed TooLarge Unreadable read_file read_notebook read_one read_submission "
            "refuse_links"
        ),
    },
)
