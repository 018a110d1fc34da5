"""A catalogue of submissions: right ones in many styles, and every known mistake.

Each file is in percent format, one submission of one exercise a cell.

May import nothing else of autograder.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "evidence": "documents",
        "reading": "Submission fair submissions wrong",
    },
)
