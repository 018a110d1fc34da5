"""The evidence as a picture: mistakes × checks, an SVG that is the same to the byte each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import combinations

from starter.figures import BLUE, FAINT, INK, MUTED, ORANGE, PAPER

COLUMNS, GAP, MARGIN = 3, 24, 24
ROW, PITCH, SQUARE = 14, 16, 10
# Height of a title and of the names of checks below it, which read upwards.
TITLE, NAMES = 34, 70
CHARACTER = 6.7  # width of one, at the size of a mistake's code

# A path from the upper left corner of its square for each mark, and what the mark means.
MARKS = {
    "named": (f"h{SQUARE}v{SQUARE}h-{SQUARE}z", "the check names it"),
    "partly": (f"v{SQUARE}h{SQUARE}z", "names it in some of the ways to make it"),
    "found": (f"h{SQUARE}v{SQUARE}h-{SQUARE}z", "finds something else"),
    "passed": (f"m4 4h{SQUARE - 8}v{SQUARE - 8}h-{SQUARE - 8}z", "passes"),
}
STYLE = f"""
  text {{ font: 11px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: {INK} }}
  .title {{ font: bold 14px sans-serif }}
  .check, .legend {{ font: 11px sans-serif; fill: {MUTED} }}
  .named {{ fill: {BLUE}; stroke: {BLUE} }}
  .partly {{ fill: {BLUE}; stroke: {BLUE} }}
  .found {{ fill: none; stroke: {ORANGE}; stroke-width: 1.5 }}
  .passed {{ fill: {FAINT}; stroke: {MUTED}; stroke-width: 0.5 }}
"""


@dataclass(frozen=True)
class Matrix:
    """The mistakes of one exercise: for each, by its code, a mark for every check."""

    title: str
    checks: list[str]
    marks: dict[str, list[str]]

    @property
    def height(self) -> int:
        """Height in pixels, with the space below it."""
        return TITLE + NAMES + ROW * len(self.marks) + GAP


def draw(matrices: list[Matrix], about: str) -> str:
    """Return the matrices as one SVG in columns, read downwards; `about` is its text alternative.

    It brings its own background, so that it is legible on a dark page, too.
    """
    columns = _columns(matrices)
    across = max(map(_width, matrices)) + GAP
    width = round(2 * MARGIN + across * len(columns) - GAP)
    height = 2 * MARGIN + 2 * ROW + max(sum(m.height for m in column) for column in columns)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="about">',
        f'<title id="about">{escape(about)}</title>',
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>',
        *_legend(),
    ]
    for number, column in enumerate(columns):
        left, top = round(MARGIN + number * across), MARGIN + 2 * ROW
        for matrix in column:
            parts += _matrix(matrix, left, top)
            top += matrix.height
    return "\n".join([*parts, "</svg>", ""])


def _columns(matrices: list[Matrix]) -> list[list[Matrix]]:
    """Cut the matrices, in their order, into columns of which the highest is as low as can be."""
    ways = combinations(range(1, len(matrices)), min(COLUMNS, len(matrices)) - 1)
    cut = [
        [matrices[start:end] for start, end in zip((0, *way), (*way, len(matrices)))]
        for way in ways
    ]
    return min(cut, key=lambda columns: max(sum(m.height for m in c) for c in columns))


def _width(matrix: Matrix) -> float:
    return PITCH * len(matrix.checks) + CHARACTER * max(map(len, matrix.marks))


def _legend() -> Iterator[str]:
    left = MARGIN
    for mark, (shape, meaning) in MARKS.items():
        yield f'<path class="{mark}" d="M{left} {MARGIN}{shape}"/>'
        yield f'<text class="legend" x="{left + PITCH}" y="{MARGIN + 9}">{meaning}</text>'
        left += round(PITCH + CHARACTER * len(meaning)) + GAP


def _matrix(matrix: Matrix, left: int, top: int) -> Iterator[str]:
    """Yield a title, the names of the checks, and a row of marks beside each mistake."""
    yield f'<text class="title" x="{left}" y="{top + 20}">{escape(matrix.title)}</text>'
    rows = top + TITLE + NAMES
    for place, name in enumerate(matrix.checks):
        where = f"translate({left + PITCH * place + 9} {rows - 6}) rotate(-90)"
        yield f'<text class="check" transform="{where}">{escape(name)}</text>'
    for line, (code, marks) in enumerate(matrix.marks.items()):
        y = rows + ROW * line
        for place, mark in enumerate(marks):
            yield f'<path class="{mark}" d="M{left + PITCH * place} {y}{MARKS[mark][0]}"/>'
        x = left + PITCH * len(marks)
        yield f'<text x="{x}" y="{y + 9}">{escape(code)}</text>'
