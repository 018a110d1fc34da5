"""The evidence: every submission of the catalogue against every check, a document and a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starter import examine
from starter.manifest import Exercise, assignments, tomllib

from . import Submission, fair, wrong
from .picture import Matrix, draw

# Sizes and inputs are drawn from it, so that the document is the same each time.
SEED = 0
PAGE, PICTURE = "docs/checks.md", "docs/images/checks.svg"
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
        return any(map(self.named_by, self.found))

    def named_by(self, check: str) -> bool:
        """Whether a finding of this check says which mistake it is."""
        names = {self.submission.code, *synonyms().get(self.submission.code, ())}
        return bool(names.intersection(self.found[check]))

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


def documents() -> dict[str, str]:
    """Return the evidence on every exercise: page and picture, by their paths in the project."""
    exercises = [e for a in assignments().values() for e in a.exercises]
    rows = {exercise.id: judge_all(exercise.id) for exercise in exercises}
    matrices = [matrix(exercise, rows[exercise.id][1]) for exercise in exercises]
    about = _about(matrices)
    shown = f"![{about}]({PICTURE.removeprefix('docs/')})\n"
    parts = [HEAD, _summary(exercises, rows), shown]
    for exercise in exercises:
        parts.append(f"## {exercise.title}\n")
        parts.append(_table("Wrong", exercise, rows[exercise.id][1]))
        parts.append(_table("Right", exercise, rows[exercise.id][0]))
    return {PAGE: "\n".join(parts), PICTURE: draw(matrices, about)}


def matrix(exercise: Exercise, rows: list[Row]) -> Matrix:
    """Return what each check makes of each mistake, of which there may be several submissions."""
    checks = [check.name for check in exercise.checks]
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.submission.code, []).append(row)
    marks = {code: [_mark(same, name) for name in checks] for code, same in by_code.items()}
    return Matrix(exercise.title, checks, marks)


def _mark(rows: list[Row], check: str) -> str:
    named = [row.named_by(check) for row in rows]
    if any(named):
        return "named" if all(named) else "partly"
    return "found" if any(row.found[check] for row in rows) else "passed"


def _about(matrices: list[Matrix]) -> str:
    mistakes = [marks for matrix in matrices for marks in matrix.marks.values()]
    named = sum(bool({"named", "partly"}.intersection(marks)) for marks in mistakes)
    return (
        f"Mistakes by checks, exercise by exercise: at least one check names {named} of "
        f"{len(mistakes)} mistakes; the tables below say which."
    )


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
