"""Sees one mistake in several departures: a layer that moved, two exchanged, one repeated."""

from __future__ import annotations

from dataclasses import replace

from ...networks.alignment import Pair, differences, settings
from .places import EXTRA, MISSING, Departure, family

# The convolutions' channels in torchvision.models.alexnet.
_TORCHVISION = [64, 192, 384, 256, 256]

_MOVED = {"pool": "misplaced_pool", "dropout": "misplaced_dropout", "relu": "layers_swapped"}


def joined(found: list[Departure], pairs: list[Pair]) -> list[Departure]:
    """Return departures with those that are one mistake joined; `pairs` are the aligned rows."""
    return _grouped(_from_torchvision(_swapped(_moved(found)), pairs))


def _moved(found: list[Departure]) -> list[Departure]:
    """Turn a missing and an extra layer of one kind into one layer at the wrong place."""
    extras = [one for one in found if _movable(one, EXTRA)]
    for gap in [one for one in found if _movable(one, MISSING)]:
        home = gap.places[0].theirs
        for extra in extras:
            guest = extra.places[0].ours
            same = guest.layer == home.layer and not differences(guest, home)
            if same or family(guest) == family(home) == "dropout":
                code = _MOVED[family(home)] if same else "wrong_dropout_kind"
                first = min(found.index(gap), found.index(extra))
                found = [one for one in found if one is not gap and one is not extra]
                found.insert(first, Departure(code, (*gap.places, *extra.places)))
                extras.remove(extra)
                break
    return found


def _movable(one: Departure, codes: dict[str, str]) -> bool:
    row = one.places[0].theirs or one.places[0].ours
    return one.code in codes.values() and len(one.places) == 1 and family(row) in _MOVED


def _swapped(found: list[Departure]) -> list[Departure]:
    """Turn two layers that have each other's settings into one departure."""
    pairs = [one.places[0] for one in found if one.places[0].ours and one.places[0].theirs]
    for i, a in enumerate(pairs):
        for b in pairs[i + 1 :]:
            sides = [(a.ours, b.theirs), (b.ours, a.theirs)]
            alike = all(x.layer == y.layer and settings(x) == settings(y) for x, y in sides)
            if alike and a.number != b.number:
                swap = Departure("layers_swapped", (a, b))
                rest = [one for one in found if one.places[0] not in (a, b)]
                return sorted([swap, *rest], key=lambda one: one.places[0].number)
    return found


def _from_torchvision(found: list[Departure], pairs: list[Pair]) -> list[Departure]:
    channels = [ours.output_shape[0] for ours, _ in pairs if ours and ours.layer == "Conv2d"]
    if channels != _TORCHVISION:
        return found
    both = [one for one in found if all(p.ours and p.theirs for p in one.places)]
    theirs = [one for one in both if one.places[0].theirs.layer == "Conv2d"]
    places = {place.number: place for one in theirs for place in one.places}
    rest = [one for one in found if one not in theirs]
    return [Departure("torchvision_geometry", tuple(places.values())), *rest] if theirs else found


def _grouped(found: list[Departure]) -> list[Departure]:
    """Join equal mistakes, so that each is told once with all its rows."""
    groups: dict[tuple, Departure] = {}
    for one in found:
        key = (one.code, one.setting, one.word, *_told(one))
        before = groups[key].places if key in groups else ()
        groups[key] = replace(one, places=before + one.places)
    return list(groups.values())


def _told(one: Departure) -> tuple:
    """Return what a finding says about a departure besides its rows."""
    place = one.places[0]
    if one.setting:
        return (place.theirs.layer, *differences(place.ours, place.theirs)[one.setting])
    return (place.ours and place.ours.layer, place.theirs and place.theirs.layer)
