"""Images with their classes and domains, and the accuracy of a model on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images, their labels and the domain (the style) that each comes from.

    `images` is `(count, 3, size, size)` of bytes; `labels` and `origins` are `(count,)`, numbers of
    `classes` and `domains`.
    """

    images: Tensor
    labels: Tensor
    origins: Tensor
    classes: tuple[str, ...]
    domains: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        present = [name for i, name in enumerate(self.domains) if (self.origins == i).any()]
        return f"{len(self):,} images of {', '.join(self.classes)}; domains: {', '.join(present)}"

    def only(self, *domains: str) -> ImageSet:
        """Return the images of these domains; raise KeyError for one there is not."""
        numbers = torch.tensor([self._number(domain) for domain in domains])
        return self._take(torch.isin(self.origins, numbers))

    def without(self, domain: str) -> ImageSet:
        """Return the images of all other domains; raise KeyError for one there is not."""
        return self._take(self.origins != self._number(domain))

    def split(self, share: float, seed: int = 0) -> tuple[ImageSet, ImageSet]:
        """Return two sets at random, the first with `share` of every class in every domain."""
        groups = self.origins * len(self.classes) + self.labels
        order = torch.randperm(len(self), generator=torch.Generator().manual_seed(seed))
        first = torch.zeros(len(self), dtype=torch.bool)
        for group in groups.unique():
            members = order[groups[order] == group]
            first[members[: round(share * len(members))]] = True
        return self._take(first), self._take(~first)

    def batches(self, size: int, seed: int = 0) -> Batches:
        """Return the images in shuffled batches, which may be gone through again and again."""
        return Batches(self, size, torch.Generator().manual_seed(seed))

    def inputs(self, index: Tensor | slice) -> Tensor:
        """Return images as a network takes them, numbers from about −2 to 2."""
        return normalized(self.images[index])

    def _take(self, which: Tensor) -> ImageSet:
        parts = {name: getattr(self, name)[which] for name in ("images", "labels", "origins")}
        return replace(self, **parts)

    def _number(self, domain: str) -> int:
        if domain not in self.domains:
            raise KeyError(f"no domain {domain!r}; there are {', '.join(self.domains)}")
        return self.domains.index(domain)


@dataclass(frozen=True, eq=False)
class Batches:
    """Pairs of inputs `(size, 3, height, width)` and labels `(size,)`, in a new order each time.

    What does not fill a batch waits for the next time, unless there is no full batch at all.
    """

    source: ImageSet
    size: int
    generator: torch.Generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self.source), generator=self.generator)
        whole = max(1, len(order) // self.size)
        for index in order[: whole * self.size].split(self.size) if len(order) else ():
            yield self.source.inputs(index), self.source.labels[index]


def normalized(images: Tensor) -> Tensor:
    """Return bytes from 0 to 255 as numbers from −2 to 2."""
    return images.float() / 63.75 - 2


@torch.no_grad()
def accuracy(model: nn.Module, images: ImageSet, batch: int = 32) -> float:
    """Return the share of images that a model in eval mode puts into their class."""
    model.eval()
    device = next(model.parameters()).device
    right = 0
    for start in range(0, len(images), batch):
        part = slice(start, start + batch)
        chosen = model(images.inputs(part).to(device)).argmax(1).cpu()
        right += int((chosen == images.labels[part]).sum())
    return right / len(images) if len(images) else float("nan")
