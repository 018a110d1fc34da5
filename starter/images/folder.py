"""Reads images from a folder or zip archive laid out as domain/class/image, as PACS is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import numpy as np
import torch

from ..oneline import OneLineError
from .sets import ImageSet

_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
_NAMED = 5  # skipped files to name
Read = Callable[[], bytes]


class ImagesError(OneLineError):
    """The images cannot be used; the message says why and what to do."""


def read_images(path: str | Path, each: int | None = None, size: int = 227) -> ImageSet:
    """Read a folder or zip archive of images; files that are none are skipped and named.

    The last two folders above an image are its domain and its class: `sketch/dog/1.jpg`, as in
    PACS. Where there is one folder only, `dog/1.jpg`, as torchvision's ImageFolder has it, all
    images are of one domain. An image is scaled until it fills a square, then its middle is cut
    out.

    Args:
        path: the folder or the archive.
        each: the most images of a class in a domain; all by default.
        size: pixels of a side.

    Raises:
        ImagesError: if there is nothing at `path`, the archive is damaged, or it holds no images or
            those of one class only.
    """
    path = Path(path)
    with _opened(path) as files:
        groups = _grouped(files, path.stem)
        classes = tuple(sorted({label for _, label in groups}))
        domains = tuple(sorted({domain for domain, _ in groups}))
        _check(path, classes)
        images, kinds, skipped = [], [], []
        for (domain, label), members in sorted(groups.items()):
            kind = (classes.index(label), domains.index(domain))
            for image in _read_some(members, each, size, skipped):
                images.append(image)
                kinds.append(kind)
    _tell(skipped)
    if not images:
        raise ImagesError(f"{path}: none of its {len(skipped)} images can be read.")
    labels, origins = torch.tensor(kinds).unbind(1)
    return ImageSet(torch.stack(images), labels, origins, classes, domains)


@contextmanager
def _opened(path: Path) -> Iterator[dict[str, Read]]:
    """Yield, by its name within the folder or archive, how to read each image."""
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.is_file() and _is_image(p.name))
        yield {p.relative_to(path).as_posix(): p.read_bytes for p in found}
    elif path.is_file():
        try:
            with zipfile.ZipFile(path) as archive:
                names = sorted(name for name in archive.namelist() if _is_image(name))
                yield {name: _reader(archive, name) for name in names}
        except zipfile.BadZipFile:
            raise ImagesError(
                f"{path} is no whole zip archive: its download may have broken off. Delete it and "
                "get it again."
            ) from None
    else:
        raise ImagesError(f"There is nothing at {path}. Its path begins at {Path.cwd()}.")


def _reader(archive: zipfile.ZipFile, name: str) -> Read:
    return lambda: archive.read(name)


def _is_image(name: str) -> bool:
    # macOS puts a twin of every file into its archives.
    return name.lower().endswith(_ENDINGS) and "__MACOSX" not in name


def _grouped(files: dict[str, Read], alone: str) -> dict[tuple[str, str], list[tuple[str, Read]]]:
    groups: dict[tuple[str, str], list[tuple[str, Read]]] = {}
    for name, read in files.items():
        folders = PurePosixPath(name).parts[:-1]
        if folders:
            key = (folders[-2] if len(folders) > 1 else alone, folders[-1])
            groups.setdefault(key, []).append((name, read))
    return groups


def _check(path: Path, classes: tuple[str, ...]) -> None:
    wanted = "Wanted is a folder for each class, domain/class/image.jpg or class/image.jpg."
    if not classes:
        raise ImagesError(f"{path} holds no images in folders. {wanted}")
    if len(classes) == 1:
        raise ImagesError(f"{path} holds one class only, {classes[0]}. {wanted}")


def _read_some(
    members: list[tuple[str, Read]], each: int | None, size: int, skipped: list[str]
) -> Iterator[torch.Tensor]:
    count = 0
    for name, read in members:
        if count == each:
            return
        image = _decode(read, size)
        if image is None:
            skipped.append(name)
        else:
            count += 1
            yield image


def _decode(read: Read, size: int) -> torch.Tensor | None:
    """Return an image `(3, size, size)`, or None where it is damaged or none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(read())) as image:
            fitted = ImageOps.fit(image.convert("RGB"), (size, size))
    # Pillow meets damaged files with many kinds of errors; zipfile with those of its own.
    except Exception:
        return None
    return torch.from_numpy(np.array(fitted)).permute(2, 0, 1)


def _tell(skipped: list[str]) -> None:
    if skipped:
        more = f" and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
        names = ", ".join(skipped[:_NAMED])
        print(f"Skipped, since they are damaged or no images: {names}{more}")
