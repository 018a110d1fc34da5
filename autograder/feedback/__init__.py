"""Writes a feedback page for each student: nbgrader's, opened by a table of what was found.

May import course, grading, making, results.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "pages": "graded page_of write_pages",
    },
)
