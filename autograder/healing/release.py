"""What a release is recognised by: its texts, the names its solutions define, its check calls."""

from __future__ import annotations

import re
from functools import lru_cache

from ..course.source_cells import SourceCell
from ..judging.source import bound_names, read_names

_SHORTEST_PROSE = 40
_SHORTEST_PART = 10
_CALL = re.compile(r"""^check\(\s*(['"])([\w.]+)\1""", re.MULTILINE)


class Release:
    """The cells of a release, numbered in order, and the ways to find one by content.

    `texts` has the numbers of the cells with a text; `prose` the plain texts that are long enough
    to be cut out of others; `blocks` the code that is not for students to change, by its first
    line; `calls` the checks by what they are called with; `solutions` and `given` the cells by the
    names that they define; `needs` the solutions that a check asks about.
    """

    def __init__(self, cells: tuple[SourceCell, ...]):
        self.cells = cells
        self.by_id = {cell.grade_id: n for n, cell in enumerate(cells) if cell.grade_id}
        self.prose = [
            (number, cell.source.strip())
            for number, cell in enumerate(cells)
            if not cell.grade_id and cell.cell_type == "markdown"
            if len(cell.source) >= _SHORTEST_PROSE
        ]
        self.texts: dict[tuple[str, str], list[int]] = {}
        self.blocks: dict[str, list[tuple[list[str], int]]] = {}
        self.calls: dict[str, int] = {}
        self.solutions: dict[str, int] = {}
        self.given: dict[str, int] = {}
        for number, cell in enumerate(cells):
            self.texts.setdefault((cell.cell_type, plain(cell.released)), []).append(number)
            if cell.cell_type == "code":
                self._add_code(number, cell)
        self.needs = {
            number: read_names(cell.source) & set(self.solutions)
            for number, cell in enumerate(cells)
            if is_check(cell)
        }

    def _add_code(self, number: int, cell: SourceCell) -> None:
        if cell.solution:
            for name in bound_names(cell.source):
                self.solutions.setdefault(name, number)
            return
        if not cell.grade_id:
            for name in bound_names(cell.source) - {"_"}:
                self.given.setdefault(name, number)
        for _, check_id in _CALL.findall(cell.source):
            self.calls.setdefault(check_id, number)
        lines = cell.released.split("\n")
        self.blocks.setdefault(lines[0], []).append((lines, number))

    def solutions_in(self, source: str) -> list[int]:
        """Return the solutions that a cell defines, in the order of the release."""
        return sorted({self.solutions[n] for n in bound_names(source) if n in self.solutions})

    def called(self, source: str) -> int | None:
        """Return the check that a text calls first."""
        found = _CALL.search(source)
        return self.calls.get(found[2]) if found else None

    def has_prose(self, source: str) -> bool:
        """Say whether a text of the release stands in another."""
        return any(text in source for _, text in self.prose)

    def given_with(self, source: str) -> int | None:
        """Return the given cell of which some whole lines are."""
        lines = f"\n{source.strip()}\n"
        if len(lines) < _SHORTEST_PART:
            return None
        given = (
            n for n in sorted(set(self.given.values())) if lines in f"\n{self.cells[n].source}\n"
        )
        return next(given, None)

    def is_whole(self, number: int, source: str) -> bool:
        """Say whether a text is that of a cell, hidden tests included."""
        return plain(source) == plain(self.cells[number].source)

    def is_stub(self, number: int, source: str) -> bool:
        """Say whether a text is the release's own, unchanged."""
        return plain(source) == plain(self.cells[number].released)


@lru_cache(maxsize=8)
def release_of(cells: tuple[SourceCell, ...]) -> Release:
    """Return the release of some cells, made once for a whole class."""
    return Release(cells)


def is_check(cell: SourceCell) -> bool:
    """Say whether a cell is graded by running it."""
    return cell.grade and cell.locked and cell.cell_type == "code"


def is_question(cell: SourceCell) -> bool:
    """Say whether a cell holds an answer in words."""
    return cell.grade and cell.solution and cell.cell_type == "markdown"


def plain(text: str) -> str:
    """Return a text with every stretch of blanks as one space."""
    return " ".join(text.split())
