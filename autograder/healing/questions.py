"""Finds answers in words, which can be recognised by nothing but where they stand."""

from __future__ import annotations

from .cutting import Piece
from .release import Release, is_question


def find_answers(pieces: list[Piece], release: Release) -> list[str]:
    """Give every question without an answer the text that stands where its answer belongs."""
    notes = []
    for place, known in enumerate(release.cells):
        if not is_question(known):
            continue
        mine = next((p for p in pieces if p.place == place), None)
        if mine is not None and not release.is_stub(place, mine.source) and mine.source.strip():
            continue
        texts = [p for p in _gap(pieces, place, release) if p is not mine]
        if not texts:
            continue
        answer = texts[0]
        answer.cell.source = "\n\n".join(p.source for p in texts)
        for piece in texts[1:]:
            pieces.remove(piece)
        if mine is not None:
            pieces.remove(mine)
        answer.place = place
        notes.append(f"{known.grade_id}: the text below its question was taken as the answer")
    return notes


def _gap(pieces: list[Piece], place: int, release: Release) -> list[Piece]:
    """Return the texts of the student's own below the question, or above what comes after it."""
    below = [at for at, p in enumerate(pieces) if p.place in (place - 1, place)]
    if below and place and not release.cells[place - 1].grade_id:
        return _own(pieces[max(below) + 1 :])
    above = [at for at, p in enumerate(pieces) if p.place == place + 1]
    return _own(reversed(pieces[: above[0]]))[::-1] if above else []


def _own(pieces) -> list[Piece]:
    found = []
    for piece in pieces:
        if piece.place is not None or piece.cell.cell_type != "markdown":
            break
        if piece.source.strip():
            found.append(piece)
    return found
