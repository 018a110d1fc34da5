"""Names how recorded layers depart from a table: one mistake is one departure, whatever follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...networks.alignment import Pair, differences
from ...networks.tables import Row
from .patterns import joined
from .places import EXTRA, MISSING, Departure, Place, family

# Codes of settings, of poolings second. Where several differ in one layer, the first is told: a
# padding was mostly adapted to the others.
_GEOMETRY = {
    "kernel": ("wrong_kernel", "wrong_pool_kernel"),
    "dilation": ("wrong_dilation", "wrong_pool_dilation"),
    "stride": ("wrong_stride", "wrong_pool_stride"),
    "padding": ("wrong_padding", "wrong_pool_padding"),
}
_NOTES = {
    "bias": "missing_bias",
    "groups": "wrong_groups",
    "padding_mode": "wrong_padding_mode",
    "batch": "fixed_batch_size",
    "batch mixed": "batch_mixed",
}
_AT_THE_END = {
    "ReLU": "relu_output",
    "Softmax": "softmax_output",
    "LogSoftmax": "log_softmax_output",
    "Sigmoid": "sigmoid_output",
    "argmax": "class_index_output",
}
_OTHER_KIND = {
    "dropout": "wrong_dropout_kind",
    "pool": "wrong_pool_kind",
    "relu": "wrong_activation",
}
_WEIGHTED = {"Conv2d", "ConvTranspose2d", "Linear"}


def departures(
    pairs: list[Pair], last: int, size: tuple[int, ...], shared: Iterable[str] = ()
) -> list[Departure]:
    """Return the departures of aligned rows in the order of the table.

    `last` is the number of the table's last row, `size` the shape of one input `(channels, height,
    width)`. `shared` are the names of layers that are called more than once, whose extra rows are
    no mistakes of their own.
    """
    found: list[Departure] = []
    for kind, run in groupby(_places(pairs, size), key=_kind):
        run = tuple(run)
        if kind == "missing":
            found += _missing(run, last)
        elif kind == "extra" and not any(place.ours.source in shared for place in run):
            found += _extra(run, last)
        elif kind == "differs":
            found += [one for place in run for one in _differing(place, last)]
    return joined(found, pairs)


def _places(pairs: list[Pair], size: tuple[int, ...]) -> Iterator[Place]:
    number, before = 0, Row("input", size)
    for ours, theirs in pairs:
        number += theirs is not None
        yield Place(number, ours, theirs, before)
        before = ours or before


def _kind(place: Place) -> str:
    if place.ours is None or place.theirs is None:
        return "missing" if place.ours is None else "extra"
    same = place.ours.layer == place.theirs.layer and not differences(place.ours, place.theirs)
    return "same" if same else "differs"


def _missing(run: tuple[Place, ...], last: int) -> Iterator[Departure]:
    if any(place.theirs.layer in _WEIGHTED for place in run):
        yield Departure("returns_features" if run[-1].number == last else "missing_layer", run)
        return
    for name, places in groupby(run, key=lambda place: family(place.theirs)):
        yield Departure(MISSING[name], tuple(places))


def _extra(run: tuple[Place, ...], last: int) -> Iterator[Departure]:
    if any(place.ours.layer in _WEIGHTED for place in run):
        yield Departure("extra_layer", run)
        return
    for code, places in groupby(run, key=lambda place: _extra_code(place, last)):
        yield Departure(code, tuple(places))


def _extra_code(place: Place, last: int) -> str:
    row = place.ours
    if place.number == last and row.layer in _AT_THE_END:
        return _AT_THE_END[row.layer]
    if family(row) == "pool" and row.output_shape[1:] == (1, 1):
        return "global_pool"
    if family(row):
        return EXTRA[family(row)]
    if row.note == "batch mixed":
        return "batch_mixed"
    return "input_changed" if place.number == 0 else "extra_layer"


def _differing(place: Place, last: int) -> Iterator[Departure]:
    ours, theirs = place.ours, place.theirs
    if ours.layer != theirs.layer:
        related = family(theirs) == family(ours)
        code = _OTHER_KIND.get(family(theirs), "wrong_layer") if related else "wrong_layer"
        yield Departure(code, (place,))
        return
    differs = differences(ours, theirs)
    geometry = next((name for name in _GEOMETRY if name in differs), None)
    if geometry:
        yield Departure(_GEOMETRY[geometry][family(theirs) == "pool"], (place,), geometry)
    if "channels" in differs:
        linear = "num_classes_ignored" if place.number == last else "wrong_linear_width"
        code = linear if theirs.layer == "Linear" else "wrong_channels"
        yield Departure(code, (place,), "channels")
    for word in ours.note.split(", ") if "note" in differs else ():
        yield Departure(_NOTES.get(word.partition("=")[0], "wrong_option"), (place,), "note", word)
