"""What students read is reviewed like code: the texts of answers, right and wrong, in a file each.

A change of wording shows as a difference in `test_student_texts/`; `--force-regen` writes it anew.
"""

import pytest

from autograder.catalogue import fair, wrong
from starter import examine
from starter.manifest import exercises

RIGHT, WRONG = 5, 55


def sampled(submissions, most):
    """Some of them, evenly over all."""
    step = max(1, -(-len(submissions) // most))
    return submissions[::step]


def texts(submission):
    """The findings of every check about one answer, as students read them, hints included."""
    report = examine(submission.exercise, submission.load(), seed=0)
    yield f"## {submission.name}"
    for check in report.checks.values():
        for finding in check.findings:
            yield f"{check.check.name}: {finding.message}"
            if finding.hint:
                yield f"Hint: {finding.hint}"
    if report.passed:
        yield "Passed."


@pytest.mark.drawn(check=1)
@pytest.mark.parametrize("exercise", [one.id for one in exercises()])
def test_what_students_read(exercise, file_regression):
    chosen = [*sampled(fair(exercise), RIGHT), *sampled(wrong(exercise), WRONG)]
    blocks = ["\n\n".join(texts(submission)) for submission in chosen]
    file_regression.check("\n\n".join([f"# {exercise}", *blocks]) + "\n", extension=".md")
