"""Finds answers in words, which can be recognised by nothing but where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from .cutting import Piece, parses
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
    asked = [at for at, p in enumerate(pieces) if p.place == place - 1]
    if asked and place and not release.cells[place - 1].grade_id:
        return _own(pieces[asked[-1] + 1 :], place)
    mine = [at for at, p in enumerate(pieces) if p.place == place]
    if mine:
        return _own(pieces[mine[-1] + 1 :], place)
    after = [at for at, p in enumerate(pieces) if p.place == place + 1]
    return _own(reversed(pieces[: after[0]]), place)[::-1] if after else []


def _own(pieces: Iterable[Piece], place: int) -> list[Piece]:
    """Return texts up to the next cell of the release; code that is no Python is one too."""
    found = []
    for piece in pieces:
        if piece.place not in (None, place) or (piece.is_code and parses(piece.source)):
            break
        if piece.place is None and piece.source.strip():
            found.append(piece)
    return found
