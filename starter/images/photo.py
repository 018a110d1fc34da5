"""A real photo to look at through a network's eyes."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..bundled import bundled
from .drawn import draw_images

# What scikit-learn brings along, and the corner of the square to cut out, as shares.
_CROPS = {"china": (0.0, 0.25), "flower": (0.0, 0.3)}


def load_photo(name: str = "china", size: int = 227) -> Tensor:
    """Return a photo as bytes, `(3, size, size)`: "china", a temple, or "flower".

    Both come with scikit-learn; without it the photo is one of the drawn images. Raises KeyError
    for another name.
    """
    if name not in _CROPS:
        raise KeyError(f"no photo {name!r}; there are {', '.join(_CROPS)}")
    try:
        path = bundled("sklearn", f"datasets/images/{name}.jpg")
    except ImportError:
        return draw_images(1, size).only("photo").images[0]
    from PIL import Image

    photo = Image.open(path).convert("RGB")
    side = min(photo.size)
    left = round(_CROPS[name][1] * (photo.width - side) / 0.5)
    square = photo.crop((left, 0, left + side, side)).resize((size, size), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1)
