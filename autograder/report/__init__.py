"""What a class has and has not understood: one page to read and print, and a summary.

May import course, results.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "page": "ReportError write_report",
        "summary": "summary_facts summary_table",
    },
)
