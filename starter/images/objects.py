"""The things in the drawn images, as outlines: no two are alike.

An object is a list of parts from back to front, each a polygon and the name of its colour. It lies
in a square from −1 to 1, y pointing down.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

Part = tuple[np.ndarray, str]


def fish(rng: Generator) -> list[Part]:
    """An oval body with a tail, two fins, a stripe and an eye."""
    high = rng.uniform(0.38, 0.6)
    body = oval(-0.12, 0, 0.78, high)
    tail = [(0.5, 0), (0.98, -rng.uniform(0.35, 0.6)), (0.86, 0), (0.98, rng.uniform(0.35, 0.6))]
    fin = [(-0.3, -0.8 * high), (rng.uniform(-0.1, 0.2), -high - 0.3), (0.3, -0.75 * high)]
    belly = [(-0.2, 0.85 * high), (0.1, high + 0.2), (0.2, 0.8 * high)]
    stripe = [(0.02, -0.9 * high), (0.16, -0.88 * high), (0.16, 0.88 * high), (0.02, 0.9 * high)]
    eye = oval(-0.56, -0.25 * high, 0.08, 0.08)
    parts = [(tail, "second"), (fin, "second"), (belly, "second"), (body, "main")]
    return _parts([*parts, (stripe, "third"), (eye, "dark")])


def house(rng: Generator) -> list[Part]:
    """Walls, a pointed roof, a door, windows, sometimes a chimney."""
    wide, top, peak = rng.uniform(0.6, 0.85), rng.uniform(-0.15, 0.1), rng.uniform(-0.95, -0.65)
    walls = box(-wide, top, wide, 0.85)
    roof = [(-wide - 0.13, top), (rng.uniform(-0.15, 0.15), peak), (wide + 0.13, top)]
    side = rng.choice([-1, 1])
    door = box(side * 0.3 - 0.16, 0.3, side * 0.3 + 0.16, 0.85)
    window = box(-side * 0.35 - 0.19, top + 0.2, -side * 0.35 + 0.19, top + 0.55)
    parts = [(walls, "main"), (roof, "second"), (door, "third"), (window, "light")]
    if rng.random() < 0.6:
        parts.insert(0, (box(0.3 * wide, peak + 0.05, 0.6 * wide, top), "third"))
    return _parts(parts)


def sailboat(rng: Generator) -> list[Part]:
    """A hull, a mast, two sails, waves."""
    deck, mast = rng.uniform(0.35, 0.5), rng.uniform(-0.15, 0.15)
    hull = [(-0.85, deck), (0.85, deck), (rng.uniform(0.45, 0.65), 0.85), (-0.55, 0.85)]
    pole = box(mast - 0.035, -0.95, mast + 0.035, deck)
    large = [(mast + 0.07, -0.88), (mast + 0.07, deck - 0.08), (0.8, deck - 0.08)]
    small = [
        (mast - 0.07, rng.uniform(-0.75, -0.4)),
        (mast - 0.07, deck - 0.08),
        (-0.7, deck - 0.08),
    ]
    crests = [(x, 0.75 + 0.08 * (i % 2)) for i, x in enumerate(np.linspace(-1, 1, 9))]
    waves = [*crests, (1, 1), (-1, 1)]
    parts = [(pole, "dark"), (large, "light"), (small, "second"), (hull, "main")]
    return _parts([*parts, (waves, "third")])


def tree(rng: Generator) -> list[Part]:
    """A trunk under a crown of rounds or of triangles."""
    thick = rng.uniform(0.08, 0.15)
    trunk = [(-thick, 0.1), (thick, 0.1), (1.5 * thick, 0.95), (-1.5 * thick, 0.95)]
    if rng.random() < 0.5:
        places = [(-0.4, -0.1), (0.4, -0.1), (0.25, -0.5), (-0.25, -0.5), (0, -0.2)]
        sizes = rng.uniform(0.36, 0.46, (len(places), 2))
        crown = [oval(*place, *size, wave=0.06) for place, size in zip(places, sizes)]
    else:
        wide = rng.uniform(0.55, 0.8)
        crown = [
            [(-wide * s, y + 0.5), (0, y - 0.25), (wide * s, y + 0.5)]
            for y, s in ((0.05, 1.0), (-0.32, 0.8), (-0.68, 0.58))
        ]
    tones = ["main", "main", "second", "second", "main"]
    return _parts([(trunk, "third"), *zip(crown, tones)])


OBJECTS: dict[str, Callable[[Generator], list[Part]]] = {
    "fish": fish,
    "house": house,
    "sailboat": sailboat,
    "tree": tree,
}

COLORS = ("main", "second", "third", "light", "dark")


def placed(parts: list[Part], rng: Generator, size: int) -> list[Part]:
    """Return an object in pixels of a square image: mirrored, tilted, scaled, moved at random."""
    angle = rng.uniform(-0.15, 0.15)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    scale = rng.uniform(0.32, 0.43) * size * np.array([rng.choice([-1, 1]), 1])
    center = size * (0.5 + rng.uniform(-0.06, 0.06, 2))
    return [((points * scale) @ turn + center, color) for points, color in parts]


def oval(x: float, y: float, wide: float, high: float, wave: float = 0.0) -> np.ndarray:
    """Return an ellipse about a point as a polygon, its border waved by a share of its size."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = 1 + wave * np.sin(7 * angle)
    return np.stack([x + wide * radius * np.cos(angle), y + high * radius * np.sin(angle)], axis=1)


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """Return a rectangle as a polygon."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _parts(parts: list) -> list[Part]:
    return [(np.asarray(points, dtype=float), color) for points, color in parts]
