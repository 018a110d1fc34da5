"""Submissions told as edits: the name of a right one, and what is changed in it.

    [NAME]
    about = "what it does; where it is left out, what its base does"
    BASE = [["old", "new"], ["there three times", "new", 3]]

BASE is a right submission of the same exercise, or "EXERCISE/BASE". Edits are made one after the
other; an old text that is there more or less often than it should be, once by default, is an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from starter.manifest import tomllib

from ..course.errors import TextError


@dataclass(frozen=True)
class Entry:
    """An entry of a file of edits; `place` says which, an edit is (old, new, how often)."""

    place: str
    about: str
    base: str
    edits: tuple[tuple[str, str, int], ...]

    def apply(self, source: str) -> str:
        """Return the base's source with every edit made; raise TextError where one does not fit."""
        for old, new, times in self.edits:
            found = source.count(old)
            if found != times:
                raise TextError(f"{self.place}: {old!r} is there {found} times, not {times}")
            source = source.replace(old, new)
        return source


def read(text: str, file: str) -> dict[str, Entry]:
    """Return the entries of a file of edits, by their names.

    Raises TextError, with the file and the entry, where one is written wrongly.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TextError(f"{file}: {error}") from error
    return {name: _entry(f"{file}, {name}", table) for name, table in tables.items()}


def _entry(place: str, table) -> Entry:
    bases = [key for key in table if key != "about"] if isinstance(table, dict) else []
    if len(bases) != 1 or not isinstance(table[bases[0]], list):
        raise TextError(f"{place}: beside `about`, an entry has one line, BASE = [[old, new], ...]")
    edits = tuple(_edit(place, edit) for edit in table[bases[0]])
    return Entry(f"{place}, on {bases[0]}", table.get("about", ""), bases[0], edits)


def _edit(place: str, edit) -> tuple[str, str, int]:
    match edit:
        case [str(old), str(new)] if old:
            return old, new, 1
        case [str(old), str(new), int(times)] if old and times > 1:
            return old, new, times
    raise TextError(f"{place}: {edit!r} is not [old, new] or [old, new, how often]")
