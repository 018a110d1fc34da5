"""Reads the catalogue's files into submissions whose class can be loaded."""

from __future__ import annotations

import linecache
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starter.manifest import exercise as find_exercise

_CELL = re.compile(r"^# %% (?P<name>\w+): (?P<about>.*)$", re.MULTILINE)


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

    def load(self) -> type:
        """Run the source and return the class."""
        filename = f"<{self.kind} {self.exercise} {self.name}>"
        text = f"{self.imports}\n{self.source}"
        # Tracebacks and findings quote lines through linecache.
        linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
        space: dict = {"__name__": "submission"}
        exec(compile(text, filename, "exec"), space)
        return space[find_exercise(self.exercise).class_name]


def fair(exercise: str) -> tuple[Submission, ...]:
    """Return the right submissions of an exercise."""
    return submissions("fair", exercise)


def wrong(exercise: str) -> tuple[Submission, ...]:
    """Return the submissions with a mistake of an exercise."""
    return submissions("wrong", exercise)


@cache
def submissions(kind: str, exercise: str) -> tuple[Submission, ...]:
    """Return the submissions of a kind, `fair` or `wrong`, in the order of the file, if any."""
    file = files("autograder.catalogue") / kind / f"{exercise}.py"
    if not file.is_file():
        return ()
    text = file.read_text(encoding="utf-8")
    heads = list(_CELL.finditer(text))
    imports = "\n".join(
        line for line in text[: heads[0].start()].splitlines() if re.match(r"(import|from) ", line)
    )
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return tuple(
        Submission(
            exercise,
            kind,
            head["name"],
            head["about"],
            text[head.end() : end].strip() + "\n",
            imports,
        )
        for head, end in zip(heads, ends)
    )
