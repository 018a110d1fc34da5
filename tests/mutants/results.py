"""What came out of trials, kept: a mutant is tried again when its file or the tests change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import tomllib

from .changes import Mutant

SURVIVORS = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True)
class Result:
    """One trial: the mutant, the test that noticed it ("" for none), the files of tests tried."""

    part: str
    path: str
    line: int
    before: str
    after: str
    noticed: str
    files: dict[str, str]

    @property
    def killed(self) -> bool:
        """Whether a test noticed."""
        return bool(self.noticed)

    def holds(self, files: dict[str, str]) -> bool:
        """Whether the same would come out with the tests of now."""
        file = self.noticed.partition("::")[0]
        if file in files:
            return files[file] == self.files.get(file)
        return all(files.get(name) == digest for name, digest in self.files.items())


class Results:
    """The results of a file, one a line."""

    def __init__(self, path: Path) -> None:
        self.path, self.found = path, {}
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            key, entry = json.loads(line)
            self.found[key] = Result(**entry)

    def get(self, mutant: Mutant) -> Result | None:
        """Return what came out for a mutant."""
        return self.found.get(_key(mutant))

    def add(self, mutant: Mutant, result: Result) -> None:
        """Keep what came out."""
        self.found[_key(mutant)] = result
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([_key(mutant), asdict(result)]) + "\n")


def _key(mutant: Mutant) -> str:
    return hashlib.sha256(f"{mutant.path}\0{mutant.text}".encode()).hexdigest()[:24]


def known_survivors() -> dict[tuple[str, str, str], str]:
    """Return why some mutants make no difference, by path and the lines before and after."""
    entries = tomllib.loads(SURVIVORS.read_text("utf-8")).get("survivor", [])
    return {(e["path"], e["before"], e["after"]): e["why"] for e in entries}
