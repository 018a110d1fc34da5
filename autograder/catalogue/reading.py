"""Reads the catalogue's files into submissions whose class can be loaded."""

from __future__ import annotations

import linecache
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starter.manifest import exercise as find_exercise

from ..course.errors import TextError
from .edits import Entry, read

_CELL = re.compile(r"^# %% (?P<name>\w+): (?P<about>.*)$", re.MULTILINE)
_IMPORT = re.compile(r"^(?:import|from) .*$", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """One way to write the class of an exercise.

    `code` is the mistake that it shows, for wrong ones; the name's part after a double underscore
    tells implementations of one mistake apart.
    """

    exercise: str
    kind: str
    name: str
    about: str
    source: str
    imports: str

    @property
    def code(self) -> str:
        """Code of the mistake, or name of the style."""
        return self.name.partition("__")[0]

    @property
    def program(self) -> str:
        """The source, below the imports that it needs."""
        return f"{self.imports}\n\n\n{self.source}"

    def load(self) -> type:
        """Run the source and return the class."""
        filename = f"<{self.kind} {self.exercise} {self.name}>"
        # Tracebacks and findings quote lines through linecache.
        lines = self.program.splitlines(keepends=True)
        linecache.cache[filename] = (len(self.program), None, lines, filename)
        space: dict = {"__name__": "submission"}
        exec(compile(self.program, filename, "exec"), space)
        return space[find_exercise(self.exercise).class_name]


def fair(exercise: str) -> tuple[Submission, ...]:
    """Return the right submissions of an exercise."""
    return submissions("fair", exercise)


def wrong(exercise: str) -> tuple[Submission, ...]:
    """Return the submissions with a mistake of an exercise."""
    return submissions("wrong", exercise)


@cache
def submissions(kind: str, exercise: str) -> tuple[Submission, ...]:
    """Return the submissions of a kind, `fair` or `wrong`: programs first, then edits, if any.

    Raises TextError, with file and entry, at edits that do not fit.
    """
    edited = (_edited(kind, exercise, name) for name in _entries(kind, exercise))
    return (*_programs(kind, exercise).values(), *edited)


@cache
def _programs(kind: str, exercise: str) -> dict[str, Submission]:
    """Return the submissions that are written out, by their names."""
    text = _text(kind, f"{exercise}.py")
    heads = list(_CELL.finditer(text))
    starts = [*(head.start() for head in heads), len(text)]
    imports = "\n".join(_IMPORT.findall(text[: starts[0]]))
    sources = (text[head.end() : end].strip() + "\n" for head, end in zip(heads, starts[1:]))
    return {
        head["name"]: Submission(exercise, kind, head["name"], head["about"], source, imports)
        for head, source in zip(heads, sources)
    }


@cache
def _entries(kind: str, exercise: str) -> dict[str, Entry]:
    """Return the entries of the submissions that are told as edits, by their names."""
    return read(_text(kind, f"{exercise}.toml"), f"catalogue/{kind}/{exercise}.toml")


def _edited(kind: str, exercise: str, name: str, trail: tuple[str, ...] = ()) -> Submission:
    """Return a submission told as edits; `trail` holds those that are made of it."""
    entry = _entries(kind, exercise)[name]
    owner, _, style = entry.base.rpartition("/")
    base = _base(owner or exercise, style, entry, trail)
    # Another exercise's style, under the name of this one's class.
    old, new = (find_exercise(one).class_name for one in (base.exercise, exercise))
    source = entry.apply(re.sub(rf"\b{old}\b", new, base.source))
    return Submission(exercise, kind, name, entry.about or base.about, source, base.imports)


def _base(exercise: str, name: str, entry: Entry, trail: tuple[str, ...]) -> Submission:
    """Return the right submission that an entry edits."""
    key = f"{exercise}/{name}"
    if name in _programs("fair", exercise):
        return _programs("fair", exercise)[name]
    if name not in _entries("fair", exercise):
        raise TextError(f"{entry.place}: there is no right submission {key} to edit")
    if key in trail:
        raise TextError(f"{entry.place}: made of itself, {' of '.join((*trail, key))}")
    return _edited("fair", exercise, name, (*trail, key))


def _text(kind: str, name: str) -> str:
    file = files("autograder.catalogue") / kind / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""
