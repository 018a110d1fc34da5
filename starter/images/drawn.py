"""The images that come with the kit: four objects in four styles, drawn when they are needed."""

from __future__ import annotations

import numpy as np
import torch

from .objects import OBJECTS, placed
from .sets import ImageSet
from .styles import STYLES


def draw_images(each: int, size: int = 227, seed: int = 0) -> ImageSet:
    """Draw `each` images of every object in every style; the same for the same seed.

    Objects are the classes, styles the domains. Takes about 10 ms an image.
    """
    kinds = [
        (d, c, i) for d in range(len(STYLES)) for c in range(len(OBJECTS)) for i in range(each)
    ]
    images = torch.empty(len(kinds), 3, size, size, dtype=torch.uint8)
    for target, kind in zip(images, kinds):
        target.copy_(torch.from_numpy(_draw(*kind, size, seed)).permute(2, 0, 1))
    origins, labels, _ = torch.tensor(kinds).reshape(-1, 3).unbind(1)
    return ImageSet(images, labels, origins, tuple(OBJECTS), tuple(STYLES))


def _draw(domain: int, label: int, number: int, size: int, seed: int) -> np.ndarray:
    """Return one image `(size, size, 3)`; it depends on nothing but these numbers."""
    rng = np.random.default_rng([seed, domain, label, number])
    parts = placed(list(OBJECTS.values())[label](rng), rng, size)
    return np.array(list(STYLES.values())[domain](parts, rng, size))
