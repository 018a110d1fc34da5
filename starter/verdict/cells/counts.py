"""Explains a cell's number of parameters where it is not the one of the equations."""

from __future__ import annotations

from itertools import product

from ...manifest import Exercise
from ..findings import Finding, finding, has_text
from .challenges import Challenge, count_parameters


def count_findings(
    exercise: Exercise, challenge: Challenge, found: int, sizes: dict
) -> list[Finding]:
    """Return the finding for a number of parameters that is off, with what explains it."""
    wanted = count_parameters(challenge.right.blocks, **sizes)
    two_biases = found - wanted in _second_biases(challenge, sizes)
    if found == wanted or (two_biases and exercise.conventions.get("two_biases")):
        return []
    code = "two_biases" if two_biases else _cause(challenge, found, wanted, sizes)
    parts = _parts(found - wanted, **sizes) if code == "other" else ""
    return [
        finding(
            f"count_{code}",
            [("parameters", f"{wanted:,}", f"{found:,}")],
            text="count_parts" if parts else "",
            parts=parts,
            name=exercise.class_name,
            found=f"{found:,}",
            wanted=f"{wanted:,}",
            difference=f"{abs(found - wanted):,} {'more' if found > wanted else 'fewer'}",
            sizes=f"input_size={sizes['input_size']}, hidden_size={sizes['hidden_size']}",
        )
    ]


def _biases(challenge: Challenge, sizes: dict) -> int:
    blocks = [block for block in challenge.right.blocks if block.operand == "bias"]
    return count_parameters(tuple(blocks), **sizes)


def _second_biases(challenge: Challenge, sizes: dict) -> set[int]:
    """Return how many parameters a second bias per gate, a bias per peephole, or both add."""
    gates = _biases(challenge, sizes)
    peepholes = sum(block.operand in ("C", "C_new") for block in challenge.right.blocks)
    peepholes *= sizes["hidden_size"]
    return {gates, gates + peepholes, peepholes}


def _cause(challenge: Challenge, found: int, wanted: int, sizes: dict) -> str:
    """Return the code of what would explain a number, `other` if nothing does."""
    swapped = {"input_size": sizes["hidden_size"], "hidden_size": sizes["input_size"]}
    gate = sizes["hidden_size"] * (sum(sizes.values()) + 1)
    causes = {
        count_parameters(challenge.right.blocks, **swapped): "arguments_swapped",
        wanted + gate: "one_more",
        wanted - gate: "one_fewer",
        wanted - _biases(challenge, sizes): "no_biases",
    }
    for oracle in challenge.oracles.values():
        for code in (one.code for one in oracle.alterations):
            if has_text(f"count_{code}"):
                causes[count_parameters(oracle.blocks, **sizes)] = code
    return causes.get(found, "other")


def _parts(difference: int, input_size: int, hidden_size: int) -> str:
    """Return a difference as so many matrices and vectors, in words, or nothing."""
    kinds = {
        f"hidden_size × hidden_size ({hidden_size} × {hidden_size})": hidden_size**2,
        f"hidden_size × input_size ({hidden_size} × {input_size})": hidden_size * input_size,
        f"hidden_size ({hidden_size})": hidden_size,
    }
    for numbers in sorted(product(range(5), range(5), range(5)), key=sum):
        if sum(n * size for n, size in zip(numbers, kinds.values())) == abs(difference):
            several = [(f"{n} times " if n > 1 else "") + k for n, k in zip(numbers, kinds) if n]
            return " and ".join([", ".join(several[:-1]), several[-1]] if several[1:] else several)
    return ""
