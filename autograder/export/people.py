"""Who is who: the rows of an LMS's sheet that belong to the roster's students."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..collect.roster import Person, Roster
from ..results.gradebook import ResultsError


class ExportError(ResultsError):
    """Grades cannot be exported; the message says what to do."""


def person_of(roster: Roster, student: str) -> Person:
    """Return a student of the roster; without a name one goes by that of the folder."""
    person = roster.people.get(student, Person(student))
    return replace(person, name=person.name or student)


@dataclass(frozen=True)
class Key:
    """One way to tell that a row is a person's: what both have, where they have it."""

    of_row: Callable[[dict[str, str]], str | None]
    of_person: Callable[[Person], str | None]


def match(
    rows: Sequence[dict[str, str]], people: Iterable[Person], keys: Sequence[Key], where: str
) -> dict[str, dict[str, str]]:
    """Return the row of each person who has one, by student; the first key that fits counts.

    Raises ExportError where one key fits several rows, as for two students with one name.
    """
    tables = [_by_key(rows, key.of_row) for key in keys]
    found: dict[str, dict[str, str]] = {}
    taken: dict[int, str] = {}
    for person in people:
        for key, table in zip(keys, tables):
            fits = table.get(_plain(key.of_person(person)), [])
            if len(fits) > 1:
                raise ExportError(_several(person, len(fits), where))
            if fits:
                other = taken.setdefault(id(fits[0]), person.student)
                if other != person.student:
                    raise ExportError(
                        f"{where}: {other} and {person.student} fit one row; write their LMS "
                        "numbers into the column lms_id of course/roster.csv"
                    )
                found[person.student] = fits[0]
                break
    return found


def slug(name: str) -> str:
    """Return a name as Canvas spells it in file names: `Lovelace, Ada` is `lovelaceada`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _by_key(rows, of_row) -> dict[str, list[dict[str, str]]]:
    table = defaultdict(list)
    for row in rows:
        value = _plain(of_row(row))
        if value:
            table[value].append(row)
    return table


def _plain(text: str | None) -> str:
    """Return a text so that two spellings of one name are equal."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def _several(person: Person, count: int, where: str) -> str:
    return (
        f"{where}: {count} rows fit {person.student} ({person.name}); write the LMS number of each "
        "into the column lms_id of course/roster.csv"
    )
