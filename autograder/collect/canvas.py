"""Canvas: `name[_LATE]_userid_attachmentid_filename`, all in one folder.

Every file has the date of the download; only the mark tells who was late.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .archive import Entry
from .handin import File, HandIn, Uploads

_NAME = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)")


def read(entries: list[Entry]) -> list[HandIn] | None:
    """Return what each person handed in, or None where the names are not Canvas's."""
    matches = [(entry, _NAME.fullmatch(entry.path.name)) for entry in entries]
    known = [(entry, match) for entry, match in matches if match and len(entry.path.parts) == 1]
    if not known or 2 * len(known) < len(entries):
        return None
    uploads = Uploads()
    for entry, match in known:
        file = File(match["file"], replace(entry, time=None), int(match["attachment"]))
        uploads.add(match["name"], match["user"], file, late=bool(match["late"]))
    return uploads.all()
