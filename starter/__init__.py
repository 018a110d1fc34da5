"""The student's side of the assignments: tables, checks, figures and training helpers."""

from .examination import CheckFailed, Report, check, examine
from .summary import summarize

__all__ = ["CheckFailed", "Report", "check", "examine", "summarize"]
__version__ = "0.1.0"
