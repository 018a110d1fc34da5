"""Four ways to render an object: as a photo would show it, as a sketch, a cartoon, a painting.

Each takes an object placed in an image of `size` pixels and returns a PIL image.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from .objects import COLORS, Part

_FINE = 2  # drawn so many times larger and then reduced, which smooths the borders


def photo(parts: list[Part], rng: Generator, size: int) -> Image.Image:
    """Muted colours, light from one side, textures, a blurred background, some noise."""
    colors = _palette(rng, saturation=(0.25, 0.6), value=(0.35, 0.8))
    depth = np.linspace(0, 1, size)[:, None, None]
    far, near = _color(rng, 0.3, 0.85), _color(rng, 0.4, 0.5)
    ground = far * (1 - depth) + near * depth + 70 * _clouds(rng, size, 9)[..., None]
    thing = _flat(parts, colors, size)
    mask = _mask(parts, size)
    shadow = np.roll(_blurred(mask, 7), (6, rng.integers(-12, 13)), axis=(0, 1))
    pixels = np.asarray(_pil(ground).filter(ImageFilter.GaussianBlur(3)), dtype=float)
    pixels = pixels * (1 - 0.5 * shadow[..., None])
    across = np.linspace(-1, 1, size) * rng.choice([-1, 1])
    light = 0.9 + 0.35 * across[None, :, None] + 0.35 * _clouds(rng, size, 40)[..., None]
    surface = np.asarray(thing, dtype=float) * light
    pixels = pixels * (1 - mask[..., None]) + surface * mask[..., None]
    pixels = np.asarray(_pil(pixels).filter(ImageFilter.GaussianBlur(0.7)), dtype=float)
    return _pil(pixels + rng.normal(0, 7, pixels.shape))


def sketch(parts: list[Part], rng: Generator, size: int) -> Image.Image:
    """Pencil on paper: contours drawn twice by an unsteady hand, some parts hatched."""
    fine = _FINE * size
    paper = Image.new("L", (fine, fine), int(rng.integers(236, 253)))
    pen = ImageDraw.Draw(paper)
    for points, color in parts:
        points = points * _FINE
        pen.polygon([tuple(p) for p in points], fill=250)
        if color != "light" and rng.random() < 0.7:
            paper.paste(_hatching(rng, fine), mask=_polygon(points, fine))
        for _ in range(2):
            line = points + rng.normal(0, 1.6, points.shape)
            ink, width = int(rng.integers(20, 90)), int(rng.integers(2, 5))
            pen.line([tuple(p) for p in (*line, line[0])], fill=ink, width=width)
    return paper.resize((size, size), Image.Resampling.BOX).convert("RGB")


def cartoon(parts: list[Part], rng: Generator, size: int) -> Image.Image:
    """Plain bright colours within thick black lines."""
    colors = _palette(rng, saturation=(0.7, 1.0), value=(0.8, 1.0))
    fine = _FINE * size
    image = Image.new("RGB", (fine, fine), tuple(_color(rng, 0.45, 1.0).astype(int)))
    pen = ImageDraw.Draw(image)
    horizon = int(fine * rng.uniform(0.55, 0.8))
    pen.rectangle((0, horizon, fine, fine), fill=tuple(_color(rng, 0.6, 0.9).astype(int)))
    width = int(rng.integers(7, 12))
    for points, color in parts:
        corners = [tuple(p) for p in points * _FINE]
        pen.polygon(corners, fill=colors[color])
        pen.line([*corners, *corners[:2]], fill=(15, 15, 20), width=width, joint="curve")
    return image.resize((size, size), Image.Resampling.BOX)


def painting(parts: list[Part], rng: Generator, size: int) -> Image.Image:
    """Strokes of a broad brush, one over the other, that follow the colours beneath."""
    colors = _palette(rng, saturation=(0.4, 0.85), value=(0.5, 0.95))
    sky, ground = _color(rng, 0.35, 0.9), _color(rng, 0.5, 0.65)
    depth = np.linspace(0, 1, size)[:, None, None]
    scene = sky * (1 - depth) + ground * depth + np.zeros((size, size, 3))
    mask = _mask(parts, size)[..., None]
    scene = scene * (1 - mask) + np.asarray(_flat(parts, colors, size), dtype=float) * mask
    canvas = _pil(scene).filter(ImageFilter.GaussianBlur(3))
    pen = ImageDraw.Draw(canvas)
    lean = rng.uniform(0, np.pi)
    for length, width, count in ((20, 8, 500), (10, 5, 1100)):
        places = rng.integers(0, size, (count, 2))
        angles = lean + rng.normal(0, 0.5, count)
        shades = scene[places[:, 1], places[:, 0]] + rng.normal(0, 16, (count, 3))
        steps = length / 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        for place, step, shade in zip(places, steps, shades.clip(0, 255).astype(int)):
            ends = (*(place - step), *(place + step))
            pen.line(ends, fill=tuple(shade), width=width)
    return canvas.filter(ImageFilter.GaussianBlur(0.6))


STYLES: dict[str, Callable[[list[Part], Generator, int], Image.Image]] = {
    "photo": photo,
    "cartoon": cartoon,
    "painting": painting,
    "sketch": sketch,
}


def _palette(rng: Generator, saturation, value) -> dict[str, tuple[int, int, int]]:
    colors = {name: _color(rng, rng.uniform(*saturation), rng.uniform(*value)) for name in COLORS}
    colors["light"] = 255 - 0.25 * (255 - colors["light"])
    colors["dark"] = 0.2 * colors["dark"]
    return {name: tuple(int(c) for c in color) for name, color in colors.items()}


def _color(rng: Generator, saturation: float, value: float) -> np.ndarray:
    """Return a colour of any hue as red, green and blue from 0 to 255."""
    hue = 6 * rng.random()
    ramps = np.clip(np.abs((hue + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    return 255 * value * (1 - saturation * (1 - ramps))


def _flat(parts: list[Part], colors: dict, size: int) -> Image.Image:
    image = Image.new("RGB", (size, size))
    pen = ImageDraw.Draw(image)
    for points, color in parts:
        pen.polygon([tuple(p) for p in points], fill=colors[color])
    return image


def _mask(parts: list[Part], size: int) -> np.ndarray:
    image = Image.new("L", (size, size))
    pen = ImageDraw.Draw(image)
    for points, _ in parts:
        pen.polygon([tuple(p) for p in points], fill=255)
    return np.asarray(image, dtype=float) / 255


def _polygon(points: np.ndarray, size: int) -> Image.Image:
    image = Image.new("L", (size, size))
    ImageDraw.Draw(image).polygon([tuple(p) for p in points], fill=255)
    return image


def _hatching(rng: Generator, size: int) -> Image.Image:
    image = Image.new("L", (size, size), 250)
    pen, slope = ImageDraw.Draw(image), rng.uniform(-0.8, 0.8)
    for start in range(-size, 2 * size, int(rng.integers(10, 20))):
        pen.line((start, 0, start + slope * size, size), fill=int(rng.integers(90, 160)), width=2)
    return image


def _clouds(rng: Generator, size: int, cells: int) -> np.ndarray:
    """Return smooth noise from about −0.5 to 0.5, with so many bumps along an axis."""
    coarse = Image.fromarray(rng.random((cells, cells), dtype=np.float32))
    return np.asarray(coarse.resize((size, size), Image.Resampling.BICUBIC)) - 0.5


def _blurred(mask: np.ndarray, radius: float) -> np.ndarray:
    image = Image.fromarray((255 * mask).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=float) / 255


def _pil(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
