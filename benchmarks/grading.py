"""A class graded by plain `nbgrader autograde` and by `kit grade`, from cold start, in one run.

`python -m benchmarks` grades 40 submissions in each way; `python -m benchmarks growth` grades 40,
100, 400 and 1,000 with `kit grade` and draws docs/images/growth.png.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.table import Table

from autograder.grade import database, prepare_gradebook
from autograder.recording import read_all_points
from autograder.sample import students, write_class
from starter.manifest import assignments

ROOT = Path(__file__).parents[1]
# Students of the sample class who hand in a notebook that can be run to its end.
HONEST = ("ada", "boole", "curie", "dirac", "euler", "fermat", "gauss", "hopper")
PLAIN = """
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""


@dataclass(frozen=True)
class Timing:
    """One way to grade one class: seconds of wall clock, of processors, and peak memory in MB."""

    size: int
    wall: float
    cpu: float
    memory: float
    points: dict


def table(name: str, sizes: tuple[int, ...] = (40,), plain: int = 40) -> Table:
    """Return what it takes to grade classes of these sizes, and one of `plain` by nbgrader."""
    found = Table(title=f"{name}: from cold start to the last score, {_load()}")
    for column in ("graded by", "submissions", "wall s", "CPU s", "peak MB", "times faster"):
        found.add_column(column, justify="left" if column == "graded by" else "right")
    slow = measure(name, plain, _plainly) if plain else None
    for size in sizes:
        fast = measure(name, size, _by_kit)
        ratio = f"{slow.wall / slow.size * size / fast.wall:.1f}" if slow else ""
        found.add_row("kit grade", *_row(fast), ratio)
        if slow and size == slow.size:
            same = all(slow.points[s] == fast.points[s] for s in slow.points)
            found.caption = f"the same scores: {'yes' if same else 'NO'}"
    if slow:
        found.add_row("nbgrader autograde", *_row(slow), "1")
    return found


def measure(name: str, size: int, run: Callable[[Path, str], list[str]]) -> Timing:
    """Return what it takes to grade a class of so many in a course of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        write_course(root, name, size)
        command = run(root, name)
        start, busy = time.perf_counter(), _busy()
        peak = _run(command, root)
        wall, cpu = time.perf_counter() - start, _busy() - busy
        return Timing(size, wall, cpu, peak, read_all_points(database(root), assignments()[name]))


def write_course(root: Path, name: str, size: int) -> None:
    """Write a course with so many submissions, those of honest students again and again."""
    for folder in ("solutions", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    write_class(root, [name])
    submitted = root / "course" / "submitted"
    sources = [submitted / student / name for student in HONEST]
    for number in range(size):
        target = submitted / f"student{number:04d}" / name
        shutil.copytree(sources[number % len(sources)], target)
    for student in students():
        shutil.rmtree(submitted / student.id)
    prepare_gradebook(root, name)


def _by_kit(root: Path, name: str) -> list[str]:
    return [str(Path(sys.executable).with_name("kit")), "grade", name]


def _plainly(root: Path, name: str) -> list[str]:
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(PLAIN)
    return [sys.executable, "-m", "nbgrader", "autograde", name]


def _run(command: list[str], root: Path) -> float:
    """Run a command in a course and return the peak memory of it and its children in MB."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.5)
    return peak


def _busy() -> float:
    """Return the seconds that all processors have worked: who else works is counted too."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system


def _memory(process: int) -> float:
    """Return the memory of a process and all below it in MB, what they share counted once."""
    total = 0
    try:
        own = psutil.Process(process)
        for one in [own, *own.children(recursive=True)]:
            total += one.memory_full_info().pss
    except psutil.Error:
        pass
    return total / 2**20


def _row(timing: Timing) -> tuple[str, ...]:
    numbers = (f"{timing.wall:.1f}", f"{timing.cpu:.1f}", f"{timing.memory:.0f}")
    return str(timing.size), *numbers


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
