"""Takes cells apart that were merged, and puts those together that were split."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from .release import Release, is_check, plain

# Not `\s`: over many empty lines that takes the square of their number.
_MAGIC = re.compile(r"^([^\S\n]*)[%!].*$", re.MULTILINE)
_DEFINITION = re.compile(r"(?:class|def) (\w+)")
_MOST_PARTS = 6


@dataclass
class Piece:
    """A cell of the submission, or a part of one.

    `number` is that of the cell it comes from; `told` the cell of the release that its metadata
    name, `place` the one that it turned out to be; `exact` says that it has that cell's text,
    `retyped` that it was code and no longer is, or the reverse.
    """

    cell: NotebookNode
    number: int
    told: int | None = None
    place: int | None = None
    exact: bool = False
    part: bool = False
    retyped: bool = False

    @property
    def source(self) -> str:
        """Its text."""
        return self.cell.source

    @property
    def is_code(self) -> bool:
        """Whether it is run."""
        return self.cell.cell_type == "code"


def without_stubs(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces without copies of stubs that would take the place of work, and notes."""
    worked, left, notes = set(), [], []
    for piece in pieces:
        if not _is_stub(piece, release):
            worked.update(release.solutions_in(piece.source) if piece.is_code else ())
    for piece in pieces:
        if _is_stub(piece, release) and worked.issuperset(release.solutions_in(piece.source)):
            grade_id = release.cells[release.solutions_in(piece.source)[0]].grade_id
            notes.append(f"an unchanged stub of {grade_id} was left out (cell {piece.number})")
        else:
            left.append(piece)
    return left, notes


def _is_stub(piece: Piece, release: Release) -> bool:
    if not piece.is_code:
        return False
    return any(release.is_stub(n, piece.source) for n in release.solutions_in(piece.source))


