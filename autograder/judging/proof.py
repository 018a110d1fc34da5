"""Proves a network by its outputs for fresh weights, compared with the table's network."""

from __future__ import annotations

from math import prod
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from starter.interview.networks import with_one_value
from starter.manifest import Exercise
from starter.networks.tables import Row, expected_rows, input_shape
from starter.questions import Answer, Question
from starter.verdict.asking import Dialogue
from starter.verdict.findings import finding
from starter.verdict.networks.layers_check import DEFAULT_CLASSES, ask_evaluation, rows_of

from .reference import (
    NUMBERS,
    bias_scales,
    most_numbers,
    parametric,
    read_numbers,
    run_table,
    weight_size,
)

TOLERANCE = 1e-3


class NoProof(ValueError):
    """What a submission says of its parameters is not how the table's weights can be laid out."""


class Prover:
    """Asks networks for their logits under the numbers in a folder.

    `place` is where submissions see that folder. What a recording says of the layout of the
    parameters is used for the reference too, so that a lie about it gains nothing.
    """

    def __init__(self, folder: Path, place: str, seed: int):
        self.folder, self.place, self.seed = folder, place, seed
        self.known: dict[tuple, np.ndarray] = {}
        self.images: dict[tuple, np.ndarray] = {}

    def prove(self, exercise: Exercise) -> Dialogue:
        """Ask for the layout, then for logits; return what is wrong with them."""
        rng = np.random.default_rng(self.seed)
        answer = yield ask_evaluation(exercise)
        try:
            layout = Layout(expected_rows(exercise.id, DEFAULT_CLASSES), answer)
        except NoProof as error:
            return [finding("logits_unproven", why=f" ({error})")]
        images = self._two_images(input_shape(exercise.id))
        difference, size = np.inf, 0.0
        # The order in which maps are flattened is a matter of layout; where it may differ, weights
        # that are equal for all that a unit of the first linear layer reads do not see it.
        for summed in (False, True):
            biases = layout.draw_biases(rng)
            # One image proves as much as more do. What cannot take one gets two, built on the CPU
            # as its author may have built it: either costs points elsewhere.
            for device, given in (("meta", images[:1]), ("cpu", images)):
                wanted = self._reference(exercise, layout, given, biases, summed)
                answer = yield self._question(layout, given, biases, summed, device)
                if not answer.problem:
                    break
            if answer.problem or answer.arrays["logits"].size != wanted.size:
                why = answer.problem.error if answer.problem else "another shape"
                return [finding("logits_unproven", why=f" ({why})")]
            size = float(np.abs(wanted).max())
            difference = float(np.abs(answer.arrays["logits"].ravel() - wanted.ravel()).max())
            if difference <= TOLERANCE * size:
                return []
        return [finding("logits_differ", difference=f"{difference / size:.1%}")]

    def _two_images(self, size: tuple[int, ...]) -> np.ndarray:
        if size not in self.images:
            rng = np.random.default_rng([self.seed, *size])
            self.images[size] = rng.standard_normal((2, *size), np.float32)
        return self.images[size]

    def _question(self, layout, images, biases, summed, device) -> Question:
        options = {
            "num_classes": DEFAULT_CLASSES,
            "file": f"{self.place}/{NUMBERS}",
            "length": most_numbers(),
            "slices": dict(layout.slices),
            "device": device,
        }
        if summed:
            options["summed"] = layout.summed()
        values = {f"values/{name}": array for name, array in biases.items()}
        return Question("logits", options, {"x": images, **values})

    def _reference(self, exercise, layout, images, biases, summed) -> np.ndarray:
        key = (exercise.id, layout.key, len(images), summed)
        if key not in self.known:
            numbers = read_numbers(self.folder)
            stored = {name: numbers[at:] for name, at in layout.slices.items()}
            stored |= {name: torch.tensor(array) for name, array in biases.items()}
            if summed:
                name, *view = layout.summed()
                stored[name] = with_one_value(stored[name][: layout.lengths[name]], *view)
            weights = [tuple(v.of(stored) for v in views) for views in layout.views]
            self.known[key] = run_table(layout.rows, weights, torch.tensor(images))
        return self.known[key]


