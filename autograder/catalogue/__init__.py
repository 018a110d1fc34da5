"""A catalogue of submissions: right ones in many styles, and every known mistake.

Each file is in percent format, one submission of one exercise a cell.
"""

from .reading import Submission, fair, submissions, wrong

__all__ = ["Submission", "fair", "submissions", "wrong"]
