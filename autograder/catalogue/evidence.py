"""The evidence: every submission of the catalogue against every check, as a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starter import examine
from starter.manifest import Exercise, assignments, tomllib

from . import Submission, fair, wrong

# Sizes and inputs are drawn from it, so that the document is the same each time.
SEED = 0
# Correct submissions that one check refuses by the course's own rule, as the manifest says.
BY_RULE = {"count_two_biases": "two_biases"}

HEAD = """\
# What the checks catch, and what they let pass

Written by `kit evidence`; a test holds it true. Each row is a submission of the catalogue in
`autograder/catalogue/`; `kit catalogue show EXERCISE/NAME` prints it. A wrong one must be caught by
at least one check and its mistake named; a right one must pass them all. Cells hold the codes of
the findings; texts for each code stand in `starter/hints/`.
"""


@dataclass(frozen=True)
class Row:
    """What became of one submission: the codes that each check found, by the check's name."""

    submission: Submission
    found: dict[str, tuple[str, ...]]

    @property
    def caught(self) -> bool:
        """Whether some check found something."""
        return any(self.found.values())

    @property
    def named(self) -> bool:
        """Whether some finding says which mistake it is."""
        names = {self.submission.code, *synonyms().get(self.submission.code, ())}
        return any(names.intersection(codes) for codes in self.found.values())

    @property
    def refused(self) -> bool:
        """Whether a right submission lost something that the course's rules do not say."""
        codes = {code for codes in self.found.values() for code in codes}
        return bool(codes - set(BY_RULE))


@cache
def judge(submission: Submission) -> Row:
    """Let every check judge a submission."""
    report = examine(submission.exercise, submission.load(), seed=SEED)
    found = {
        name: tuple(dict.fromkeys(finding.code for finding in result.findings))
        for name, result in report.checks.items()
    }
    return Row(submission, found)


def judge_all(exercise: str) -> tuple[list[Row], list[Row]]:
    """Return the rows of an exercise's right submissions and of its wrong ones."""
    return [judge(s) for s in fair(exercise)], [judge(s) for s in wrong(exercise)]


@cache
def synonyms() -> dict[str, list[str]]:
    """Return the codes of findings that name a mistake under another code than the catalogue's."""
    path = files("autograder.catalogue") / "synonyms.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["synonyms"]


def document() -> str:
    """Return the evidence on every exercise in Markdown."""
    exercises = [e for a in assignments().values() for e in a.exercises]
    rows = {exercise.id: judge_all(exercise.id) for exercise in exercises}
    parts = [HEAD, _summary(exercises, rows)]
    for exercise in exercises:
        parts.append(f"## {exercise.title}\n")
        parts.append(_table("Wrong", exercise, rows[exercise.id][1]))
        parts.append(_table("Right", exercise, rows[exercise.id][0]))
    return "\n".join(parts)


def _summary(exercises: list[Exercise], rows) -> str:
    lines = [
        "| exercise | wrong | caught | named | right | refused |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for exercise in exercises:
        right, mistaken = rows[exercise.id]
        numbers = (
            len(mistaken),
            sum(row.caught for row in mistaken),
            sum(row.named for row in mistaken),
            len(right),
            sum(row.refused for row in right),
        )
        lines.append(f"| {exercise.title} | " + " | ".join(map(str, numbers)) + " |")
    return "\n".join([*lines, ""])


def _table(title: str, exercise: Exercise, rows: list[Row]) -> str:
    names = [check.name for check in exercise.checks]
    lines = [
        f"### {title}\n",
        f"| submission | what it does | {' | '.join(names)} |",
        "|---|---|" + "---|" * len(names),
    ]
    for row in rows:
        cells = [", ".join(f"`{code}`" for code in row.found[name]) or "✓" for name in names]
        about = row.submission.about.replace("|", "\\|").replace("~", "\\~").replace("*", "\\*")
        lines.append(f"| `{row.submission.name}` | {about} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
