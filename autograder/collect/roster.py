"""Who is who: names and ids of the LMS, and the folder names that nbgrader uses for students."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..course.files import write_bytes
from ..course.sheets import Sheet, SheetError, read_sheet, undefuse, write_sheet

_LONGEST, _MOST_READ = 60, 1000
# What a column is called in the files that people have: our own, Canvas's, Moodle's.
_TITLES = {
    "student": ("student",),
    "name": ("name", "full name", "student name"),
    "email": ("email", "email address", "e-mail"),
    "lms_id": ("lms_id", "identifier", "id", "user id"),
    "section": ("section",),
    "group": ("group", "group name", "group_name"),
}
_TIME = "last modified (submission)"


@dataclass(frozen=True)
class Person:
    """A line of the roster; `student` is the name of the folder. What is unknown is empty."""

    student: str
    name: str = ""
    email: str = ""
    lms_id: str = ""
    section: str = ""
    group: str = ""


_COLUMNS = tuple(field.name for field in fields(Person))


class Roster:
    """The people of a course by the names of their folders, found by the LMS's id or by name.

    `times` holds when they handed in, where a list says so.
    """

    def __init__(self, people: list[Person]):
        self.people: dict[str, Person] = {}
        self.times: dict[str, str] = {}
        self.taken: set[str] = set()
        self.by_id: dict[str, str] = {}
        self.by_name: dict[str, set[str]] = {}
        for person in people:
            self._put(person)

    def _put(self, person: Person) -> Person:
        self.people[person.student] = person
        self.taken.add(_plain(person.student))
        if person.lms_id:
            self.by_id.setdefault(person.lms_id, person.student)
        for name in (person.student, person.name):
            self.by_name.setdefault(_plain(name), set()).add(person.student)
        return person

    def merge(self, rows: list[dict[str, str]]) -> None:
        """Add people from another list; what it says of someone known takes the place of ours."""
        for row in rows:
            name = row.get("student") or row["name"]
            known = self._known(row["lms_id"], name) or self._named(name, row)
            filled = {key: row.get(key) or value for key, value in asdict(known).items()}
            self._put(Person(**{**filled, "student": known.student}))
            if row.get("time"):
                self.times[known.student] = row["time"]

    def find(self, name: str, lms_id: str) -> Person:
        """Return who handed something in, added where nobody is known by that id or name."""
        row = {"name": name, "lms_id": lms_id}
        return self._known(lms_id, name) or self._put(self._named(name, row))

    def members(self, group: str) -> list[Person]:
        """Return the people of a group."""
        wanted = _plain(group)
        return [p for p in self.people.values() if p.group and _plain(p.group) == wanted]

    def groups(self) -> set[str]:
        """Return the plain names of all groups."""
        return {_plain(person.group) for person in self.people.values() if person.group}

    def _known(self, lms_id: str, name: str) -> Person | None:
        if lms_id in self.by_id:
            return self.people[self.by_id[lms_id]]
        # By name only where one of the two has no id, and the name is nobody else's.
        found = [self.people[student] for student in self.by_name.get(_plain(name), ())]
        found = [person for person in found if not (lms_id and person.lms_id)]
        return found[0] if len(found) == 1 else None

    def _named(self, name: str, row: dict[str, str]) -> Person:
        given = {key: row.get(key, "") for key in ("name", "email", "lms_id", "section", "group")}
        student = folder_name(name)
        if _plain(student) in self.taken and given["lms_id"]:
            student = f"{student}-{given['lms_id']}"
        first, number = student, 2
        while _plain(student) in self.taken:
            student, number = f"{first}-{number}", number + 1
        return Person(student, **given)


def folder_name(name: str) -> str:
    """Return a name as a folder can have it, in its own script: letters, digits, `.`, `_`, `-`."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name[:_MOST_READ]))
    # Marks belong to the letters of many scripts.
    kept = (c if c in "._-" or unicodedata.category(c)[0] in "LMN" else "-" for c in text)
    text = re.sub(r"-+", "-", "".join(kept)).strip(".-_")
    while len(text.encode()) > 3 * _LONGEST or len(text) > _LONGEST:
        text = text[:-1]
    return text or "student"


def _plain(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return folder_name(name).casefold()


def rows_of(sheet: Sheet, where: str) -> list[dict[str, str]]:
    """Return the people in a sheet: a roster, a Canvas gradebook or a Moodle worksheet.

    Raises SheetError where it names nobody.
    """
    titles = {title.strip().lower(): title for title in sheet.header}
    # In Canvas's gradebook the student is a name, and our own `student` is a folder's.
    names = {**_TITLES, "student": ()} if "id" in titles and "student" in titles else _TITLES
    names = {**names, "name": ("student", *_TITLES["name"])} if not names["student"] else names
    columns = {
        key: next((titles[title] for title in wanted if title in titles), None)
        for key, wanted in names.items()
    }
    if not (columns["student"] or columns["name"]):
        raise SheetError(f"{where} names nobody: it needs a column `student` or `name`")
    rows = []
    for line in sheet.rows:
        row = {key: undefuse(line[title].strip()) for key, title in columns.items() if title}
        row["lms_id"] = re.sub(r"^\D*(?=\d+$)", "", row.get("lms_id", ""))
        row["time"] = line.get(titles.get(_TIME), "").strip()
        if row.get("student") or (row.get("name") and "points possible" not in row["name"].lower()):
            rows.append(row)
    return rows


def read_roster(path: Path) -> Roster:
    """Return the roster at a path, an empty one where there is none yet; raise SheetError."""
    if not path.exists():
        return Roster([])
    people: dict[str, Person] = {}
    for row in rows_of(read_sheet(path), str(path)):
        person = Person(**{key: row.get(key, "") for key in _COLUMNS})
        if folder_name(person.student) != person.student:
            raise SheetError(f"{path}: {person.student!r} cannot be the name of a folder")
        if person.student in people:
            raise SheetError(f"{path} has {person.student} twice; take one line out")
        people[person.student] = person
    return Roster(list(people.values()))


def write_roster(roster: Roster, path: Path) -> None:
    """Write the roster, whole or not at all."""
    rows = [asdict(person) for _, person in sorted(roster.people.items())]
    write_bytes(write_sheet(Sheet(list(_COLUMNS), rows)), path)
