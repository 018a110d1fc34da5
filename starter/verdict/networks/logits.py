"""Judges what a network returned: one tensor of logits, one row per image."""

from __future__ import annotations

from ...networks.tables import Row
from ..findings import Finding, finding, shape_text, structure_text


def logits_findings(
    output: dict, wanted: list[int], rows: list[Row], table: list[Row]
) -> list[Finding]:
    """Return what is wrong with what a network returned, if anything.

    `wanted` is `[batch, classes]`, `rows` are the network's, `table` those wanted.
    """
    if output["type"] == "tensor" and output["shape"] == wanted and "float" in output["dtype"]:
        return []
    code = _code(output, wanted, rows, table)
    return [
        finding(
            code,
            text=_TEXTS.get(code, ""),
            found=structure_text(output),
            wanted=shape_text(wanted),
        )
    ]


# Texts about what came out, where the code's own text is about a layer.
_TEXTS = {
    "batch_mixed": "batch_mixed_output",
    "fixed_batch_size": "fixed_batch_size_output",
    "returns_features": "returns_features_output",
    "num_classes_ignored": "num_classes_ignored_output",
}


def _code(output: dict, wanted: list[int], rows: list[Row], table: list[Row]) -> str:
    if output["type"] == "NoneType":
        return "no_return"
    if output["type"] != "tensor":
        return "returns_tuple" if output["type"] in ("tuple", "list") else "returns_no_logits"
    shape = output["shape"]
    if "int" in output["dtype"] or any(row.layer == "argmax" for row in rows):
        return "class_index_output"
    if shape == wanted[1:] and wanted[0] == 1:
        return "squeezed_output"
    if not shape or shape[0] != wanted[0]:
        notes = {row.note.partition("=")[0]: row for row in rows}
        codes = {"batch": "fixed_batch_size", "batch mixed": "batch_mixed"}
        return next((codes[note] for note in codes if note in notes), "wrong_logits_shape")
    inner = {row.output_shape for row in table[:-1]}
    if len(shape) == 1:
        return "wrong_logits_shape"
    if len(shape) != 2 or tuple(shape[1:]) in inner:
        return "returns_features"
    return "num_classes_ignored"
