"""A catalogue of submissions: right ones in many styles, and every known mistake.

Most are told as edits of a right one, in the TOML files (`edits.py` says how); those that are a
program of their own are the cells of files in percent format.
"""

from .reading import Submission, fair, submissions, wrong

__all__ = ["Submission", "fair", "submissions", "wrong"]
