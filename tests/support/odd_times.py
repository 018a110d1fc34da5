"""What may stand in the place of nbgrader's `timestamp.txt` and names no time."""

import os


def _link(path):
    target = path.with_name("elsewhere.txt")
    target.write_text("2026-03-01 10:00:00 UTC")
    path.symlink_to(target)


ODD_TIMES = {
    "bytes": lambda path: path.write_bytes(b"\x80\0\xff"),
    "folder": lambda path: path.mkdir(),
    "digits": lambda path: path.write_text("1" * 5000),
    "words": lambda path: path.write_text("yesterday evening"),
    "huge": lambda path: path.write_bytes(b"2026-03-01 " * 100_000),
    "first-year": lambda path: path.write_text("0001-01-01 00:00:00 +1400"),
    "last-year": lambda path: path.write_text("9999-12-31 23:59:59 -1200"),
    "far-zone": lambda path: path.write_text("2026-03-01 10:00:00 99999999999999"),
    "zone-of-a-file": lambda path: path.write_text("2026-03-01 10:00:00 /proc/kmsg"),
    "dangling": lambda path: path.symlink_to(path.with_name("nowhere")),
    "link": _link,
    "pipe": lambda path: os.mkfifo(path),
}
