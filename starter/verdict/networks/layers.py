"""Tells departures from a layer table as findings, with the arithmetic of what went wrong."""

from __future__ import annotations

from dataclasses import replace

from ...networks.alignment import Pair, differences
from ...networks.summary import Comparison, format_pair
from ...networks.tables import Row, count_arithmetic, size_arithmetic
from ..findings import Finding, finding
from .places import Departure, Place

# After this many the rest is a consequence, or the table is a quicker read.
MOST_FINDINGS = 5
MOST_DETAILS = 10
_PARAMETERS = "parameters"
# Texts for where an extra layer is, if that is not what the code's own text is about.
_MOVED_TEXTS = {
    "layers_swapped": "layers_swapped_moved",
    "class_index_output": "class_index_output_layer",
}
_WORDS = {"channels": "outputs"}


def told(
    found: list[Departure], rows: list[Row], wanted: list[Row], broke_off: bool = False
) -> list[Finding]:
    """Return a finding for each departure; the first shows both tables side by side."""
    findings = [_finding(one) for one in found[:MOST_FINDINGS]]
    if findings:
        findings[0] = replace(findings[0], exhibit=Comparison(rows, wanted, broke_off))
    return findings


def _finding(one: Departure) -> Finding:
    gaps = [place for place in one.places if place.theirs]
    extras = [place for place in one.places if place.theirs is None]
    mine, want = _values(one)
    return finding(
        one.code,
        text=_MOVED_TEXTS.get(one.code, "") if extras else "",
        details=_details(one)[:MOST_DETAILS],
        rows=row_numbers(gaps),
        place=_place(extras),
        layer=_names([place.theirs for place in gaps]) or mine,
        found=mine,
        wanted=want,
        source=_source(one.places),
    )


def _values(one: Departure) -> tuple[str, str]:
    place = one.places[0]
    if one.word:
        value = one.word.partition("=")[2]
        return one.word if one.code == "wrong_option" else value or one.word, "none"
    if one.setting:
        ours, theirs = differences(place.ours, place.theirs)[one.setting]
        return format_pair(ours) or "none", format_pair(theirs) or "none"
    sides = [[p.ours for p in one.places if p.ours], [p.theirs for p in one.places if p.theirs]]
    return _names(sides[0]), _names(sides[1])


def _names(rows: list[Row]) -> str:
    return listed(list(dict.fromkeys(row.layer for row in rows)))


def row_numbers(places: list[Place]) -> str:
    """Return the places' rows of the table in words: `layer 3` or `layers 3, 6 and 13`."""
    numbers = sorted({place.number for place in places})
    return f"{'layer' if len(numbers) == 1 else 'layers'} {_ranges(numbers)}" if numbers else ""


def _ranges(numbers: list[int]) -> str:
    if len(numbers) > 3 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return listed([str(number) for number in numbers])


def _place(places: list[Place]) -> str:
    if any(place.number == 0 for place in places):
        return "before layer 1"
    return f"after {row_numbers(places)}" if places else ""


def _source(places: tuple[Place, ...]) -> str:
    names = dict.fromkeys(place.ours.source for place in places if place.ours and place.ours.source)
    return f" (your {listed(list(names))})" if names else ""


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _details(one: Departure) -> list[tuple[str, str, str]]:
    """Return what differs per row, with sizes and counts worked out in the student's numbers."""
    lines = []
    for place in one.places:
        if not (place.ours and place.theirs):
            continue
        prefix = f"layer {place.number}: " if len(one.places) > 1 else ""
        pairs = [
            *_setting_lines(place, one.setting),
            *_size_lines(place),
            *_count_lines(place.ours, place.theirs),
        ]
        lines += [(prefix + what, want, found) for what, want, found in pairs]
    return lines


def _setting_lines(place: Place, told: str) -> list[tuple[str, str, str]]:
    if place.ours.layer != place.theirs.layer:
        return []
    return [
        (_WORDS.get(name, name), format_pair(theirs) or "–", format_pair(ours) or "–")
        for name, (ours, theirs) in differences(place.ours, place.theirs).items()
        if name != told
    ]


def _size_lines(place: Place) -> list[tuple[str, str, str]]:
    """Return the arithmetic of the output size from the input that the layer really gets."""
    before, rows = place.before.output_shape, (place.theirs, place.ours)
    if len(before) != 3 or not all(row.kernel and all(row.stride) for row in rows):
        return []
    written = [_arithmetic(row, before[1], axis=0) for row in rows]
    if written[0] == written[1]:
        written = [_arithmetic(row, before[2], axis=1) for row in rows]
    return [("output size", *written)] if written[0] != written[1] else []


def _arithmetic(row: Row, size: int, axis: int) -> str:
    sides = (row.kernel, row.padding, row.stride, row.dilation or (1, 1))
    return size_arithmetic(size, *(numbers[axis] for numbers in sides))


def _count_lines(ours: Row, theirs: Row) -> list[tuple[str, str, str]]:
    if ours.parameters == theirs.parameters:
        return []
    return [(_PARAMETERS, count_arithmetic(theirs), count_arithmetic(ours))]


def without_counts(details) -> tuple[tuple[str, str, str], ...]:
    """Return details without the arithmetic of parameters."""
    return tuple(line for line in details if not line[0].endswith(_PARAMETERS))


def count_table(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    """Return the arithmetic of the parameters of all aligned rows whose counts differ."""
    lines, number = [], 0
    for ours, theirs in pairs:
        number += theirs is not None
        place = (
            f"layer {number}, {theirs.layer}" if theirs else f"{ours.layer} after layer {number}"
        )
        sides = [row.parameters if row else 0 for row in (theirs, ours)]
        if sides[0] != sides[1]:
            lines.append(
                (place, *(count_arithmetic(row) if row else "–" for row in (theirs, ours)))
            )
    return lines
