"""A sample class that needs no download: submissions of every kind, with the scores they get.

May import catalogue, course.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "writing": "Student expected_failures students write_class",
    },
)
