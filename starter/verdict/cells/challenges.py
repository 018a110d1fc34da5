"""What a cell is compared with: inputs, base points and expected numbers, one set per oracle.

A challenge is arrays only. The ones in `oracles/` were made by the build for the notebook; grading
makes fresh ones. The equations behind them are not in this package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from math import prod
from typing import NamedTuple

import numpy as np


class Block(NamedTuple):
    """A group of parameters with one role: the part of `map` that reads `operand`.

    `axes` spells its shape with H for hidden_size and I for input_size, such as `HI`.
    """

    map: str
    operand: str
    axes: str

    def shape(self, input_size: int, hidden_size: int) -> tuple[int, ...]:
        """Return the shape, such as `(hidden_size, input_size)`."""
        return tuple({"H": hidden_size, "I": input_size}[axis] for axis in self.axes)

    def size(self, input_size: int, hidden_size: int) -> int:
        """Return the number of entries."""
        return prod(self.shape(input_size, hidden_size))


@dataclass(frozen=True)
class Point:
    """An oracle at one base point: its outputs, and the signature of each of its entries.

    `outputs` is `(outputs,)`, `columns` `(entries, outputs)`: the derivative of every output for
    that entry. `group` `(entries,)` is equal for entries that tie. Where some tie, `second` holds
    values that break the symmetry, NaN for those that tie, and `second_columns` the signatures
    there.
    """

    outputs: np.ndarray
    columns: np.ndarray
    group: np.ndarray
    second: np.ndarray | None = None
    second_columns: np.ndarray | None = None


class Alteration(NamedTuple):
    """One way in which equations differ from the right ones.

    `name` tells several of one code apart. `kind` is `right`, `convention` or `mistake`, `text` an
    entry of `hints/`, `gate` the quantity that is altered, `every` for all that could be, or empty.
    """

    name: str
    kind: str
    code: str
    text: str
    gate: str = ""


@dataclass(frozen=True)
class Oracle:
    """One equation set as numbers: in which ways it is altered, and what it gives.

    `weights` `(entries,)` are random; `outputs` and `gradients` are what one step on the test
    inputs gives with them.
    """

    alterations: tuple[Alteration, ...]
    blocks: tuple[Block, ...]
    points: Mapping[str, Point]
    weights: np.ndarray
    outputs: np.ndarray
    gradients: Mapping[str, np.ndarray]

    @property
    def kind(self) -> str:
        """`right`, `convention` or `mistake`."""
        kinds = {one.kind for one in self.alterations}
        return "mistake" if "mistake" in kinds else "convention" if kinds else "right"

    @property
    def name(self) -> str:
        """The names of its alterations, `right` without any."""
        return name_of(self.alterations)


def name_of(alterations: tuple[Alteration, ...]) -> str:
    """Return the name of equations that are altered in all these ways."""
    return "+".join(one.name for one in alterations) or "right"


@dataclass(frozen=True)
class Altered:
    """What cells with known mistakes and conventions give at the base points, one or several.

    `members` `(n, most at once)` holds indices into `alterations`, -1 for none; `outputs` for each
    base point `(n, samples)`, a sample of the outputs. Alterations alone come first.
    """

    alterations: tuple[Alteration, ...]
    members: np.ndarray
    outputs: Mapping[str, np.ndarray]

    def find(
        self, outputs: Mapping[str, np.ndarray], right: Mapping[str, np.ndarray], everywhere: bool
    ) -> tuple[Alteration, ...]:
        """Return what is altered in a cell that gives these outputs, nothing where none fits.

        They have to fit at all base points, or else at one where the alteration shows: where its
        outputs are not the `right` ones. One is enough where the layout of the parameters makes the
        other fail.
        """
        fits = {point: self._fits(point, outputs[point]) for point in self.outputs}
        shows = {point: ~self._fits(point, right[point]) for point in self.outputs}
        everything = np.all(list(fits.values()), 0) & np.any(list(shows.values()), 0)
        somewhere = [fits[point] & shows[point] for point in reversed(fits)]
        for fitting in [everything] if everywhere else somewhere:
            if fitting.any():
                return tuple(self.alterations[i] for i in self.members[fitting][0] if i >= 0)
        return ()

    def _fits(self, point: str, outputs: np.ndarray) -> np.ndarray:
        """Say for each of the members `(n,)` whether it gives these outputs at a base point."""
        wanted = self.outputs[point]
        return (np.abs(wanted - sample(outputs)) <= 1e-6 * (1 + np.abs(wanted))).all(1)


def sample(outputs: np.ndarray) -> np.ndarray:
    """Return a few of a step's outputs, of many units and rows: enough to tell cells apart."""
    return outputs[:30:2].astype(np.float32)


