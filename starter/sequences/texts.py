"""Where texts come from: Python's own documentation, a file, or the web."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from ..download import download
from ..oneline import OneLineError
from ..runtime import grading


class TextProblem(OneLineError):
    """A text that cannot be had; the message says why and what to do."""


def python_topics() -> str:
    """Return the reference texts on Python's topics that come with Python, about 460,000 letters.

    What draws tables there, lines of bars and long runs of spaces, is left out. Only the beginning
    is returned while work is graded.
    """
    from pydoc_data.topics import topics

    text = "\n\n".join(topics[name] for name in sorted(topics))[: 20_000 if grading() else None]
    lines = [line for line in text.splitlines() if not re.match(r"\s*[|+]", line)]
    return re.sub(r" {5,}", 4 * " ", "\n".join(lines))


def read_text(source: str | Path = "", encoding: str = "utf-8") -> str:
    """Return the text of a file or of a web address; without one, `python_topics()`.

    Raises TextProblem, with what to do, where there is none or it is in another encoding, and
    DownloadError where an address does not answer.
    """
    if not str(source):
        return python_topics()
    data = _fetch(str(source)) if re.match(r"https?://", str(source)) else _load(Path(source))
    try:
        text = data.decode(encoding).replace("\r\n", "\n").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise TextProblem(
            f"{source} is not {encoding}: byte {error.start} fits no character. If the text is "
            'older, or from Windows, try read_text(..., encoding="cp1252"); else save it as UTF-8.'
        ) from None
    except LookupError:
        raise TextProblem(f"Python knows no encoding {encoding!r}; try utf-8 or cp1252") from None
    if not text.strip():
        raise TextProblem(f"{source} holds no text")
    return text


def _load(path: Path) -> bytes:
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise TextProblem(
            f"{path} cannot be read ({error.strerror}); relative paths start at {Path.cwd()}"
        ) from None


def _fetch(address: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return download(address, Path(folder) / "text").read_bytes()
