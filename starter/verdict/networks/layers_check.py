"""Judges a network: the shape of its logits, its parameter count, and its layers row by row."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np

from ...manifest import Exercise
from ...networks.alignment import align
from ...networks.tables import Row, expected_rows, input_shape, total_parameters
from ...questions import Answer, Question
from ..asking import Dialogue
from ..findings import Finding, finding, from_problem, shape_text
from .broken import broken_row, how_far, interface_finding, is_misfit, own_fault, row_from, stopped
from .departures import departures
from .layers import count_table, listed, row_numbers, told, without_counts
from .logits import logits_findings
from .places import Departure

DEFAULT_CLASSES = 4
# Divides no batch size that students write down, so that such a number shows.
BATCH = 7


def ask_network(exercise: Exercise, batch: int = BATCH, **options) -> Question:
    """Return the question that records one run on the `meta` device."""
    return Question("network", {"input": [batch, *input_shape(exercise.id)], **options})


def ask_evaluation(exercise: Exercise) -> Question:
    """Return the question that records a run in eval mode, with the printed number of classes."""
    return ask_network(exercise, num_classes=DEFAULT_CLASSES, train=False)


def shapes(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Ask for logits with the default number of classes and with another."""
    other = int(rng.integers(5, 20))
    answers = yield [ask_network(exercise), ask_network(exercise, 2, num_classes=other)]
    widths = []
    for answer, batch, classes in zip(answers, (BATCH, 2), (DEFAULT_CLASSES, other)):
        if answer.problem:
            return problem_findings(exercise, answer, classes)
        found = output_findings(exercise, answer, batch, classes)
        if found and found[0].code != "num_classes_ignored":
            return found
        widths.append(answer.facts["output"]["shape"][1])
    return _width_findings(widths, other)


def output_findings(exercise: Exercise, answer: Answer, batch: int, classes: int) -> list[Finding]:
    """Return what is wrong with what the network returned."""
    wanted = expected_rows(exercise.id, classes)
    return logits_findings(answer.facts["output"], [batch, classes], rows_of(answer), wanted)


def _width_findings(widths: list[int], other: int) -> list[Finding]:
    if widths == [DEFAULT_CLASSES, other]:
        return []
    if widths[1] == other:
        return [finding("wrong_default_num_classes", found=widths[0], wanted=DEFAULT_CLASSES)]
    found, wanted = shape_text([2, widths[1]]), shape_text([2, other])
    return [
        finding(
            "num_classes_ignored",
            text="num_classes_ignored_output",
            found=f"a tensor {found}",
            wanted=wanted,
        )
    ]