@dataclass(frozen=True)
class Challenge:
    """The questions for one exercise, with the answers of its oracles.

    `inputs` and `test_inputs` hold x `(batch, input_size)`, h and for LSTMs C
    `(batch, hidden_size)`; `fills` the constants of each base point for matrix-like and
    vector-like parameters. `oracles` are those to be told by the roles of their parameters, by
    name. `make_altered` gives all alterations that are known, alone (1) or several at once too (2).
    """

    exercise: str
    input_size: int
    hidden_size: int
    states: tuple[str, ...]
    fills: Mapping[str, tuple[float, float]]
    inputs: Mapping[str, np.ndarray]
    test_inputs: Mapping[str, np.ndarray]
    oracles: Mapping[str, Oracle]
    make_altered: Callable[[int], Altered] = field(compare=False, repr=False)

    @cached_property
    def altered(self) -> Altered:
        """All known alterations, alone and several; made when first asked for, which is rare."""
        return self.make_altered(2)

    @cached_property
    def _altered_alone(self) -> Altered:
        return self.make_altered(1)

    def find_altered(self, outputs: Mapping[str, np.ndarray]) -> tuple[Alteration, ...]:
        """Return what is altered in a cell with these outputs at the base points, if known."""
        right = {point: self.right.points[point].outputs for point in outputs}
        return (
            self._altered_alone.find(outputs, right, everywhere=True)
            or self.altered.find(outputs, right, everywhere=True)
            or self.altered.find(outputs, right, everywhere=False)
        )

    @property
    def right(self) -> Oracle:
        """The oracle of the assignment's own equations."""
        return self.oracles["right"]

    def matching(self, outputs: np.ndarray, point: str, tolerance: float) -> Iterator[Oracle]:
        """Yield the oracles whose outputs at the base point are these, the right one first."""
        for oracle in self.oracles.values():
            if point in oracle.points and close(outputs, oracle.points[point].outputs, tolerance):
                yield oracle


def close(found: np.ndarray, wanted: np.ndarray, tolerance: float = 1e-9) -> bool:
    """Say whether two arrays have one shape and are equal within the tolerance."""
    return found.shape == wanted.shape and bool(np.all(np.abs(found - wanted) <= tolerance))


def count_parameters(blocks: tuple[Block, ...], input_size: int, hidden_size: int) -> int:
    """Return the number of parameters of the blocks, biases included."""
    return sum(block.size(input_size, hidden_size) for block in blocks)


@cache
def load_challenge(exercise: str) -> Challenge:
    """Return the challenge that came with the package for an exercise."""
    path = files("starter") / "oracles" / f"{exercise}.npz"
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return unpack(dict(arrays))


def pack(challenge: Challenge) -> dict[str, np.ndarray]:
    """Return a challenge as arrays alone: a JSON header as bytes, and one array per number."""
    arrays: dict[str, np.ndarray] = {}
    for name in ("inputs", "test_inputs"):
        arrays |= {f"{name}/{key}": value for key, value in getattr(challenge, name).items()}
    header = {
        "exercise": challenge.exercise,
        "input_size": challenge.input_size,
        "hidden_size": challenge.hidden_size,
        "states": challenge.states,
        "fills": challenge.fills,
        "oracles": [[o.alterations, o.blocks, list(o.points)] for o in challenge.oracles.values()],
        "alterations": challenge.altered.alterations,
    }
    arrays["altered/members"] = challenge.altered.members
    arrays |= {f"altered/outputs/{key}": value for key, value in challenge.altered.outputs.items()}
    for name, oracle in challenge.oracles.items():
        for part in ("weights", "outputs"):
            arrays[f"{name}/{part}"] = getattr(oracle, part)
        for key, value in oracle.gradients.items():
            arrays[f"{name}/gradients/{key}"] = value
        for place, point in oracle.points.items():
            for part, value in vars(point).items():
                if value is not None:
                    arrays[f"{name}/points/{place}/{part}"] = value
    return {"header": np.frombuffer(json.dumps(header).encode(), np.uint8), **arrays}


def unpack(arrays: Mapping[str, np.ndarray]) -> Challenge:
    """Return the challenge that `pack` made arrays of."""
    header = json.loads(bytes(arrays["header"]))
    oracles = [(tuple(Alteration(*a) for a in found), *rest) for found, *rest in header["oracles"]]
    altered = Altered(
        alterations=tuple(Alteration(*entry) for entry in header["alterations"]),
        members=arrays["altered/members"],
        outputs=_below(arrays, "altered/outputs/"),
    )
    return Challenge(
        exercise=header["exercise"],
        input_size=header["input_size"],
        hidden_size=header["hidden_size"],
        states=tuple(header["states"]),
        fills={name: tuple(fill) for name, fill in header["fills"].items()},
        inputs=_below(arrays, "inputs/"),
        test_inputs=_below(arrays, "test_inputs/"),
        oracles={
            name: Oracle(
                alterations=alterations,
                blocks=tuple(Block(*block) for block in blocks),
                points={key: Point(**_below(arrays, f"{name}/points/{key}/")) for key in points},
                weights=arrays[f"{name}/weights"],
                outputs=arrays[f"{name}/outputs"],
                gradients=_below(arrays, f"{name}/gradients/"),
            )
            for alterations, blocks, points in oracles
            for name in [name_of(alterations)]
        },
        make_altered=lambda most: altered,
    )


def _below(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {key.removeprefix(prefix): arrays[key] for key in arrays if key.startswith(prefix)}
