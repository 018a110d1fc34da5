"""Brings a submission's cells back to what the release says they are, and tells what was done."""

from __future__ import annotations

from collections.abc import Iterable

from nbformat import NotebookNode

from ..course.source_cells import SourceCell
from .arrange import in_order, put_back, put_checks_right
from .choice import choose
from .cutting import Piece, cut_merged, join_split, without_stubs
from .questions import find_answers
from .recognition import recognise, retyped, set_type
from .release import Release, release_of

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def heal(notebook: NotebookNode, known: Iterable[SourceCell]) -> list[str]:
    """Heal a notebook in place and return what was done, a line each; none where it was whole.

    Cells are recognised by their metadata and by their content. Graded cells get the release's
    metadata, checks the release's source; what is a check's is never left to run as the student's.
    """
    release = release_of(tuple(known))
    pieces = [_piece(number, cell, release) for number, cell in enumerate(notebook.cells, 1)]
    for piece in pieces:
        set_type(piece, release)
    pieces, notes = without_stubs(pieces, release)
    pieces, more = join_split(pieces, release)
    notes += more
    whole, pieces = pieces, cut_merged(pieces, release)
    recognise(pieces, release)
    notes += _cut_apart(whole, pieces, release) + _retyped(pieces)
    pieces, more = choose(pieces, release)
    notes += more + find_answers(pieces, release)
    notes += _told_otherwise(pieces, release)
    for step in (in_order, put_checks_right, put_back):
        pieces, more = step(pieces, release)
        notes += more
    notes += _edited(pieces, release) + _kernel(notebook)
    notebook.cells = [_healed(piece, release) for piece in pieces]
    _set_ids(notebook, release)
    notebook.metadata["kernelspec"] = NotebookNode(_KERNEL)
    return notes


def _piece(number: int, cell: NotebookNode, release: Release) -> Piece:
    entry = cell.metadata.pop("nbgrader", None)
    grade_id = entry.get("grade_id") if isinstance(entry, dict) else None
    told = release.by_id.get(grade_id) if isinstance(grade_id, str) else None
    return Piece(cell, number, told)


def _cut_apart(whole: list[Piece], pieces: list[Piece], release: Release) -> list[str]:
    notes = []
    for piece in whole:
        parts = [p for p in pieces if p.number == piece.number and p.part]
        names = dict.fromkeys(_name(p, release) for p in parts if p.place is not None)
        if len(parts) > 1 and names:
            notes.append(f"cell {piece.number} held {', '.join(names)}: cut apart")
    return notes


def _retyped(pieces: list[Piece]) -> list[str]:
    numbers = ", ".join(str(piece.number) for piece in pieces if piece.retyped)
    return [f"code and text had been exchanged, put right: cell {numbers}"] if numbers else []


def _told_otherwise(pieces: list[Piece], release: Release) -> list[str]:
    """Return a line on the graded cells whose metadata did not say so."""
    lost = [
        _name(p, release)
        for p in pieces
        if p.place is not None and release.cells[p.place].grade_id and p.told != p.place
        if not p.part
    ]
    return [f"recognised without their metadata: {', '.join(lost)}"] if lost else []


def _edited(pieces: list[Piece], release: Release) -> list[str]:
    notes = []
    for piece in pieces:
        if piece.place is not None and release.cells[piece.place].locked:
            known = release.cells[piece.place]
            if piece.source.strip() not in (known.released, known.source.strip()):
                notes.append(f"{known.grade_id} had been changed: put back as released")
    return notes


def _kernel(notebook: NotebookNode) -> list[str]:
    spec = notebook.metadata.get("kernelspec")
    name = spec.get("name", "") if isinstance(spec, dict) else ""
    shown = repr(name)[:60]
    return [] if name in ("", "python3") else [f"its kernel {shown} was set to python3"]


def _healed(piece: Piece, release: Release) -> NotebookNode:
    cell = piece.cell
    if piece.place is None or not release.cells[piece.place].grade_id:
        return cell
    known = release.cells[piece.place]
    if cell.cell_type != known.cell_type:
        cell = retyped(cell, known.cell_type)
    cell.metadata["nbgrader"] = NotebookNode(known.metadata())
    if known.locked:
        cell.source = known.source
    return cell


def _set_ids(notebook: NotebookNode, release: Release) -> None:
    """Give cells the ids of the release, and others one of their own where theirs is taken."""
    notebook.nbformat, notebook.nbformat_minor = 4, max(notebook.get("nbformat_minor", 5), 5)
    taken = set(release.by_id)
    for number, cell in enumerate(notebook.cells, 1):
        if grade_id := cell.metadata.get("nbgrader", {}).get("grade_id"):
            cell["id"] = grade_id
            continue
        if not cell.get("id") or cell["id"] in taken:
            cell["id"] = next(
                name
                for i in range(len(notebook.cells) + 1)
                if (name := f"cell-{number}-{i}") not in taken
            )
        taken.add(cell["id"])


def _name(piece: Piece, release: Release) -> str:
    known = release.cells[piece.place]
    return known.grade_id or f"a {'given' if piece.is_code else 'text'} cell of the release"
