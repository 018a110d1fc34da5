"""Moodle: `Full Name_N_assignsubmission_file/...`, older `..._file_/...` or `..._file_NAME`."""

from __future__ import annotations

import re

from .archive import Entry
from .handin import File, HandIn, Uploads

_NAME = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<file>.*)")


def read(entries: list[Entry]) -> list[HandIn] | None:
    """Return what each person handed in, or None where the names are not Moodle's.

    Texts typed into Moodle (`onlinetext`) hold no notebook and are left out.
    """
    matches = [(entry, _NAME.fullmatch(entry.path.parts[0])) for entry in entries]
    if not any(match for _, match in matches):
        return None
    uploads = Uploads()
    for entry, match in matches:
        if match and match["kind"] == "file":
            name = "/".join(entry.path.parts[1:]) or match["file"]
            uploads.add(match["name"], match["id"], File(name, entry))
    return uploads.all()