def parameters(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Count all parameters, and name the rows where the count is off."""
    numbers = (DEFAULT_CLASSES, int(rng.integers(5, 20)))
    # Other checks ask these too: where answers are remembered they need not be given again.
    answers = yield [
        ask_network(exercise, num_classes=numbers[0]),
        ask_network(exercise, 2, num_classes=numbers[1]),
    ]
    for classes, answer in zip(numbers, answers):
        if "parameters" not in answer.facts:
            return problem_findings(exercise, answer, classes)
        total = sum(prod(shape) for _, shape in answer.facts["parameters"])
        if total != total_parameters(expected_rows(exercise.id, classes)):
            causes = stranger_findings(answer) or _count_causes(exercise, answer, classes)
            return [*causes, _count_finding(exercise, answer, classes, total)]
    return []


def _count_causes(exercise: Exercise, answer: Answer, classes: int) -> list[Finding]:
    found = departures_of(exercise, answer, classes)
    counted = [one for one in found if one.changes_count] or found
    if answer.problem and is_misfit(answer) and not found:
        fault = own_fault(answer, rows_of(answer))
        return [fault] if fault else []
    unused = modules(answer.facts.get("unused", []))
    if unused and not counted and not answer.problem:
        return [finding("layer_not_called", rows="", found=listed(unused))]
    findings = told(counted, rows_of(answer), expected_rows(exercise.id, classes))
    # The arithmetic of the counts is in the last finding, for all rows.
    return [replace(one, exhibit=None, details=without_counts(one.details)) for one in findings]


def _count_finding(exercise: Exercise, answer: Answer, classes: int, total: int) -> Finding:
    wanted = expected_rows(exercise.id, classes)
    right = total_parameters(wanted)
    if total == 0:
        return finding("no_parameters", name=exercise.class_name)
    details = count_table(pairs_of(answer, wanted))
    return finding(
        "wrong_count",
        [*details, ("in all", f"{right:,}", f"{total:,}")],
        name=exercise.class_name,
        found=f"{total:,}",
        wanted=f"{right:,}",
        difference=f"{abs(total - right):,} {'more' if total > right else 'fewer'}",
        classes=classes,
    )


def layers(exercise: Exercise, rng: np.random.Generator) -> Dialogue:
    """Compare the layers that ran with the table, row by row: in training mode, then in eval."""
    # The number of classes that the printed table has; the other checks ask for others.
    classes = DEFAULT_CLASSES
    training = ask_network(exercise, num_classes=classes)
    answer, evaluation = yield [training, ask_evaluation(exercise)]
    if answer.problem:
        return problem_findings(exercise, answer, classes)
    if answer.facts["output"]["type"] != "tensor":
        return output_findings(exercise, answer, BATCH, classes)
    found = layer_findings(exercise, answer, classes)
    if found:
        return found
    if evaluation.problem:
        return problem_findings(exercise, evaluation, classes)
    return layer_findings(exercise, evaluation, classes, train=False)


def layer_findings(
    exercise: Exercise, answer: Answer, classes: int, train: bool = True
) -> list[Finding]:
    """Return the departures of a network that ran; in eval mode dropout is left out of both."""
    rows, wanted = rows_of(answer), expected_rows(exercise.id, classes)
    if not train:
        rows, wanted = _without_dropout(rows), _without_dropout(wanted)
    departing = departures_of(exercise, answer, classes, train)
    found = told(departing, rows, wanted)
    shared, unused = modules(answer.facts["shared"]), modules(answer.facts["unused"])
    if shared:
        found.insert(0, finding("layer_called_twice", found=listed(shared)))
    missing = next((one for one in departing if one.code == "missing_layer"), None)
    if unused and missing:
        rows = f" Your network lacks {row_numbers(missing.places)} of the table."
        named = finding("layer_not_called", rows=rows, found=listed(unused))
        found = [
            replace(named, exhibit=one.exhibit) if one.code == missing.code else one
            for one in found
        ]
    return found


def problem_findings(
    exercise: Exercise, answer: Answer, classes: int, train: bool = True
) -> list[Finding]:
    """Return why a network could not be built or run: the likely cause first."""
    known = interface_finding(answer, exercise)
    if known:
        return [known]
    if not is_misfit(answer):
        return [from_problem(answer.problem, exercise.class_name)]
    rows, wanted = rows_of(answer), expected_rows(exercise.id, classes)
    shown = stopped(rows, broken_row(answer))
    causes = told(departures_of(exercise, answer, classes, train), shown, wanted, broke_off=True)
    if not causes:
        causes = [one for one in (own_fault(answer, rows),) if one]
    return [*causes, how_far(answer, exercise, rows)]


def departures_of(
    exercise: Exercise, answer: Answer, classes: int, train: bool = True
) -> list[Departure]:
    """Return the departures of recorded rows, up to the layer that raised where one did."""
    wanted = expected_rows(exercise.id, classes)
    if not train:
        wanted = _without_dropout(wanted)
    pairs = pairs_of(answer, wanted, train)
    shared = modules(answer.facts.get("shared", []))
    return departures(pairs, len(wanted), input_shape(exercise.id), shared)


def pairs_of(answer: Answer, wanted: list[Row], train: bool = True):
    """Return the rows of an answer, and the layer that raised, aligned with those wanted."""
    rows = rows_of(answer) if train else _without_dropout(rows_of(answer))
    broken = broken_row(answer)
    return align([*rows, broken] if broken else rows, wanted, broke_off=answer.problem is not None)


def rows_of(answer: Answer) -> list[Row]:
    """Return the recorded rows of an answer, also where an error cut them short."""
    return [row_from(entry) for entry in answer.facts.get("rows", [])]


def _without_dropout(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.layer != "Dropout"]


def modules(names: list[str]) -> list[str]:
    """Return the modules that parameters of these names belong to."""
    return list(dict.fromkeys(name.rpartition(".")[0] or name for name in names))


def stranger_findings(answer: Answer) -> list[Finding]:
    """Return the finding for layers whose parameters are not the network's."""
    strangers = answer.facts.get("unregistered", [])
    if not strangers:
        return []
    made = any(stranger["made_in_forward"] for stranger in strangers)
    return [finding("layers_in_forward" if made else "unregistered_layers", found=len(strangers))]
