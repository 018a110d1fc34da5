"""Decides which cell counts where a submission has one of the release's more than once."""

from __future__ import annotations

from .cutting import Piece
from .recognition import holds_own_code
from .release import Release, is_check, is_question


def choose(pieces: list[Piece], release: Release) -> tuple[list[Piece], list[str]]:
    """Return the pieces with one at most in each place of a graded cell, and notes on copies.

    A check or an answer counts where it occurs last. Of classes all stay, in their order: Python
    itself takes the last one above the checks; but a stub does not take the place of work.
    """
    found: dict[int, list[int]] = {}
    for at, piece in enumerate(pieces):
        if piece.place is not None and release.cells[piece.place].grade_id:
            found.setdefault(piece.place, []).append(at)
    dropped: set[int] = set()
    notes: list[str] = []
    for place, places in found.items():
        if len(places) < 2:
            continue
        grade_id = release.cells[place].grade_id
        counts = _that_counts(place, [(at, pieces[at]) for at in places], pieces, release)
        for at in places:
            if at == counts:
                continue
            if _is_empty_copy(pieces[at], place, release):
                dropped.add(at)
                notes.append(f"a copy of {grade_id} was left out (cell {pieces[at].number})")
            else:
                pieces[at].place = None
                if not is_check(release.cells[place]):
                    notes.append(
                        f"{grade_id} is there more than once: cell {pieces[counts].number} counts, "
                        f"cell {pieces[at].number} was left as it is"
                    )
    return [piece for at, piece in enumerate(pieces) if at not in dropped], notes


def _that_counts(
    place: int, found: list[tuple[int, Piece]], pieces: list[Piece], release: Release
) -> int:
    """Return where the piece stands that counts."""
    known = release.cells[place]
    if is_check(known):
        sure = [at for at, p in found if p.told == place] or [at for at, p in found if p.exact]
        return (sure or [at for at, _ in found])[-1]
    worked = [(at, p) for at, p in found if not release.is_stub(place, p.source)] or found
    told = [(at, p) for at, p in worked if p.told == place]
    if is_question(known):
        return (told or worked)[-1][0]
    defining = [(at, p) for at, p in worked if release.solutions_in(p.source)]
    candidates = [at for at, _ in defining or worked]
    checks = [
        at
        for at, p in enumerate(pieces)
        if p.place in release.needs and place in _needed(p.place, release)
    ]
    above = [at for at in candidates if checks and at < min(checks)]
    return above[-1] if above else candidates[0]


def _needed(check: int, release: Release) -> set[int]:
    return {release.solutions[name] for name in release.needs[check]}


def _is_empty_copy(piece: Piece, place: int, release: Release) -> bool:
    """Say whether a copy holds nothing of the student's own."""
    if is_check(release.cells[place]):
        own = piece.told != place and not piece.exact and not piece.part
        return not own and not holds_own_code(piece.source)
    return not piece.source.strip() or release.is_stub(place, piece.source)
