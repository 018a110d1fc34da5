"""Film reviews to classify: the IMDB set of Maas et al. (2011), from the folder it is unpacked to.

The folder holds `train` and `test`, each with `pos` and `neg`, and in these a text file a review.
"""

from __future__ import annotations

import re
import shutil
import tarfile
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from ..download import download
from .texts import TextProblem

ADDRESS = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
LABELS = ("neg", "pos")
# The numbers of the padding and of words that are not in the vocabulary.
PADDING, UNKNOWN = 0, 1


@dataclass(frozen=True)
class Reviews:
    """Reviews as numbers: `(inputs, labels)` to train and to test with, and the vocabulary.

    Inputs are `(reviews, steps)`, padded at the end; labels are 0 for negative and 1 for positive,
    `(reviews,)`. A word's number is its place in `words`.
    """

    train: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    words: tuple[str, ...]


def download_reviews(folder: str | Path = "aclImdb", url: str = ADDRESS) -> Path:
    """Download and unpack the reviews, 84 MB, unless the folder is there; return the folder.

    Raises DownloadError where the network does not give them, and TextProblem for an archive that
    is damaged; the folder is there whole or not at all.
    """
    folder = Path(folder)
    if folder.exists():
        return folder
    archive = download(url, folder.with_name(f"{folder.name}.tar.gz"))
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        try:
            with tarfile.open(archive) as packed:
                _unpack(packed, Path(scratch))
            unpacked = next(Path(scratch).glob("**/train")).parent
        except (tarfile.TarError, EOFError, OSError, StopIteration) as error:
            reason = str(error) or "it has no folder `train`"
            raise TextProblem(
                f"{archive} is damaged ({reason}) and was removed; download it once more"
            ) from None
        finally:
            archive.unlink()
        shutil.move(unpacked, folder)
    return folder


def read_reviews(
    folder: str | Path, steps: int = 200, most: int = 20_000, limit: int | None = None
) -> Reviews:
    """Read reviews from their folder, each cut after `steps` words.

    The vocabulary has the `most` frequent words of the training part; `limit` takes that many
    reviews of each part, as many positive as negative ones. Raises TextProblem where a part of the
    folder is missing or empty.
    """
    folder = Path(folder)
    texts = {part: _texts(folder / part, limit) for part in ("train", "test")}
    counts = Counter(word for text, _ in texts["train"] for word in tokens(text))
    words = ("", "?", *(word for word, _ in counts.most_common(most)))
    number = {word: i for i, word in enumerate(words)}
    train, test = (_encode(texts[part], number, steps) for part in ("train", "test"))
    return Reviews(train, test, words)


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, and its question and exclamation marks."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?|\d+|[!?]", re.sub(r"<[^>]+>", " ", text.lower()))


def _unpack(packed: tarfile.TarFile, folder: Path) -> None:
    """Write an archive's files below a folder; raise TarError for all that is no file or folder."""
    # Before 3.10.12, Python's own way has no `filter` that keeps files below the folder.
    top = folder.resolve()
    for member in packed:
        path = (top / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not path.is_relative_to(top):
            raise tarfile.TarError(f"{member.name} is no file below its folder")
        if member.isfile():
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.extractfile(member) as source, path.open("xb") as target:
                shutil.copyfileobj(source, target)


def _texts(folder: Path, limit: int | None) -> list[tuple[str, int]]:
    found = []
    for label, name in enumerate(LABELS):
        paths = sorted((folder / name).glob("*.txt"))[: limit and limit // 2]
        if not paths:
            raise TextProblem(
                f"{folder / name} has no reviews (*.txt). The folder of IMDB holds train/pos, "
                "train/neg, test/pos and test/neg; if it was unpacked in part, unpack it again."
            )
        found += [(path.read_text(encoding="utf-8", errors="replace"), label) for path in paths]
    return found


def _encode(
    texts: list[tuple[str, int]], number: dict[str, int], steps: int
) -> tuple[Tensor, Tensor]:
    inputs = torch.full((len(texts), steps), PADDING)
    for row, (text, _) in zip(inputs, texts):
        numbers = [number.get(word, UNKNOWN) for word in tokens(text)[:steps]]
        row[: len(numbers)] = torch.tensor(numbers, dtype=torch.long)
    return inputs, torch.tensor([label for _, label in texts])
