"""The checks as students and programs call them, and how their results are shown.

May import interview, verdict.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "examination": "CheckFailed check examine judge",
        "feedback": "CheckResult Report as_html as_text",
    },
)
