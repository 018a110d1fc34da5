"""CSV files that spreadsheets and LMSs exchange: read in any spelling, written without formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# What makes spreadsheets take a text for a formula, in the full width forms of East Asia as well.
# Source: OWASP, "CSV Injection".
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# A number is none, nor is the dash for "never" in Moodle's dates.
_HARMLESS = re.compile(r"-|[+-]?\d+([.,]\d+)?%?")


class SheetError(Exception):
    """A CSV file cannot be used; the message says why."""


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its header, and its rows as dictionaries by the names in it."""

    header: list[str]
    rows: list[dict[str, str]]
    delimiter: str = ","

    def column(self, *names: str) -> str | None:
        """Return the first of these columns that the sheet has, whatever its case, or None."""
        spelled = {name.strip().casefold(): name for name in self.header}
        return next((spelled[n.casefold()] for n in names if n.casefold() in spelled), None)


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file with a header; raise SheetError with what is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path} cannot be read ({error.strerror})") from error
    return parse_sheet(data, str(path))


def parse_sheet(data: bytes, where: str) -> Sheet:
    """Return the sheet in the bytes of a CSV file, in UTF-8 or UTF-16; raise SheetError."""
    try:
        text = _decode(data)
    except UnicodeError as error:
        raise SheetError(f"{where} is not in UTF-8; save it as CSV in UTF-8") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=delimiter) if any(line)]
    except csv.Error as error:
        raise SheetError(f"{where} is no CSV file ({error})") from error
    if not lines:
        raise SheetError(f"{where} is empty; a first line with the columns' names is missing")
    header, *rows = lines
    named = {place: name for place, name in enumerate(header) if name.strip()}
    if twice := [name for name in named.values() if header.count(name) > 1]:
        raise SheetError(f"{where} has two columns called {twice[0]!r}; rename or delete one")
    filled = (row + [""] * (len(header) - len(row)) for row in rows)
    found = [{name: row[place] for place, name in named.items()} for row in filled]
    return Sheet(list(named.values()), found, delimiter)


def write_sheet(sheet: Sheet) -> bytes:
    """Return a sheet as the bytes of a CSV file in UTF-8, which spreadsheets know by its mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=sheet.delimiter, lineterminator="\r\n")
    writer.writerow(_defused(sheet.header))
    writer.writerows(_defused(row.get(name, "") for name in sheet.header) for row in sheet.rows)
    return buffer.getvalue().encode("utf-8-sig")


def defuse(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number stays one."""
    if text.lstrip(" ").startswith(_FORMULA) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def undefuse(text: str) -> str:
    """Return what a cell was before it was defused."""
    return text[1:] if text.startswith("'") and defuse(text[1:]) == text else text


def number(value: float) -> str:
    """Return points as every LMS reads them: a decimal point, at most two digits behind it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _defused(cells: Iterable[str]) -> list[str]:
    return [defuse(cell) for cell in cells]


def _decode(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if marked else "utf-8-sig")