def join_split(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces with code that was split in mid-statement in one again, and notes."""
    done: list[Piece] = []
    notes = []
    start = 0
    while start < len(pieces):
        piece, last = pieces[start], pieces[start].number
        while (found := _first_joined(pieces[start:], release)) is not None:
            piece.cell.source, count = found
            last = pieces[start + count - 1].number
            pieces = [*pieces[: start + 1], *pieces[start + count :]]
        if last != piece.number:
            notes.append(f"cells {piece.number} to {last} were one, split: joined")
        done.append(piece)
        start += 1
    return done, notes


def _first_joined(pieces: list[Piece], release: Release) -> tuple[str, int] | None:
    """Return the first piece and those after it as one, and how many they are."""
    for count in range(2, min(_MOST_PARTS, len(pieces)) + 1):
        if not all(piece.is_code for piece in pieces[:count]):
            return None
        source = _joined([piece.source for piece in pieces[:count]], release)
        if source is not None:
            return source, count
    return None


def _joined(sources: list[str], release: Release) -> str | None:
    """Return sources as one where only that makes them Python, or a whole of a class."""
    first, *rest = sources
    known = release.solutions_in(first) or release.called(first) is not None
    rest = [source for source in rest if source.strip()]
    if not (known and rest):
        return None
    if parses(first) and first[-1] not in " \t" and not all(map(_continues, rest)):
        return None
    for glue in ("\n", ""):
        whole = glue.join([first, *rest])
        if parses(whole):
            return whole
    return None


def _continues(source: str) -> bool:
    """Say whether a text is the rest of a class rather than a cell with a blank too much."""
    if source.lstrip("\n")[:1] not in (" ", "\t"):
        return False
    return not parses(textwrap.dedent(source)) or bool(re.search(r"\bself\b|^\s*return\b", source))


def cut_merged(pieces: list[Piece], release: Release) -> list[Piece]:
    """Return the pieces, those cut apart in which more than one cell of the release is found."""
    defined = Counter(n for p in pieces if p.is_code for n in release.solutions_in(p.source))
    # A class that another cell defines too is here a base or a second try, and no cell lost.
    once = {number for number, count in defined.items() if count == 1}
    return [part for piece in pieces for part in _parts(piece, once, release)]


def _parts(piece: Piece, once: set[int], release: Release) -> list[Piece]:
    if piece.told is not None and release.is_whole(piece.told, piece.source):
        return [piece]
    if piece.is_code:
        parts = _code_parts(piece.source, release)
        exact = {number for number, whole, _ in parts if whole}
        told = release.cells[piece.told] if piece.told is not None else None
        solutions = once.intersection(release.solutions_in(piece.source))
        merged = len(exact | solutions) > 1 or (told is not None and is_check(told))
    else:
        parts = _prose_parts(piece.source, release)
        merged = True
    if not merged or len(parts) < 2:
        return [piece]
    made = []
    for number, whole, text in parts:
        if number is None and not _matters(text, piece.is_code):
            continue
        cell = NotebookNode(piece.cell, source=text, metadata=NotebookNode())
        made.append(Piece(cell, piece.number, None, number, whole, part=True))
    return made


def _code_parts(source: str, release: Release) -> list[tuple[int | None, bool, str]]:
    """Return the parts of code: the cell of the release, whether it is its very text, the text."""
    lines = source.split("\n")
    inside, ends, tops = _statement_lines(source)
    parts: list[tuple[int | None, bool, str]] = []
    start = place = 0

    def close(end: int) -> None:
        text = "\n".join(lines[start:end]).strip("\n")
        if text.strip():
            parts.append((None, False, text))

    while place < len(lines):
        if place in inside:
            place += 1
            continue
        block = _block_at(lines, place, inside, release)
        called = None if block else release.called(lines[place])
        if block or called is not None:
            close(place)
            number = block[1] if block else called
            end = place + len(block[0]) if block else ends.get(place, place + 1)
            parts.append((number, bool(block), "\n".join(lines[place:end])))
            start = place = end
            continue
        begins = _DEFINITION.match(lines[place])
        if begins and begins[1] in release.solutions:
            before = _with_comments(lines, start, tops.get(place, place))
            if release.solutions_in("\n".join(lines[start:before])):
                close(before)
                start = before
        place += 1
    close(len(lines))
    return parts


def _block_at(lines: list[str], place: int, inside: set[int], release: Release):
    for block, number in release.blocks.get(lines[place].rstrip(), ()):
        end = place + len(block)
        if [line.rstrip() for line in lines[place:end]] == block and end not in inside:
            return block, number
    return None


def _with_comments(lines: list[str], start: int, place: int) -> int:
    """Return where a definition begins, with the decorators and comments right above it."""
    while place > start and lines[place - 1].startswith(("#", "@")):
        place -= 1
    return place


@lru_cache(maxsize=2000)
def _statement_lines(source: str) -> tuple[set[int], dict[int, int], dict[int, int]]:
    """Return the lines that are not the first of a statement, and statements' ends and tops.

    Where a statement has decorators, which stand above its first line, its top is the uppermost.
    """
    try:
        body = ast.parse(_without_magic(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), {}, {}
    inside = {n for s in body for n in range(s.lineno, s.end_lineno)}
    ends = {s.lineno - 1: s.end_lineno for s in body}
    decorated = [s for s in body if getattr(s, "decorator_list", None)]
    return inside, ends, {s.lineno - 1: s.decorator_list[0].lineno - 1 for s in decorated}


def _prose_parts(source: str, release: Release) -> list[tuple[int | None, bool, str]]:
    """Return the parts of a text in which the release's own stands beside something else."""
    for number, text in release.prose:
        before, found, after = source.partition(text)
        if found and plain(before + after):
            parts = [*_prose_parts(before, release), (number, True, text)]
            parts += _prose_parts(after, release)
            return [part for part in parts if part[2].strip()]
    return [(None, False, source.strip())]


def _matters(text: str, code: bool) -> bool:
    """Say whether a part is more than what is left between others."""
    if not code:
        return True
    return not parses(text) or bool(ast.parse(_without_magic(text)).body)


@lru_cache(maxsize=5000)
def parses(source: str) -> bool:
    """Say whether a cell is Python, magics aside."""
    try:
        ast.parse(_without_magic(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _without_magic(source: str) -> str:
    return _MAGIC.sub(r"\1pass", source)
