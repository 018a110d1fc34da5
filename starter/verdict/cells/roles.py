"""Tells which gates' work a cell's parameters do, where that is not what the equations say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ...questions import Answer
from ..asking import idle_names
from ..findings import Finding, finding
from .challenges import Alteration, Block, Challenge, Oracle
from .signatures import UNUSED, Match, nearest

# Quantities of the equations in words, and the quantity that a map such as W_f computes.
WORDS = {
    "z": "update gate z",
    "r": "reset gate r",
    "f": "forget gate f",
    "i": "input gate i",
    "o": "output gate o",
    "candidate": "candidate",
}
CANDIDATES = ("C", "h", "g")


@dataclass(frozen=True)
class Shared:
    """A role that one parameter plays in several places: for all blocks, or all units of one."""

    blocks: tuple[Block, ...]
    entries: np.ndarray


def altered_finding(alteration: Alteration) -> Finding:
    """Return the finding for a known convention or mistake."""
    gate = alteration.gate
    words = "each of your gates" if gate == "every" else f"your {WORDS.get(gate, gate)}"
    return finding(
        alteration.code,
        text=alteration.text,
        gate=words,
        Gate=words[0].upper() + words[1:],
        idle="",
    )


def missing_blocks(oracle: Oracle, found: Match, challenge: Challenge) -> list[Block]:
    """Return the blocks of the oracle that lack parameters."""
    missing = set(found.missing.tolist())
    return [block for block, entries in entries_of(oracle, challenge) if missing & set(entries)]


def missing_finding(oracle: Oracle, missing: list[Block], idle: str) -> Finding:
    """Return the finding for roles that no parameter has."""
    values = {"gates": gates_of(missing), "idle": f" (nothing depends on {idle})" if idle else ""}
    biases = [block for block in oracle.blocks if block.operand == "bias"]
    if set(missing) == set(biases):
        return finding("bias_missing_all", **values)
    if set(missing) < set(biases):
        return finding("bias_missing_one_gate", text="bias_missing_some", **values)
    return finding("missing_parameters", found=", ".join(map(role_text, missing)), **values)


def shared_roles(
    oracle: Oracle, point: str, found: Match, columns: np.ndarray, challenge: Challenge
) -> list[Shared]:
    """Return the shared roles that explain all entries without one, or nothing.

    The signature of an entry that acts in two places is the sum of those of the two.
    """
    left, explained = found.unknown, []
    for blocks, sums in _sums(oracle, oracle.points[point].columns, challenge):
        if not len(left):
            break
        fits = nearest(columns[left], sums, 1e-7) >= 0
        if fits.any():
            explained.append(Shared(blocks, left[fits]))
            left = left[~fits]
    return explained if not len(left) else []


def shared_finding(shared: list[Shared], found: Match, answer: Answer) -> Finding:
    """Return the finding for parameters that act in several places."""
    blocks = [block for one in shared for block in one.blocks]
    kinds, idle = set(map(_kind, blocks)), idle_names(answer, found.role == UNUSED)
    values = {"gates": gates_of(blocks), "idle": idle}
    if all(len(one.blocks) == 1 for one in shared):
        return finding("scalar_gate", **values)
    if kinds == {"bias"}:
        return finding("bias_shared_between_gates", **values)
    if idle:
        return finding("wrong_layer_used", **values)
    if kinds == {"C"}:
        return finding("peephole_shared_between_gates", **values)
    return finding("one_layer_for_two_gates", **values)


def gates_of(blocks: Iterable[Block]) -> str:
    """Return the gates that blocks belong to, in words."""
    names = [block.map.partition("_")[2] for block in blocks]
    gates = dict.fromkeys("candidate" if n in CANDIDATES else n for n in names)
    words = [f"the {WORDS.get(gate, gate)}" for gate in gates]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def role_text(block: Block) -> str:
    """Return the role of a block in the notation of the equations."""
    gate = block.map.partition("_")[2]
    if block.operand == "bias":
        return f"the bias b_{gate}"
    return f"the part of W_{gate} that reads {block.operand.replace('_new', ' (new)')}"


def entries_of(oracle: Oracle, challenge: Challenge) -> Iterator[tuple[Block, range]]:
    """Yield each block of an oracle with the indices of its entries."""
    offset = 0
    for block in oracle.blocks:
        size = block.size(challenge.input_size, challenge.hidden_size)
        yield block, range(offset, offset + size)
        offset += size


def _sums(oracle: Oracle, columns: np.ndarray, challenge: Challenge):
    """Yield the signatures of entries that would serve several blocks of a kind, or all units."""
    kinds: dict[tuple, list] = {}
    for block, entries in entries_of(oracle, challenge):
        kinds.setdefault((_kind(block), block.axes), []).append((block, columns[list(entries)]))
    for several in kinds.values():
        for count in range(2, len(several) + 1):
            for some in combinations(several, count):
                yield tuple(block for block, _ in some), sum(part for _, part in some)
    for several in kinds.values():
        for block, part in several:
            units = part.reshape(challenge.hidden_size, -1, part.shape[1])
            yield (block,), units.sum(0)


def _kind(block: Block) -> str:
    """Return what a block reads: x, h, C or, for biases, nothing."""
    return block.operand.split()[-1].removesuffix("_new")
