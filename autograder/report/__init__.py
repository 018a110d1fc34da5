"""What a class has and has not understood: one page to read and print, and a summary."""

from .page import ReportError, write_report
from .summary import summary, summary_table

__all__ = ["ReportError", "summary", "summary_table", "write_report"]
