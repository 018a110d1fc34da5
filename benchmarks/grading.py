"""A class graded by plain `nbgrader autograde` and by `kit grade`, from cold start, in one run."""

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

from autograder.grading.grade_class import database, prepare_gradebook
from autograder.grading.recording import read_all_points
from autograder.sample import students, write_class
from starter.manifest import assignments

ROOT = Path(__file__).parents[1]
# Students of the sample class who hand in a notebook that can be run to its end.
HONEST = ("ada", "boole", "curie", "dirac", "euler", "fermat", "gauss", "hopper")
LOOK_SECONDS = 5
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


def table() -> Table:
    """Return what 40 submissions of each assignment cost in each way, and 400 by `kit grade`.

    The cost of one more is the slope: of the kit between 40 and 400, of nbgrader between 10 and 40.
    """
    found = Table(title="From cold start to the last score recorded")
    for column in ("graded by", "submissions", "wall s", "CPU s", "peak MB"):
        found.add_column(column, justify="left" if column == "graded by" else "right")
    captions = []
    for name in assignments():
        few, plain = (measure(name, size, plainly) for size in (10, 40))
        fast, many = (measure(name, size, by_kit) for size in (40, 400))
        for label, timing in (("nbgrader", few), ("nbgrader", plain), ("kit", fast), ("kit", many)):
            found.add_row(f"{name}: {label}", *_row(timing))
        same = _required(name, plain) == _required(name, fast)
        captions.append(
            f"{name}: {plain.wall / fast.wall:.1f} times faster from cold start, one more costs "
            f"{_slope(few, plain) / _slope(fast, many):.1f} times less wall clock and "
            f"{_cpu_slope(fast, many):.2f} s of processor; the same scores: {same}"
        )
    found.caption = "\n".join(captions)
    return found


def _required(name: str, timing: Timing) -> dict:
    """Return the points of each student without bonus, which nbgrader alone gives nobody."""
    bonus = {c.grade_id for e in assignments()[name].exercises if e.bonus for c in e.checks}
    return {
        student: {cell: number for cell, number in points.items() if cell not in bonus}
        for student, points in timing.points.items()
    }


def _slope(few: Timing, many: Timing) -> float:
    return (many.wall - few.wall) / (many.size - few.size)


def _cpu_slope(few: Timing, many: Timing) -> float:
    return (many.cpu - few.cpu) / (many.size - few.size)


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


def by_kit(root: Path, name: str) -> list[str]:
    return [str(Path(sys.executable).with_name("kit")), "grade", name]


def plainly(root: Path, name: str) -> list[str]:
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(PLAIN)
    return [sys.executable, "-m", "nbgrader", "autograde", name]


def _run(command: list[str], root: Path) -> float:
    """Run a command in a course and return the peak memory of it and its children in MB."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak, looked = 0.0, time.monotonic()
    while process.poll() is None:
        # Adding up shared pages keeps a core busy for a while: seldom, not to measure that.
        if time.monotonic() - looked > LOOK_SECONDS:
            peak, looked = max(peak, _memory(process.pid)), time.monotonic()
        time.sleep(0.1)
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
