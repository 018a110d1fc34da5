"""The manifest `exercises.toml` as objects: assignments, exercises, checks and their points."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Robustness is graded but not shown: its cells are hidden in the release.
HIDDEN_CHECKS = frozenset({"robustness"})
FILE = "starter/exercises.toml"


class ManifestError(ValueError):
    """Something in the manifest that the instructor must mend; the message names the place."""


@dataclass(frozen=True)
class Check:
    """One question asked of an exercise, such as `lstm_cell.equations`, and what it is worth."""

    exercise: str
    name: str
    points: float
    hidden: bool

    @property
    def id(self) -> str:
        """Name as students write it: `exercise.check`."""
        return f"{self.exercise}.{self.name}"

    @property
    def grade_id(self) -> str:
        """Name of the grade cell: nbgrader and nbformat take no dots there."""
        return f"{self.exercise}-{self.name}"


@dataclass(frozen=True)
class Exercise:
    """One class that students write, with its checks in the order of the notebook.

    `questions` and `ungraded` are the written questions, with their points, and the ungraded code
    that only make sense with it.
    """

    id: str
    title: str
    class_name: str
    kind: str
    checks: tuple[Check, ...]
    conventions: Mapping[str, bool]
    bonus: bool
    questions: Mapping[str, float]
    ungraded: tuple[str, ...]

    @property
    def points(self) -> float:
        """Sum of the points of all checks."""
        return sum(check.points for check in self.checks)

    def check(self, name: str) -> Check:
        """Return the check of that name; raise KeyError with the names there are."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(
            f"{self.id} has no check {name!r}; it has {_names(c.name for c in self.checks)}"
        )


@dataclass(frozen=True)
class Assignment:
    """One notebook: its exercises, its written questions with their points, and ungraded code."""

    id: str
    title: str
    exercises: tuple[Exercise, ...]
    questions: Mapping[str, float]
    ungraded: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks of all exercises, in the order of the notebook."""
        return tuple(check for exercise in self.exercises for check in exercise.checks)


@cache
def assignments() -> dict[str, Assignment]:
    """Return every assignment of the manifest by its id."""
    return {
        key: _assignment(key, entry)
        for key, entry in read_toml("exercises.toml")["assignments"].items()
    }


def _assignment(name: str, entry: dict) -> Assignment:
    for key in ("title", "exercises"):
        if key not in entry:
            raise ManifestError(f"{FILE}: [assignments.{name}] needs a line `{key} = ...`")
    try:
        exercises = tuple(exercise(one) for one in entry["exercises"])
    except KeyError as error:
        raise ManifestError(f"{FILE}: [assignments.{name}] lists {error.args[0]}") from error
    questions, ungraded = dict(entry.get("questions", {})), list(entry.get("ungraded", ()))
    for one in exercises:
        questions |= one.questions
        ungraded += one.ungraded
    return Assignment(name, entry["title"], exercises, questions, tuple(ungraded))


def exercises() -> tuple[Exercise, ...]:
    """Return every exercise of the manifest, those that no assignment lists included."""
    return tuple(exercise(name) for name in read_toml("exercises.toml")["exercises"])


@cache
def exercise(name: str) -> Exercise:
    """Return the exercise of that id; raise KeyError with the ids there are."""
    entries = read_toml("exercises.toml")["exercises"]
    if name not in entries:
        raise KeyError(f"no exercise {name!r}; there are {_names(entries)}")
    entry = entries[name]
    for key in ("title", "class", "kind", "points"):
        if key not in entry:
            raise ManifestError(f"{FILE}: [exercises.{name}] needs a line `{key} = ...`")
    return Exercise(
        id=name,
        title=entry["title"],
        class_name=entry["class"],
        kind=entry["kind"],
        checks=tuple(
            Check(name, check, float(points), check in HIDDEN_CHECKS)
            for check, points in entry["points"].items()
        ),
        conventions=entry.get("conventions", {}),
        bonus=entry.get("bonus", False),
        questions=entry.get("questions", {}),
        ungraded=tuple(entry.get("ungraded", ())),
    )


def hints_wanted() -> bool:
    """Say whether the course shows hints beside findings."""
    return bool(read_toml("exercises.toml").get("hints", True))


def exercise_of(class_name: str) -> Exercise:
    """Return the exercise in which a class of that name is written; raise KeyError."""
    for one in exercises():
        if one.class_name == class_name:
            return one
    raise KeyError(f"no exercise asks for a class {class_name!r}")


def find_check(check_id: str) -> tuple[Exercise, Check]:
    """Return exercise and check of an id such as `lstm_cell.equations`; raise KeyError."""
    name, _, check = check_id.partition(".")
    found = exercise(name)
    return found, found.check(check)


@cache
def read_toml(name: str) -> dict:
    """Return a data file of this package as a dictionary; raise ManifestError if it is no TOML."""
    try:
        return tomllib.loads((files("starter") / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"starter/{name}: {error}") from error


def _names(names) -> str:
    return ", ".join(names)
