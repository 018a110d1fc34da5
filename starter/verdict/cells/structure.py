"""Judges the structure of what one step returns."""

from __future__ import annotations

from ..findings import Finding, finding, shape_text, structure_text
from .challenges import Challenge


def structure_findings(
    output: dict, challenge: Challenge, batch: int, hidden: int
) -> list[Finding]:
    """Return what is wrong with the structure of a step's result, if anything."""
    states, shape = challenge.states, [batch, hidden]
    values = {
        "wanted": "h" if len(states) == 1 else "(h, C)",
        "found": structure_text(output),
        "shape": shape_text(shape),
        "meaning": f"(batch, hidden_size) = {shape_text(shape)}",
    }
    code = _no_tensor(output) if len(states) == 1 else _no_pair(output, shape)
    if code:
        return [finding(code, text="returns_no_tensor" if len(states) == 1 else code, **values)]
    for name, item in zip(("h", "C"), output.get("items", [output])):
        if item["shape"] != shape:
            return [
                finding("wrong_shape", name=name, **{**values, "found": shape_text(item["shape"])})
            ]
        if "float" not in item["dtype"]:
            return [finding("not_floating", name=name, **{**values, "found": item["dtype"]})]
        if not item["finite"]:
            return [finding("not_finite", name=name, **values)]
    return []


def _no_tensor(output: dict) -> str:
    """Return the code for what should be one tensor and is not, or nothing."""
    known = {"tensor": "", "tuple": "returns_tuple", "list": "returns_list"}
    return known.get(output["type"], "returns_no_tensor")


def _no_pair(output: dict, shape: list[int]) -> str:
    """Return the code for what should be a pair of tensors and is not, or nothing."""
    if output["type"] == "tensor":
        if output["shape"] == shape:
            return "returns_only_hidden"
        stacked = sorted(output["shape"]) == sorted([2, *shape])
        return "returns_stacked_tensor" if stacked else "returns_no_pair"
    if "items" not in output:
        return "returns_no_pair"
    if output["length"] > 2:
        return "returns_extra"
    if any("items" in item for item in output["items"]):
        return "returns_nested_state"
    pair = output["length"] == 2 and all(item["type"] == "tensor" for item in output["items"])
    return "" if pair else "returns_no_pair"
