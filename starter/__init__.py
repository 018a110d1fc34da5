"""The student's side of the assignments: tables, checks, figures and training helpers."""

from .public import attach

__version__ = "0.1.0"
# What needs torch is imported when it is asked for: the manifest is read in much less time.
__all__, __getattr__ = attach(
    __name__,
    {
        "checks.examination": "CheckFailed check examine",
        "checks.feedback": "Report",
        "handin.ready_classes": "readiness ready",
        "networks.summary": "summarize",
        "runtime": "grading",
    },
)
