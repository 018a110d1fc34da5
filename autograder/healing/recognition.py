"""Finds for every cell of a submission the one of the release that it is, by its content."""

from __future__ import annotations

from difflib import SequenceMatcher

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from ..judging.source import bound_names
from .cutting import Piece, parses
from .release import Release, is_check, is_question, plain

_ALIKE = 0.75
_MOST_COMPARED = 200
_SHORTEST_END = 8
_SHORTEST_MIDDLE = 30


def recognise(pieces: list[Piece], release: Release) -> None:
    """Set the place of every piece that is a cell of the release, changed or not."""
    last, used = -1, set()
    for piece in pieces:
        if piece.place is None:
            piece.place, piece.exact = _by_content(piece, release, last, used)
        if piece.place is not None:
            last = piece.place
            used.add(last)
    for piece in pieces:
        if piece.place is None and piece.told is not None and _may_be(piece, release):
            piece.place = piece.told
            used.add(piece.place)
    # Comparing takes time: what is there so often is nothing that the release lost.
    for piece in [piece for piece in pieces if piece.place is None][:_MOST_COMPARED]:
        piece.place = _by_likeness(piece, release, used)
        used.add(piece.place)


def set_type(piece: Piece, release: Release) -> None:
    """Turn a cell whose type was changed by a slip of the keyboard back to what it holds."""
    told = release.cells[piece.told] if piece.told is not None else None
    text = plain(piece.source)
    if piece.is_code:
        known = ("markdown", text) in release.texts or bool(told and is_question(told))
        wrong = known and ("code", text) not in release.texts
        wrong = wrong or (not parses(piece.source) and release.has_prose(piece.source))
    else:
        wrong = bool(told and told.cell_type == "code") or ("code", text) in release.texts
        code = parses(piece.source) or piece.source.startswith(("class ", "import ", "from "))
        wrong = wrong or (code and bool(release.solutions_in(piece.source)))
    if wrong:
        piece.retyped = True
        piece.cell = retyped(piece.cell, "markdown" if piece.is_code else "code")


def retyped(cell: NotebookNode, cell_type: str) -> NotebookNode:
    """Return a cell with the same text and another type."""
    make = new_code_cell if cell_type == "code" else new_markdown_cell
    made = make(cell.source)
    made.id = cell.get("id", made.id)
    return made


def _by_content(
    piece: Piece, release: Release, last: int, used: set[int]
) -> tuple[int | None, bool]:
    """Return the cell of the release that has this text or defines this class."""
    same = release.texts.get((piece.cell.cell_type, plain(piece.source)), [])
    if piece.told in same or (
        piece.told is not None and release.is_whole(piece.told, piece.source)
    ):
        return piece.told, True
    if same:
        # Some texts are there for several exercises: the next one after what came before.
        free = [number for number in same if number not in used]
        later = [number for number in free if number > last]
        return (later or free or same)[0], True
    if not piece.is_code:
        return _fragment_of(piece, release), False
    solutions = release.solutions_in(piece.source)
    told = release.cells[piece.told] if piece.told is not None else None
    if not solutions and not (told and told.grade) and _only_calls(piece.source, release):
        return release.called(piece.source), False
    if piece.told in solutions:
        return piece.told, False
    if not solutions:
        return release.given_with(piece.source), False
    free = [number for number in solutions if number not in used]
    return (free or solutions)[0], False


def _only_calls(source: str, release: Release) -> bool:
    return release.called(source) is not None and len(source.strip().split("\n")) == 1


def _fragment_of(piece: Piece, release: Release) -> int | None:
    """Return the prose of which this is the beginning, the end, or a long part."""
    text = plain(piece.source)
    if piece.told is not None or len(text) < _SHORTEST_END:
        return None
    for (cell_type, whole), numbers in release.texts.items():
        if cell_type != "markdown" or release.cells[numbers[0]].grade_id:
            continue
        if whole.startswith(text) or whole.endswith(text):
            return numbers[0]
        if len(text) >= _SHORTEST_MIDDLE and text in whole:
            return numbers[0]
    return None


def _may_be(piece: Piece, release: Release) -> bool:
    """Say whether a piece can be what its metadata say, now that its content says nothing."""
    told = release.cells[piece.told]
    if not is_check(told):
        return piece.cell.cell_type == told.cell_type
    return not holds_own_code(piece.source)


def holds_own_code(source: str) -> bool:
    """Say whether a text defines something that other cells may use."""
    return bool(bound_names(source))


def _by_likeness(piece: Piece, release: Release, used: set[int]) -> int | None:
    """Return the plain cell or solution, not found so far, that a changed cell resembles most."""
    text = plain(piece.source)
    best, found = _ALIKE, None
    for number, cell in enumerate(release.cells):
        if number in used or cell.cell_type != piece.cell.cell_type or cell.grade:
            continue
        other = plain(cell.released)
        if not 0.5 < (len(text) + 1) / (len(other) + 1) < 2:
            continue
        matcher = SequenceMatcher(None, other, text, autojunk=False)
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, found = ratio, number
    return found