class View:
    """Part of a parameter: where in its storage the numbers of a weight or a bias lie."""

    def __init__(self, name: str, offset: int, sizes: list[int], strides: list[int]):
        axes = [(s, n) for n, s in zip(sizes, strides) if n > 1]
        self.name, self.offset = name, offset
        self.sizes, self.strides = tuple(sizes), tuple(strides)
        if len(sizes) != len(strides):
            raise NoProof("no layout")
        self.count = prod(sizes)
        self.end = offset + 1 + sum(s * (n - 1) for s, n in axes)
        self.dense = self._dense(sorted(axes))

    def _dense(self, axes: list[tuple[int, int]]) -> bool:
        step = 1
        for stride, size in axes:
            if stride != step:
                return False
            step *= size
        return True

    def of(self, stored: dict[str, Tensor]) -> Tensor:
        """Return the numbers, in the sizes of the view."""
        numbers = stored[self.name]
        start = numbers.storage_offset() + self.offset
        return numbers.as_strided(self.sizes, self.strides, start)

    def marks(self, length: int) -> np.ndarray:
        """Return how often the view reads each entry of its parameter."""
        entries = torch.arange(length).as_strided(self.sizes, self.strides, self.offset)
        return np.bincount(entries.flatten().numpy(), minlength=length)


class Layout:
    """Where the weights and biases of a table's rows lie in a submission's parameters.

    Raises NoProof unless each entry of each parameter is one entry of one row, so that right
    logits need all of them.
    """

    def __init__(self, rows: list[Row], answer: Answer):
        recorded, wanted = parametric(rows_of(answer)), parametric(rows)
        shapes = {name: prod(shape) for name, shape in answer.facts.get("parameters", [])}
        self.rows = rows
        try:
            pairs = [_as_pair([View(*v) for v in r.views], row) for r, row in zip(recorded, wanted)]
        except TypeError as error:
            raise NoProof("no layout") from error
        if len(recorded) != len(wanted) or any(v.name not in shapes for p in pairs for v in p):
            raise NoProof("no layout")
        self.views, self.lengths = pairs, shapes
        self._cover(shapes)
        self.key = tuple((v.name, v.offset, v.sizes, v.strides) for p in self.views for v in p)
        weights = dict.fromkeys(weight.name for weight, _ in self.views)
        ends = np.cumsum([0, *(shapes[name] for name in weights)]).tolist()
        self.slices = dict(zip(weights, ends))
        self.biases = {b.name: shapes[b.name] for _, b in self.views if b.name not in weights}

    def _cover(self, shapes: dict[str, int]) -> None:
        for name, length in shapes.items():
            views = [view for pair in self.views for view in pair if view.name == name]
            if sum(v.count for v in views) != length or any(v.end > length for v in views):
                raise NoProof(f"{name[:50]} is not all used, or used twice")
            one_block = len(views) == 1 and views[0].dense
            if not one_block and sum(view.marks(length) for view in views).max() > 1:
                raise NoProof(f"parts of {name[:50]} are used twice")

    def draw_biases(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Return values for the parameters that are biases, as large as what they are added to."""
        drawn = {name: np.zeros(length, np.float32) for name, length in self.biases.items()}
        for (_, bias), scale in zip(self.views, bias_scales(self.rows)):
            values = scale * rng.standard_normal(bias.count)
            if bias.name in drawn:
                part = torch.from_numpy(drawn[bias.name])
                bias.of({bias.name: part}).copy_(torch.tensor(values).view(bias.sizes))
        return drawn

    def summed(self) -> list:
        """Return the first linear layer's parameter, its view there, and the axis of its units."""
        layers = [row.layer for row in parametric(self.rows)]
        view = self.views[layers.index("Linear")][0]
        axis = 1 if len(view.sizes) == 2 else 0
        return [view.name, list(view.sizes), list(view.strides), view.offset, axis]


def _as_pair(views: list[View], row: Row) -> tuple[View, View]:
    """Return a row's weight and bias, told apart by their numbers of entries."""
    weights = [view for view in views if view.count == weight_size(row)]
    biases = [view for view in views if view.count == row.output_shape[0]]
    if len(weights) != 1 or len(biases) != 1 or len(views) != 2:
        raise NoProof(f"{row.layer} has no weight and bias of its own among the parameters")
    return weights[0], biases[0]
