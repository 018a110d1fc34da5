"""Moodle: the assignment's grading worksheet with grades and feedback comments filled in.

Source: Moodle docs, "Offline grading worksheet": rows are found by `Identifier`; a grade whose
`Last modified (grade)` is older than Moodle's own is skipped, so that column stays as it is.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from ..course.sheets import Sheet, number, read_sheet, write_sheet
from .graded_class import Exported, GradedClass, remarks, require_column, some, waiting_notes
from .people import ExportError, Key, match

KEYS = (
    Key(lambda row: _digits(row.get("Identifier")), lambda person: _digits(person.lms_id)),
    Key(lambda row: row.get("ID number"), lambda person: person.student),
    Key(lambda row: row.get("Email address"), lambda person: person.email),
    Key(lambda row: _digits(row.get("Identifier")), lambda person: _digits(person.student)),
    Key(lambda row: row.get("Full name"), lambda person: person.name),
)


def export(graded: GradedClass, template: Path | None = None) -> Exported:
    """Return `moodle-ASSIGNMENT.csv`; without a template, one with the roster's identifiers.

    Raises ExportError and SheetError.
    """
    sheet = read_sheet(template) if template else _new(graded)
    where = template or Path("course/roster.csv")
    require_column(sheet.column("Identifier"), where, "Identifier")
    grade = require_column(sheet.column("Grade"), where, "Grade")
    comments = sheet.column("Feedback comments")
    found = match(sheet.rows, graded.people, KEYS, str(where))
    locked = []
    for student, row in found.items():
        if row.get("Grade can be changed", "").strip().casefold() == "no":
            locked.append(student)
            continue
        row[grade] = number(graded.by_student[student].score)
        if comments:
            row[comments] = "<br>".join(escape(line) for line in remarks(graded, student))
    notes = waiting_notes(graded) + _points_note(sheet, graded, where)
    if locked:
        notes.append(f"{where}: Moodle does not let the grades of {some(locked)} be changed")
    if not comments:
        notes.append(
            f"{where} has no column Feedback comments; switch them on in the "
            "assignment's settings in Moodle to have them"
        )
    if lost := [p.student for p in graded.people if p.student not in found]:
        notes.append(
            f"{where} has no row for {some(lost)}; write the number of their `Participant` "
            "into the column lms_id of course/roster.csv"
        )
    return Exported({f"moodle-{graded.name}.csv": write_sheet(sheet)}, notes)


def _points_note(sheet: Sheet, graded: GradedClass, where: Path) -> list[str]:
    column = sheet.column("Maximum grade")
    said = {row[column] for row in sheet.rows if row[column]} if column else set()
    wanted = graded.results.max_score
    if all(_number(text) == wanted for text in said):
        return []
    return [
        f"{where}: Moodle's maximum is {', '.join(sorted(said))}, the assignment's "
        f"{number(wanted)}; set it in Moodle, since grades are given in points"
    ]


def _new(graded: GradedClass) -> Sheet:
    lost = [person.student for person in graded.people if not person.lms_id]
    if lost:
        raise ExportError(
            f"Moodle knows its participants by numbers, which {some(lost)} have not; download the "
            "grading worksheet and give it with --template"
        )
    header = [
        "Identifier",
        "Full name",
        "Email address",
        "Grade",
        "Maximum grade",
        "Last modified (grade)",
        "Feedback comments",
    ]
    most = number(graded.results.max_score)
    rows = [
        {
            "Identifier": f"Participant {_digits(person.lms_id)}",
            "Full name": person.name,
            "Email address": person.email,
            "Maximum grade": most,
        }
        for person in graded.people
    ]
    return Sheet(header, rows)


def _digits(text: str | None) -> str:
    """Return the number in `Participant 12` in any language, or `12`; nothing for other texts."""
    last = (text or "").split()[-1:]
    return last[0] if last and last[0].isdecimal() else ""


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
