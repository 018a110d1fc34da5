"""Reads what was handed in as a notebook, whatever became of the file on its way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..course.bounds import Exceeded, read_bounds, within
from .scripts import looks_like_script, read_script

_CELLS = re.compile(r'"cells"\s*:\s*\[')
_CELL_START = re.compile(r'\{\s*"(?:cell_type|attachments|execution_count|id|metadata|outputs)"')
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".txt", ".py")
_DECODER = json.JSONDecoder(strict=False)
_TYPES = ("code", "markdown", "raw")
# Nobody writes metadata by hand: what is longer, or nested deeper than any tool nests it, goes.
_LONGEST_METADATA, _DEEPEST = 100_000, 20


class Unreadable(Exception):
    """No notebook can be made of a file; the message says why, in words that follow its name."""


class TooLarge(Unreadable):
    """A file may well be a notebook, but reading it takes more than one submission may."""


@dataclass(frozen=True)
class Handed:
    """A notebook that was handed in: where it lies, what is in it, and what was done to read it."""

    path: Path
    notebook: NotebookNode
    notes: tuple[str, ...]


def read_submission(folder: Path, name: str) -> Handed:
    """Return the notebook of an assignment from a submission's folder.

    A file of another name or kind is taken where `NAME.ipynb` is not there. Raises Unreadable, or
    TooLarge, with the file's name first.
    """
    wanted = folder / f"{name}.ipynb"
    refuse_links(wanted)
    if wanted.is_file():
        return _read(wanted, ())
    others = _candidates(folder, name)
    if not others:
        raise Unreadable(f"{wanted.name} is missing; ask for it again")
    failures: list[Unreadable] = []
    for path in others:
        try:
            return _read(path, (f"{path.name} was taken for {wanted.name}",))
        except Unreadable as error:
            failures.append(error)
    raise type(failures[0])(f"{wanted.name} is missing, and {failures[0]}")


def read_one(path: Path) -> Handed:
    """Return the notebook in a file, wherever that lies; no link is read.

    Raises Unreadable, or TooLarge, with the file's name first.
    """
    refuse_links(path, folders=0)
    return _read(path, ())


def refuse_links(wanted: Path, folders: int = 2) -> None:
    """Raise Unreadable where a submission's notebook is no file, or it or a folder of it a link.

    What a link leads to is somebody else's: another submission, the solutions.
    """
    for path in (wanted, *wanted.parents[:folders]):
        if path.is_symlink():
            what = "is a link" if path == wanted else f"is behind a link ({path.name})"
            what += "; put the file itself there, or ask for it again"
            raise Unreadable(f"{wanted.name} {what}")
    if wanted.exists() and not (wanted.is_file() or wanted.is_dir()):
        raise Unreadable(f"{wanted.name} is no regular file; ask for it again")


def _candidates(folder: Path, name: str) -> list[Path]:
    """Return the files that may be the notebook, likely ones first."""
    found = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_file() and not path.is_symlink() and path.name != "timestamp.txt"
        if path.name.lower().endswith(_ENDINGS) and not path.name.startswith(".")
    ]

    def likelihood(path: Path):
        low = path.name.lower()
        kind = next(n for n, ending in enumerate(_ENDINGS) if low.endswith(ending))
        return name.lower() not in low, kind, low

    return sorted(found, key=likelihood)


def _read(path: Path, notes: tuple[str, ...]) -> Handed:
    try:
        notebook, more = read_notebook(read_file(path), path.name)
    except TooLarge as error:
        raise TooLarge(f"{path.name} {error}") from error
    except Unreadable as error:
        raise Unreadable(f"{path.name} {error}; ask for it again") from error
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror})") from error
    return Handed(path, notebook, (*notes, *more))


def read_file(path: Path) -> bytes:
    """Return what is in a file; raise TooLarge where that is more than is read of one submission.

    Raises OSError as well.
    """
    most, size = read_bounds().file_bytes, path.stat().st_size
    if size > most:
        raise TooLarge(
            f"has {size / 1e6:,.0f} MB, and no more than {most / 1e6:,.0f} MB are read: "
            "hand in a copy without outputs"
        )
    return path.read_bytes()


def read_notebook(data: bytes, name: str = "") -> tuple[NotebookNode, list[str]]:
    """Return the bytes of a notebook or script as a notebook without outputs, and notes.

    Raises Unreadable, and TooLarge where that takes too long or there is too much in it.
    """
    bounds = read_bounds()
    try:
        with within(bounds.reading_seconds, bounds.memory):
            notebook, notes = _read_notebook(data, name)
    except Unreadable:
        raise
    except Exceeded as error:
        raise TooLarge(f"cannot be read: {error}; look at it by hand") from error
    except Exception as error:  # of many kinds, as nbformat and jupytext raise them
        raise Unreadable(f"is a damaged notebook ({type(error).__name__})") from error
    length = sum(len(cell.source) for cell in notebook.cells)
    if length > bounds.characters:
        raise TooLarge(
            f"holds {length:,} characters of text and code, and no more than "
            f"{bounds.characters:,} are read: look at it by hand"
        )
    return notebook, notes


def _read_notebook(data: bytes, name: str) -> tuple[NotebookNode, list[str]]:
    text = _decode(data)
    notes: list[str] = []
    raw = _parse(text, notes)
    if raw is None:
        if not looks_like_script(text, name):
            raise Unreadable("is not a notebook (no JSON in it)")
        cells, kind = read_script(text)
        return _notebook(_unnamed(cells)), [f"it is {kind}: read as a notebook"]
    if isinstance(raw, dict) and "worksheets" in raw:
        raw = _upgraded(raw)
        notes.append("it was of the old notebook format 3: converted")
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        raise Unreadable("is a damaged notebook (no cells)")
    if not isinstance(raw.get("nbformat", 4), int) or raw.get("nbformat", 4) > 4:
        raise Unreadable(f"is a damaged notebook (format {raw['nbformat']!r})")
    cells = [cell for given in raw["cells"] if (cell := _cell(given)) is not None]
    if len(cells) < len(raw["cells"]):
        notes.append(f"{len(raw['cells']) - len(cells)} cells were no cells: left out")
    return _notebook(cells, raw.get("metadata")), notes


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
        # A letter or two of another encoding is a notebook still; a picture is none.
        return text if text.count("\ufffd") < 0.01 * len(text) else ""


def _parse(text: str, notes: list[str]):
    """Return what JSON there is, at least the cells at its start, or None."""
    start = text.lstrip()
    if not start.startswith(("{", "[")):
        return None
    try:
        found, end = _DECODER.raw_decode(start)
    except (ValueError, RecursionError):
        found, end = _cells_one_by_one(start), len(start)
        if found is not None:
            notes.append(f"its file is damaged: {len(found['cells'])} whole cells could be read")
    if start[end:].strip():
        notes.append("there was more after the notebook's end: left out")
    return found


def _cells_one_by_one(text: str) -> dict | None:
    """Return a notebook of the cells that are whole, in a text that is broken somewhere."""
    begin = _CELLS.search(text)
    if begin is None:
        return None
    cells, place = [], begin.end()
    while (match := _CELL_START.search(text, place)) is not None:
        try:
            found, place = _DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            found, place = None, match.start() + 1
        if _cell(found) is not None:
            cells.append(found)
    return {"cells": cells} if cells else None


def _cell(given) -> NotebookNode | None:
    """Return a cell that nbformat accepts, without outputs, or None where it is none."""
    if not isinstance(given, dict) or given.get("cell_type") not in _TYPES:
        return None
    source = given.get("source", given.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    cell = nbformat.from_dict(
        {
            "cell_type": given["cell_type"],
            "metadata": _metadata(given.get("metadata")),
            "source": source.replace("\r\n", "\n"),
        }
    )
    if isinstance(name := given.get("id"), str) and _ID.fullmatch(name):
        cell["id"] = name
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    elif isinstance(attached := given.get("attachments"), dict):
        tables = {key: table for key, table in attached.items() if _is_text(table)}
        cell.attachments = nbformat.from_dict(tables)
    return cell


def _is_text(table) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def _metadata(given) -> dict:
    """Return metadata as they are, or none where they are no table of a sensible size."""
    if not isinstance(given, dict) or _depth(given) > _DEEPEST:
        return {}
    return given if len(json.dumps(given)) <= _LONGEST_METADATA else {}


def _depth(value) -> int:
    """Return how deep values are nested, at most a little more than is allowed."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        tables = (v.values() if isinstance(v, dict) else v for v in level)
        level = [v for values in tables for v in values if isinstance(v, (dict, list))]
    return depth


def _notebook(cells: list[NotebookNode], metadata=None) -> NotebookNode:
    """Return a notebook whose cells have ids of their own."""
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if cell.get("id") is None or cell["id"] in taken:
            cell["id"] = next(
                i for n in range(len(cells) + 1) if (i := f"c{number}-{n}") not in taken
            )
        taken.add(cell["id"])
    given = metadata if isinstance(metadata, dict) else {}
    kept = {key: _metadata(given.get(key)) for key in ("kernelspec", "language_info")}
    # nbformat accepts neither without a name.
    kept = {key: found for key, found in kept.items() if isinstance(found.get("name"), str)}
    return nbformat.from_dict(
        {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}
    )


def _upgraded(raw: dict) -> dict:
    converted = nbformat.convert(nbformat.from_dict(raw), 4)
    return {**converted, "cells": _unnamed(converted.cells)}


def _unnamed(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Drop ids that were drawn at random: a file is to read the same every time."""
    for cell in cells:
        cell.pop("id", None)
    return cells
