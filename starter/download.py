"""Downloads a file whole or not at all."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from .oneline import OneLineError

_CHUNK = 1 << 16
_SECONDS = 30  # without an answer


class DownloadError(OneLineError):
    """A file could not be downloaded; the message says why and what to do."""


def download(url: str, path: str | Path) -> Path:
    """Download a file to `path`, unless it is there already, and return the path.

    Shows a progress bar. Raises DownloadError; a download that breaks off leaves nothing at
    `path`.
    """
    path = Path(path)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer, part.open("wb") as file:
            _copy(answer, file, path.name)
        part.replace(path)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise DownloadError(
            f"{url} could not be downloaded: {_reason(error)}. Try again, or get the file by hand "
            f"and put it at {path.resolve()}."
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return path


def _copy(answer, file, name: str) -> None:
    from tqdm import tqdm

    total = int(answer.headers.get("Content-Length") or 0)
    options = {"unit": "B", "unit_scale": True, "leave": False, "desc": name}
    with tqdm(total=total or None, **options) as bar:
        while chunk := answer.read(_CHUNK):
            file.write(chunk)
            bar.update(len(chunk))
        received = bar.n
    if total and received != total:
        raise OSError(f"it broke off after {received:,} of {total:,} bytes")


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server says {error.code} {error.reason}"
    return str(getattr(error, "reason", error))
