"""Puts cells where they belong: out of order, checks above their class, what is missing."""

from __future__ import annotations

import builtins

from nbformat.v4 import new_code_cell, new_markdown_cell

from ..judging.source import bound_names, read_names
from .cutting import Piece
from .release import Release, is_check

_ALWAYS_THERE = frozenset(dir(builtins)) | {"_", "__name__", "get_ipython", "display"}


def in_order(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces in the order of the release where Python misses names in their own.

    A student's own cells stay behind the cell that they follow. An order that runs is kept: a class
    may have been moved on purpose.
    """
    blocks: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.place is not None:
            blocks.append([])
        blocks[-1].append(piece)
    blocks[1:] = sorted(blocks[1:], key=lambda block: block[0].place)
    ordered = [piece for block in blocks for piece in block]
    if _missed(ordered, release) < _missed(pieces, release):
        return ordered, ["cells used what later ones define: put in the order of the release"]
    return pieces, []


def _missed(pieces: list[Piece], release: Release) -> int:
    """Return how many names are read above the first cell that binds them, checks aside."""
    sources = ["" if p.place in release.needs or not p.is_code else p.source for p in pieces]
    first: dict[str, int] = {}
    for at, source in enumerate(sources):
        for name in bound_names(source):
            first.setdefault(name, at)
    return sum(
        first.get(name, -1) > at for at, source in enumerate(sources) for name in read_names(source)
    )


def put_checks_right(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces with every check below the class that it asks about."""
    notes = []
    for piece in [p for p in pieces if p.place in release.needs]:
        at, needed = pieces.index(piece), _first_place(pieces, piece.place, release)
        if at < needed:
            pieces.remove(piece)
            pieces.insert(needed - 1, piece)
            grade_id = release.cells[piece.place].grade_id
            notes.append(f"{grade_id} stood above the class that it asks about: moved below it")
    return pieces, notes


def put_back(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces with the graded cells that are missing, and given code that is needed.

    Solutions are not put back: a stub would take the place of a class written elsewhere.
    """
    notes = []
    there = {piece.place for piece in pieces}
    names = _unbound(pieces, release)
    for place in sorted({release.given[name] for name in names if name in release.given} - there):
        pieces.insert(_before_all_later(pieces, place), _new(place, release))
        given = ", ".join(sorted(names & bound_names(release.cells[place].source)))
        notes.append(f"the given cell that defines {given} was missing: put back")
    lost = [n for n, cell in enumerate(release.cells) if cell.grade and n not in there]
    for place in lost:
        pieces.insert(_place_of(pieces, place, release), _new(place, release))
    if lost:
        ids = ", ".join(release.cells[place].grade_id for place in lost)
        notes.append(f"missing, put back: {ids}")
    return pieces, notes


def _unbound(pieces: list[Piece], release: Release) -> set[str]:
    """Return the names that the code reads and nothing in it binds, checks to come included."""
    sources = {_source(piece, release) for piece in pieces if piece.is_code}
    sources |= {cell.source for cell in release.cells if is_check(cell)}
    bound = {name for source in sources for name in bound_names(source)}
    return {name for source in sources for name in read_names(source)} - bound - _ALWAYS_THERE


def _place_of(pieces: list[Piece], place: int, release: Release) -> int:
    """Return where a graded cell that is missing goes."""
    siblings = [at for at, p in enumerate(pieces) if p.place == place - 1]
    if siblings and release.cells[place - 1].grade:
        return max(siblings[-1] + 1, _first_place(pieces, place, release))
    return max(_before_next(pieces, place), _first_place(pieces, place, release))


def _before_next(pieces: list[Piece], place: int) -> int:
    """Return where the cell of the release stands that comes next in it, or the end."""
    later = [(p.place, at) for at, p in enumerate(pieces) if p.place is not None]
    return min((found for found in later if found[0] > place), default=(0, len(pieces)))[1]


def _before_all_later(pieces: list[Piece], place: int) -> int:
    """Return where the first cell stands that comes anywhere later in the release, or the top."""
    return next((at for at, p in enumerate(pieces) if p.place is not None and p.place > place), 0)


def _first_place(pieces: list[Piece], check: int, release: Release) -> int:
    """Return the first place at which all that a check asks about is defined, if it ever is."""
    place = 0
    for name in release.needs.get(check, ()):
        at = [n for n, p in enumerate(pieces) if p.is_code and name in bound_names(p.source)]
        place = max(place, at[0] + 1 if at else 0)
    return place


def _source(piece: Piece, release: Release) -> str:
    """Return what a piece will hold: a check is what the release says, hidden tests included."""
    if piece.place in release.needs:
        return release.cells[piece.place].source
    return piece.source


def _new(place: int, release: Release) -> Piece:
    known = release.cells[place]
    make = new_code_cell if known.cell_type == "code" else new_markdown_cell
    return Piece(make(known.source), 0, place, place)
