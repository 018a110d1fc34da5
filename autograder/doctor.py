"""Looks whether all that the kit needs is there: what works, what does not, what mends it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from rich.markup import escape
from rich.table import Table

DISTRIBUTION = "cnn-rnn-exploration"
# What `kit grade` needs beside the students' packages; the other extras are for some only.
EXTRA = "instructor"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "firefox")
GIGABYTE = 1024**3
# One warm process and a submission at work, by measurement; a class's files.
MEMORY = {"needed": 1.5, "wanted": 3.0}
DISK = {"needed": 0.5, "wanted": 5.0}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `state` is fine, poor (works, but badly) or broken; `mend` a command."""

    what: str
    state: str
    text: str
    mend: str = ""


def examine(root: Path) -> list[Finding]:
    """Look at everything; never raises for what it finds."""
    findings = []
    for look in LOOKS:
        try:
            findings += look(root)
        except Exception as error:  # one thing that cannot be looked at hides no other
            name = look.__name__.strip("_")
            text = f"could not be looked at ({type(error).__name__}: {error})"
            findings.append(Finding(name, "broken", text))
    return findings


def findings_table(findings: list[Finding]) -> Table:
    """Return the findings as a table; a sign says what colour says."""
    signs = {"fine": "[green]✓[/]", "poor": "[yellow]![/]", "broken": "[red]✗[/]"}
    table = Table(title="kit doctor", show_lines=False)
    for heading in ("", "what", "found", "what mends it"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        cells = (finding.what, finding.text, finding.mend)
        table.add_row(signs[finding.state], *(escape(cell) for cell in cells))
    return table


def _python(root: Path) -> Iterator[Finding]:
    wanted = metadata.metadata(DISTRIBUTION)["Requires-Python"]
    found = ".".join(str(part) for part in sys.version_info[:3])
    fits = Requirement(f"python{wanted}").specifier.contains(found)
    mend = "" if fits else "make setup PYTHON=python3.11"
    yield Finding("python", _state(fits), f"{found}, wanted {wanted}", mend)


def _packages(root: Path) -> Iterator[Finding]:
    """Compare what is installed with the ranges in the kit's own metadata."""
    for line in metadata.requires(DISTRIBUTION) or ():
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate({"extra": EXTRA}):
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            found = ""
        fits = bool(found) and wanted.specifier.contains(found, prereleases=True)
        text = f"{found or 'not installed'}, wanted {wanted.specifier}"
        mend = "" if fits else f"{_pip()} install '{wanted.name}{wanted.specifier}'"
        if not fits or wanted.name in ("torch", "nbgrader"):
            yield Finding(wanted.name, _state(fits), text, mend)


def _sandbox(root: Path) -> Iterator[Finding]:
    from .sandbox.bubblewrap import SandboxMissing, require_sandbox

    try:
        yield Finding("sandbox", "fine", require_sandbox())
    except SandboxMissing as error:
        yield Finding("sandbox", "broken", str(error), _allow_sandbox())


def _allow_sandbox() -> str:
    """Return what makes a sandbox work: where it is installed and fails, the system forbids it."""
    if shutil.which("bwrap") is None:
        return "sudo apt-get install bubblewrap"
    setting = "apparmor_restrict_unprivileged_userns"
    if Path("/proc/sys/kernel", setting).exists():
        return f"sudo sysctl -w kernel.{setting}=0"
    return "sudo sysctl -w kernel.unprivileged_userns_clone=1"


def _browser(root: Path) -> Iterator[Finding]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found or sys.platform in ("darwin", "win32"):
        yield Finding("browser", "fine", found or "the system's own")
    else:
        text = "none found; formgrader, feedback and reports are read in one"
        yield Finding("browser", "poor", text, "sudo apt-get install chromium")


def _course(root: Path) -> Iterator[Finding]:
    folder = root / "course"
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            yield Finding("course folder", "fine", f"{folder} can be written")
    except OSError as error:
        text = f"{folder} cannot be written ({error.strerror or error})"
        mend = f"sudo chown -R $USER '{folder}'" if folder.is_dir() else f"mv '{folder}' elsewhere"
        yield Finding("course folder", "broken", text, mend)


def _gradebook(root: Path) -> Iterator[Finding]:
    path = root / "course" / "gradebook.db"
    if not path.exists():
        yield Finding("gradebook", "fine", "none yet; `kit grade` makes it")
        return
    aside = f"mv '{path}' '{path}.damaged' && kit grade"
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=1)
        try:
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
            count = connection.execute("SELECT count(*) FROM submitted_assignment").fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
        finally:
            connection.close()
    except sqlite3.Error as error:
        locked = "locked" in str(error)
        mend = f"fuser '{path}'  # shows what has it open; close that" if locked else aside
        yield Finding("gradebook", "broken", f"cannot be used ({error})", mend)
        return
    if said == "ok":
        yield Finding("gradebook", "fine", f"{count} submissions in it")
    else:
        yield Finding("gradebook", "broken", f"damaged: {said}", aside)


def _disk(root: Path) -> Iterator[Finding]:
    course = root / "course"  # which may lie on a disk of its own
    free = shutil.disk_usage(course if course.exists() else root).free / GIGABYTE
    mend = "rm -r course/autograded course/runs  # `kit grade` makes them anew"
    yield _amount("disk", free, DISK, "free", mend)


def _memory(root: Path) -> Iterator[Finding]:
    free = psutil.virtual_memory().available / GIGABYTE
    yield _amount(
        "memory", free, MEMORY, "available", "kit grade --workers 1  # after closing others"
    )


def _cores(root: Path) -> Iterator[Finding]:
    from .grading.executors import count_cores

    count = count_cores()
    text = f"{count} of {os.cpu_count()} for this process, a worker each"
    yield Finding("cores", "fine", text)


def _amount(what: str, free: float, limits: dict[str, float], word: str, mend: str) -> Finding:
    poor = "poor" if free >= limits["needed"] else "broken"
    state = "fine" if free >= limits["wanted"] else poor
    text = f"{free:.1f} GiB {word}"
    return Finding(what, state, text, "" if state == "fine" else mend)


def _pip() -> str:
    return f"'{sys.executable}' -m pip"


def _state(fits: bool) -> str:
    return "fine" if fits else "broken"


LOOKS: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _sandbox,
    _browser,
    _course,
    _gradebook,
    _disk,
    _memory,
    _cores,
)
