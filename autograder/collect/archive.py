"""Reads zips and folders that others have made: nothing outside of them, and no bombs."""

from __future__ import annotations

import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path, PurePosixPath

_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__"}
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# What zipfile raises for a zip that is damaged, on purpose or not.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError),
    *(EOFError, OSError, ValueError, RuntimeError, IndexError, OverflowError),
)


class CollectError(Exception):
    """Nothing can be collected; the message says why and what to do."""


class Damaged(CollectError):
    """One file cannot be read; the others can."""


@dataclass(frozen=True)
class Most:
    """What is read: bytes of a file and of all files, how many files, how much one may grow.

    A text of one letter shrinks a thousandfold; up to `harmless` bytes that does no harm.
    """

    file: int = 100_000_000
    in_all: int = 20_000_000_000
    entries: int = 200_000
    growth: int = 200
    harmless: int = 20_000_000


@dataclass(frozen=True)
class Entry:
    """A file that was handed in: its path inside, and its date where it has one."""

    path: PurePosixPath
    time: datetime | None
    read: Callable[[], bytes]

    def inside(self, count: int) -> Entry:
        """Return the entry without the first folders of its path."""
        return Entry(PurePosixPath(*self.path.parts[count:]), self.time, self.read)


MOST = Most()


def open_source(path: Path, most: Most = MOST) -> tuple[list[Entry], list[str]]:
    """Return the files in a zip or a folder, and a line for each that is refused.

    Raises CollectError.
    """
    if path.is_dir():
        return _folder(path, most)
    try:
        data = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise CollectError(f"{path} is not there") from None
    except OSError as error:
        raise CollectError(f"{path} cannot be read ({error.strerror})") from error
    except _DAMAGE:
        raise CollectError(f"{path} is no zip, or a damaged one; download it again") from None
    return _zip(data, path.name, most)


def open_inner(entry: Entry, most: Most = MOST) -> tuple[list[Entry], list[str]]:
    """Return the files in a zip that a student handed in, and a line for each that is refused."""
    try:
        return _zip(zipfile.ZipFile(BytesIO(entry.read())), str(entry.path), most)
    except (Damaged, *_DAMAGE):
        return [], [f"{entry.path}: refused, it is a damaged zip"]
    except CollectError:
        return [], [f"{entry.path}: refused, it is too large when unpacked"]


def _zip(archive: zipfile.ZipFile, name: str, most: Most) -> tuple[list[Entry], list[str]]:
    members = [info for info in archive.infolist() if not info.filename.endswith("/")]
    large = CollectError(f"{name} is too large to be a class: unpack and look into it by hand")
    if len(members) > most.entries:
        raise large
    entries, refused, size = [], [], 0
    for info in members:
        if _is_junk(PurePosixPath(info.filename)):
            continue
        if reason := _refusal(info, most):
            refused.append(f"{info.filename}: refused, {reason}")
            continue
        size += info.file_size
        if size > most.in_all:
            raise large
        time = None if info.date_time == _NO_DATE else _time(info.date_time)
        path = PurePosixPath(info.filename)
        entries.append(Entry(path, time, lambda info=info: _read(archive, info)))
    return entries, refused


def _refusal(info: zipfile.ZipInfo, most: Most) -> str:
    """Return why a member of a zip is not read, or nothing."""
    path = PurePosixPath(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not path.parts:
        return "it has no name"
    if path.is_absolute() or "\\" in info.filename or ":" in path.parts[0]:
        return "its path is absolute"
    if ".." in path.parts or any(ord(letter) < 32 for letter in info.filename):
        return "its path leads out of the zip"
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > most.file:
        return f"it is larger than {most.file // 1_000_000} MB"
    if info.file_size > most.harmless and info.file_size > most.growth * info.compress_size:
        return "it grows too much when unpacked"
    return ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # What is read never gets larger than the member says.
    try:
        return archive.read(info)
    except _DAMAGE as error:
        raise Damaged(f"{info.filename} is damaged in the zip; download it again") from error


def _time(parts: tuple) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=timezone.utc)
    except ValueError:
        return None


def _folder(folder: Path, most: Most) -> tuple[list[Entry], list[str]]:
    entries, refused = [], []
    for path in sorted(folder.rglob("*")):
        inner = PurePosixPath(path.relative_to(folder).as_posix())
        if _is_junk(inner):
            continue
        if path.is_symlink():
            refused.append(f"{inner}: refused, it is a link")
        elif path.is_file():
            facts = path.stat()
            if facts.st_size > most.file:
                refused.append(f"{inner}: refused, it is larger than {most.file // 1_000_000} MB")
                continue
            entries.append(Entry(inner, _modified(facts), lambda path=path: _read_file(path)))
        elif not path.is_dir():
            refused.append(f"{inner}: refused, it is no regular file")
    return entries, refused


def _modified(facts: os.stat_result) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(facts.st_mtime), timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Damaged(f"{path} cannot be read ({error.strerror})") from error


def _is_junk(path: PurePosixPath) -> bool:
    return any(part in _JUNK or part.startswith("._") for part in path.parts)
