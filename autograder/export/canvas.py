"""Canvas: its gradebook's own CSV with one assignment's column filled in.

Source: Canvas guides, "How do I import grades in the Gradebook?": rows are found by `ID`, columns
by `Title (id)`; a second row `Points Possible` has no student.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..course.sheets import Sheet, number, read_sheet, write_sheet
from .graded_class import Exported, GradedClass, require_column, some, waiting_notes
from .people import ExportError, Key, Person, match, slug

PEOPLE = (
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
_ASSIGNMENT = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)")
KEYS = (
    Key(lambda row: row.get("ID"), lambda person: person.lms_id),
    Key(lambda row: row.get("SIS User ID"), lambda person: person.student),
    Key(lambda row: row.get("SIS Login ID"), lambda person: person.student),
    Key(lambda row: row.get("SIS Login ID"), lambda person: person.email),
    Key(lambda row: row.get("ID"), lambda person: person.student),
    Key(lambda row: row.get("Student"), lambda person: person.name),
    Key(lambda row: slug(row.get("Student", "")), lambda person: slug(person.student)),
)


def export(graded: GradedClass, template: Path | None = None) -> Exported:
    """Return `canvas-ASSIGNMENT.csv`; other assignments' columns are left out, so stay as they are.

    Without a template the file makes a new column in Canvas. Raises ExportError and SheetError.
    """
    sheet = read_sheet(template) if template else _new(graded)
    where = template or Path("course/roster.csv")
    require_column(sheet.column("Student"), where, "Student")
    require_column(sheet.column("ID"), where, "ID")
    column = _column(sheet, graded, where)
    students = [row for row in sheet.rows if _is_student(row)]
    found = match(students, graded.people, KEYS, str(where))
    for student, row in found.items():
        row[column] = number(graded.by_student[student].score)
    kept = [name for name in sheet.header if name in PEOPLE] + [column]
    filled = Sheet(kept, sheet.rows, sheet.delimiter)
    notes = waiting_notes(graded)
    if lost := [p.student for p in graded.people if p.student not in found]:
        notes.append(
            f"{where} has no row for {some(lost)}; write their Canvas ID into the column "
            "lms_id of course/roster.csv"
        )
    return Exported({f"canvas-{graded.name}.csv": write_sheet(filled)}, notes)


def _is_student(row: dict[str, str]) -> bool:
    """Say whether a row is a student's; those of points and of settings name nobody."""
    return any(row.get(name, "").strip() for name in ("ID", "SIS User ID", "SIS Login ID"))


def _column(sheet: Sheet, graded: GradedClass, where: Path) -> str:
    """Return the column of the assignment: the one with its title or id, or the only one."""
    wanted = {graded.name.casefold(), graded.results.assignment.title.casefold()}
    columns = {n: m["title"] for n in sheet.header if (m := _ASSIGNMENT.fullmatch(n))}
    fits = [name for name, title in columns.items() if title.strip().casefold() in wanted]
    fits = fits or [name for name in sheet.header if name.casefold() in wanted]
    if len(fits) == 1:
        return fits[0]
    if not fits and len(columns) == 1:
        return next(iter(columns))
    there, title = ", ".join(columns) or "none", graded.results.assignment.title
    raise ExportError(
        f"{where}: which column is {graded.name}? There are: {there}. Name the assignment in "
        f"Canvas `{graded.name}` or `{title}`, or delete the other columns"
    )


def _new(graded: GradedClass) -> Sheet:
    """Return a sheet like Canvas's own for the students of the class."""
    column = graded.results.assignment.title
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    points = {"Student": "    Points Possible", column: number(graded.results.max_score)}
    return Sheet(header, [points, *(_row(person) for person in graded.people)])


def _row(person: Person) -> dict[str, str]:
    return {
        "Student": person.name,
        "ID": person.lms_id,
        "SIS User ID": person.student,
        "SIS Login ID": person.email or person.student,
        "Section": person.section,
    }
