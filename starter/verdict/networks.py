"""Judges a network: the shape of its logits, its parameter count, and its layers row by row."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from ..alignment import align, differences
from ..manifest import Exercise
from ..questions import Answer, Question
from ..summary import Comparison, format_pair
from ..tables import Row, expected_rows, input_shape, size_arithmetic, total_parameters
from .findings import Finding, finding, from_problem, shape_text, structure_text

Dialogue = Generator[Question, Answer, list[Finding]]

DEFAULT_CLASSES = 4
# After this many the rest is a consequence, or the table is a quicker read.
MOST_FINDINGS = 5


def ask_network(exercise: Exercise, batch: int = 2, **options) -> Question:
    """Return the question that records one run on the `meta` device."""
    return Question("network", {"input": [batch, *input_shape(exercise.id)], **options})


def shapes(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Ask for logits with the default number of classes and with another."""
    other = int(rng.integers(5, 20))
    for batch, options in ((2, {}), (3, {"num_classes": other})):
        answer = yield ask_network(exercise, batch, **options)
        if answer.problem:
            return [from_problem(answer.problem, exercise.class_name)]
        wanted = [batch, options.get("num_classes", DEFAULT_CLASSES)]
        found = logits_findings(answer.facts["output"], wanted)
        if found:
            return found
    return []


def logits_findings(output: dict, wanted: list[int]) -> list[Finding]:
    """Return what is wrong with what a network returned, if anything."""
    if output["type"] != "tensor":
        return [
            finding("returns_no_logits", found=structure_text(output), wanted=shape_text(wanted))
        ]
    if output["shape"] != wanted:
        return [
            finding(
                "wrong_logits_shape", found=shape_text(output["shape"]), wanted=shape_text(wanted)
            )
        ]
    return []


def parameters(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Count all parameters, and name the rows where the count is off."""
    for classes in (DEFAULT_CLASSES, int(rng.integers(5, 20))):
        answer = yield ask_network(exercise, num_classes=classes)
        if answer.problem and "parameters" not in answer.facts:
            return [from_problem(answer.problem, exercise.class_name)]
        wanted = expected_rows(exercise.id, classes)
        total = sum(int(np.prod(shape)) for _, shape in answer.facts["parameters"])
        if total == 0:
            return [finding("no_parameters", name=exercise.class_name)]
        if total != total_parameters(wanted):
            return [_count_finding(exercise, classes, total, rows_of(answer), wanted)]
    return []


def _count_finding(exercise, classes, total, rows, wanted) -> Finding:
    difference = total - total_parameters(wanted)
    details = [
        (f"layer {number}, {theirs.layer}", f"{theirs.parameters:,}", f"{ours.parameters:,}")
        for number, (ours, theirs) in enumerate(align(rows, wanted), 1)
        if ours and theirs and ours.parameters != theirs.parameters
    ]
    return finding(
        "wrong_count",
        [*details, ("in all", f"{total_parameters(wanted):,}", f"{total:,}")],
        name=exercise.class_name,
        found=f"{total:,}",
        wanted=f"{total_parameters(wanted):,}",
        difference=f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}",
        classes=classes,
    )


def layers(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Compare the layers that ran in training mode with the table, row by row."""
    classes = int(rng.integers(5, 20))
    answer = yield ask_network(exercise, num_classes=classes)
    rows, wanted = rows_of(answer), expected_rows(exercise.id, classes)
    if answer.problem:
        problem = from_problem(answer.problem, exercise.class_name)
        if not rows:
            return [problem]
        return [problem, *_row_findings(align(rows, wanted), rows, wanted, broken=True)]
    if answer.facts["output"]["type"] != "tensor":
        return logits_findings(answer.facts["output"], [2, classes])
    found = _row_findings(align(rows, wanted), rows, wanted)
    if answer.facts["shared"]:
        found.insert(0, finding("shared_layer", found=", ".join(answer.facts["shared"])))
    return found


def rows_of(answer: Answer) -> list[Row]:
    """Return the recorded rows of an answer, also where an error cut them short."""
    return [_row(entry) for entry in answer.facts.get("rows", [])]


def _row(entry: dict) -> Row:
    return Row(**{k: tuple(v) if isinstance(v, (list, tuple)) else v for k, v in entry.items()})


def _row_findings(pairs, rows, wanted, broken: bool = False) -> list[Finding]:
    """Return a finding for each departure; after an error only up to where the rows end."""
    if broken:
        last = max(i for i, (ours, _) in enumerate(pairs) if ours)
        pairs = pairs[: last + 1]
    found, number, before = [], 0, None
    for ours, theirs in pairs:
        number += theirs is not None
        one = _pair_finding(ours, theirs, number, before)
        if one:
            found.append(one)
        before = ours or before
    if found:
        found[0] = replace(found[0], exhibit=Comparison(rows, wanted))
    return found[:MOST_FINDINGS]


def _pair_finding(ours, theirs, number: int, before: Row | None) -> Finding | None:
    if ours is None:
        return finding("missing_layer", number=number, wanted=theirs.layer)
    if theirs is None:
        return finding("extra_layer", number=number, found=ours.layer)
    if ours.layer != theirs.layer:
        return finding("wrong_layer", number=number, found=ours.layer, wanted=theirs.layer)
    differs = differences(ours, theirs)
    if not differs:
        return None
    name, (mine, want) = next(iter(differs.items()))
    details = [(n, format_pair(w), format_pair(f)) for n, (f, w) in differs.items()]
    return finding(
        f"wrong_{name}",
        details + _size_details(ours, theirs, before),
        number=number,
        layer=theirs.layer,
        found=format_pair(mine) or "no note",
        wanted=format_pair(want) or "a plain layer",
    )


def _size_details(ours: Row, theirs: Row, before: Row | None) -> list[tuple[str, str, str]]:
    """Return the arithmetic of the output size with the student's numbers, where it differs."""
    if ours.kernel is None or before is None or len(before.output_shape) != 3:
        return []
    size = before.output_shape[1]

    def arithmetic(row: Row) -> str:
        dilation = (row.dilation or (1, 1))[0]
        return size_arithmetic(size, row.kernel[0], row.padding[0], row.stride[0], dilation)

    same = arithmetic(ours) == arithmetic(theirs)
    return [] if same else [("output size", arithmetic(theirs), arithmetic(ours))]
