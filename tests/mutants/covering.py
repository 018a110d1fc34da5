"""Which tests run a line, and how long each takes: a record for each file of tests, kept."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

TESTS = ("tests/starter", "tests/autograder", "tests/attacks", "tests")
# What all tests share; a change there is a change of every test.
SHARED = ("tests/conftest.py", "tests/support/*.py")


@dataclass
class Record:
    """What the tests of one file did: their seconds, and the tests of each line by number."""

    digest: str
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def tests_of(self, path: str, line: int) -> list[str]:
        """Return the tests that ran this line of a file, as it was then."""
        names = list(self.seconds)
        return [names[number] for number in self.lines.get(path, {}).get(str(line), ())]

    def tests_around(self, path: str) -> list[str]:
        """Return the tests that ran any line of a file."""
        names = list(self.seconds)
        numbers = {number for tests in self.lines.get(path, {}).values() for number in tests}
        return [names[number] for number in sorted(numbers)]


def digest(paths: Iterable[Path]) -> str:
    """Return a hash of the contents of files."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def test_files(root: Path) -> dict[str, str]:
    """Return the files with tests below the root, each with a hash of all that it is made of."""
    shared = [path for pattern in SHARED for path in sorted(root.glob(pattern))]
    files = [
        path
        for place in TESTS
        for path in sorted((root / place).glob("test_*.py" if place == "tests" else "**/test_*.py"))
    ]
    return {str(path.relative_to(root)): digest([path, *shared]) for path in files}


class Covering:
    """The records of a folder; those of tests that changed are made anew.

    Args:
        root: the project.
        kept: the folder of the records, and of the texts that they were made of.
    """

    def __init__(self, root: Path, kept: Path) -> None:
        self.root, self.kept = root, kept
        kept.mkdir(parents=True, exist_ok=True)
        self.files = test_files(root)
        self.records = {file: self._read(file) for file in self.files}
        changed = [file for file in self.files if self.records[file] is None]
        record(root, kept, changed)
        self.records |= {file: self._read(file) for file in changed}

    def _read(self, file: str) -> Record | None:
        place = _place(self.kept, file)
        if not place.exists():
            return None
        record = Record(**json.loads(place.read_text("utf-8")))
        return record if record.digest == self.files[file] else None

    def tests_of(self, path: str, line: int, text: str) -> dict[str, float]:
        """Return the tests that ran a line of a text, with their seconds.

        A line that runs at import belongs to no test: all that ran the file are returned for it.
        """
        found: dict[str, float] = {}
        around: dict[str, float] = {}
        for record in filter(None, self.records.values()):
            if path in record.lines:
                before = _text(self.kept / record.texts[path])
                tests = record.tests_of(path, line_before(before, text, line))
                found |= {test: record.seconds[test] for test in tests}
                around |= {test: record.seconds[test] for test in record.tests_around(path)}
        return found or around


def record(root: Path, kept: Path, files: list[str]) -> None:
    """Run the tests of these files on all cores and keep what they ran."""
    cores = os.cpu_count() or 1
    shares = [files[core::cores] for core in range(min(cores, len(files)))]
    command = [sys.executable, "-m", "tests.mutants.recorder", str(kept)]
    for process in [subprocess.Popen([*command, *share], cwd=root) for share in shares]:
        process.wait()


def keep_record(root: Path, kept: Path, file: str, record: Record) -> None:
    """Keep the record of a file of tests, and the texts that its lines are counted in."""
    for path in record.lines:
        text = (root / path).read_text("utf-8")
        record.texts[path] = hashlib.sha256(text.encode()).hexdigest()[:16]
        (kept / record.texts[path]).write_text(text, "utf-8")
    _place(kept, file).write_text(json.dumps(asdict(record)), encoding="utf-8")


def _place(kept: Path, file: str) -> Path:
    return kept / (file.replace("/", ".") + ".json")


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def line_before(before: str, after: str, line: int) -> int:
    """Return the number that a line of the text after had before; of a new one, its neighbour's."""
    if before == after:
        return line
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        if new_start < line <= new_end:
            return min(start + line - new_start, max(end, start + 1))
    return line
