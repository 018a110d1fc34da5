"""Where the notebook runs: under a grader or in a student's hands."""

from __future__ import annotations

import os


def grading() -> bool:
    """Say whether nbgrader is running the notebook, where exploration does nothing."""
    return os.environ.get("NBGRADER_EXECUTION") in ("autograde", "validate")
