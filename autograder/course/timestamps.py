"""When something was handed in, as nbgrader's `timestamp.txt` says."""

from __future__ import annotations

import re
import stat
from datetime import datetime
from pathlib import Path

from dateutil.parser import parse
from nbgrader.utils import parse_utc

NAME = "timestamp.txt"
_LONGEST = 100
_YEARS = range(1980, 2200)
_DAYS = datetime(2001, 1, 1), datetime(2002, 2, 2)
# A zone that is a path would be opened.
_PATH = re.compile(r"(?:^|\s)[/:]|\.\.")


def parse_timestamp(text: str) -> datetime | None:
    """Return the time that a text names, in UTC and without a zone, or None where it names none."""
    if len(text) > _LONGEST or _PATH.search(text):
        return None
    try:
        # What a text leaves out is taken from today, which is no time of handing in.
        dates = {parse(text, default=day, fuzzy=True).date() for day in _DAYS}
        found = parse_utc(text.strip())
    except Exception:  # dateutil raises of many kinds for what is no time
        return None
    return found if len(dates) == 1 and found.year in _YEARS else None


def read_timestamp(folder: Path) -> datetime | None:
    """Return when the submission in a folder was handed in, None where that is not known."""
    return parse_timestamp(read_text(folder) or "")


def timestamp_problem(folder: Path) -> str:
    """Return a line on a `timestamp.txt` that names no time, else nothing."""
    text = read_text(folder)
    if text == "" or (text and parse_timestamp(text)):
        return ""
    return f"its {NAME} names no time: when it was handed in is not known"


def existing_timestamp(directory: object, folder: str) -> datetime | None:
    """Take the place of `get_existing_timestamp` of nbgrader's CourseDirectory.

    That one ends at what is no time, and waits for ever where the file is a pipe.
    """
    if line := timestamp_problem(Path(folder)):
        directory.log.warning("%s: %s", folder, line)
    return read_timestamp(Path(folder))


def read_text(folder: Path) -> str | None:
    """Return what is in the file, an empty text where it is missing, None where it is no file."""
    path = folder / NAME
    try:
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LONGEST:
            return None
        return path.read_text("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        return None
