"""The steps that nbgrader takes with a submission, each a class in a module of its own."""

from __future__ import annotations

from traitlets.utils.importstring import import_item

# The steps of autograding in order: what a submission is brought into before it is run, ...
SANITIZE = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.grading.restore.RestoreCells",
]
# ... and how it is run and scored.
AUTOGRADE = [
    "autograder.grading.execute.Execute",
    "autograder.grading.harmless.HarmlessHTML",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.grading.scores.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# The steps of a feedback page.
FEEDBACK = [
    "autograder.feedback.steps.GetScores",
    "autograder.feedback.steps.HideHiddenTests",
    "autograder.feedback.steps.SummariseFindings",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]


def autograding_steps(until: str) -> list[type]:
    """Return the classes of all steps of autograding before the one of that name."""
    steps = [*SANITIZE, *AUTOGRADE]
    end = next(i for i, step in enumerate(steps) if step.endswith(f".{until}"))
    return [import_item(step) for step in steps[:end]]
