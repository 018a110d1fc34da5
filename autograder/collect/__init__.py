"""Brings what an LMS gives out, a zip or a folder of submissions, into nbgrader's `submitted/`.

May import course, results.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "archive": "CollectError",
        "choosing": "assignment_of",
        "collecting": "collect",
        "roster": "Person Roster read_roster",
    },
)
