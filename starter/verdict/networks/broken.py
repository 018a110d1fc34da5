"""Names why a network could not be built or run: from the exception, and from how far it got."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from math import prod

from ...manifest import Exercise
from ...networks.summary import format_pair
from ...networks.tables import Row
from ...questions import Answer, Problem
from ..findings import Finding, finding, from_problem, shape_text
from .layers import listed

_DEVICE = re.compile(r"\bdevices?\b|\bmeta\b|cuda|nvidia|\bgpus?\b", re.IGNORECASE)
_READS = re.compile(r"item\(\)|numpy|data.dependent|local_scalar|nonzero|tolist", re.IGNORECASE)
_RESHAPE = re.compile(r"shape '\[(?P<sizes>[-\d, ]*)\]' is invalid for input of size (?P<size>\d+)")
_BEFORE_SUPER = re.compile(r"before Module\.__init__\(\) call|has no attribute '_(modules|param)")


def interface_finding(answer: Answer, exercise: Exercise) -> Finding | None:
    """Return the finding for an exception that the class's methods or the device explain."""
    problem, facts = answer.problem, answer.facts
    if problem.code != "raised":
        return None
    values = {
        "name": exercise.class_name,
        "where": where_text(problem),
        "error": error_text(problem),
    }
    defines = facts.get("defines", ["__init__", "forward"])
    if "forward" not in defines and problem.stage == "forward":
        return finding("forward_misnamed", found=_nearest("forward", defines), **values)
    if "__init__" not in defines and problem.error in ("TypeError", "AttributeError"):
        return finding("init_misnamed", found=_nearest("init", defines), **values)
    if _BEFORE_SUPER.search(problem.message):
        return finding("missing_super_init", **values)
    if _takes_no_classes(answer):
        return finding("no_num_classes_argument", found=_arguments(facts), **values)
    if "positional argument: 'num_classes'" in problem.message:
        return finding("wrong_default_num_classes", text="required_num_classes", **values)
    if problem.stage == "forward" and _DEVICE.search(problem.message):
        text = "reads_values" if _READS.search(problem.message) else ""
        return finding("fixed_device", text=text, **values)
    return None


def _takes_no_classes(answer: Answer) -> bool:
    message, arguments = answer.problem.message, answer.facts.get("arguments", ())
    other = "required positional argument" in message and answer.problem.stage == "construct"
    refused = "unexpected keyword argument 'num_classes'" in message
    return refused or (other and "num_classes" not in arguments)


def error_text(problem: Problem) -> str:
    """Return an exception in words, with the student's line."""
    return f"{problem.error}: {problem.message}{where_text(problem)}"


def where_text(problem: Problem) -> str:
    """Return the student's line in parentheses, if it is known."""
    return f" ({problem.where})" if problem.where else ""


def broken_row(answer: Answer) -> Row | None:
    """Return the row of the layer that raised, if it was one."""
    row = (answer.facts.get("broken") or {}).get("row")
    return row_from(row) if row else None


def row_from(entry: dict) -> Row:
    """Return a row from what an answer holds of it."""
    return Row(**{k: tuple(v) if isinstance(v, (list, tuple)) else v for k, v in entry.items()})


def is_misfit(answer: Answer) -> bool:
    """Say whether the network broke because the shape of a tensor did not fit."""
    return broken_row(answer) is not None or bool(_RESHAPE.search(answer.problem.message))


def own_fault(answer: Answer, rows: list[Row]) -> Finding | None:
    """Return what the layer that raised has wrong itself, where all before it is as in the table.

    `rows` are the rows before it.
    """
    broken, row = answer.facts.get("broken") or {}, broken_row(answer)
    takes = broken.get("takes")
    shape = rows[-1].output_shape if rows else tuple(broken.get("input", ())[1:])
    if row is None:
        return _reshape_fault(answer, shape, rows)
    if row.layer == "Linear" and takes:
        return _flattening(takes, shape, rows)
    if row.layer == "Conv2d" and takes and takes != shape[0]:
        return finding(
            "wrong_channels",
            text="wrong_channels_in",
            found=_counted(takes, "channel"),
            wanted=shape[0],
        )
    return None


def _reshape_fault(answer: Answer, shape: tuple[int, ...], rows: list[Row]) -> Finding:
    said = _RESHAPE.search(answer.problem.message)
    sizes = [int(n) for n in said["sizes"].split(",")]
    batch = int(said["size"]) // max(1, prod(shape))
    if sizes[0] not in (-1, 1, batch):
        return finding("fixed_batch_size", rows="the reshaping", found=sizes[0])
    return _flattening(max(sizes), shape, rows)


def _flattening(takes: int, shape: tuple[int, ...], rows: list[Row]) -> Finding:
    """Return the finding with what flattening gives, as the product of the last map's sizes."""
    maps = [row.output_shape for row in rows if len(row.output_shape) == 3] or [shape]
    product = " · ".join(map(str, maps[-1])) if prod(maps[-1]) == prod(shape) else "your flattening"
    return finding(
        "wrong_flatten_size",
        found=f"{takes:,}",
        wanted=f"{prod(shape):,}",
        shape=product,
    )


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def how_far(answer: Answer, exercise: Exercise, rows: list[Row]) -> Finding:
    """Return the finding that tells where the network broke, and with which shapes."""
    row, broken = broken_row(answer), answer.facts.get("broken") or {}
    if row is None:
        return from_problem(answer.problem, exercise.class_name)
    takes = broken["takes"]
    unit = "feature" if row.layer == "Linear" else "channel"
    shape = broken["input"]
    fits = takes is None or (row.kernel and takes == shape[1])
    misfit = (
        f"has a window of {format_pair(row.kernel)}"
        if fits
        else f"is made for {_counted(takes, unit)}"
    )
    if row.layer == "Linear" and rows and len(rows[-1].output_shape) > 1:
        shape = ["batch", *rows[-1].output_shape]
    return finding(
        "raised",
        text="raised_misfit",
        name=exercise.class_name,
        place=f"after {_counted(len(rows), 'layer')}" if rows else "at its first layer",
        layer=row.layer,
        source=f" (your {row.source})" if row.source else "",
        misfit=misfit,
        found=shape_text(shape),
        where=where_text(answer.problem),
    )


def stopped(rows: list[Row], broken: Row | None) -> list[Row]:
    """Return the rows to show after an error, with a note where it was."""
    return [*rows, replace(broken, note="fails here")] if broken else rows


def _nearest(name: str, defines: list[str]) -> str:
    near = get_close_matches(name, defines, n=1) or [n for n in defines if not n.startswith("__")]
    return f"there is `{near[0]}`" if near else "there is none"


def _arguments(facts: dict) -> str:
    names = [f"`{name}`" for name in facts.get("arguments", []) if name != "self"]
    return listed(names) if names else "no argument"
