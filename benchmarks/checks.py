"""How long a check takes in a warm kernel: right answers, and wrong ones that are searched for."""

import statistics
import time

from rich.table import Table

from autograder.catalogue import fair, wrong
from starter.checks.examination import judge
from starter.manifest import assignments


def table() -> Table:
    """Return the median and the slowest time of each check over the whole catalogue."""
    found = Table(title="Checks in a warm process, milliseconds")
    for column in ("check", "right: median", "slowest", "wrong: median", "slowest", "wrong/right"):
        found.add_column(column, justify="left" if column == "check" else "right")
    for assignment in assignments().values():
        for exercise in assignment.exercises:
            right, mistaken = (_loaded(kind(exercise.id)) for kind in (fair, wrong))
            for check in exercise.checks:
                good, bad = (_times(exercise, check, group) for group in (right, mistaken))
                ratio = statistics.median(bad) / statistics.median(good)
                numbers = (statistics.median(good), max(good), statistics.median(bad), max(bad))
                found.add_row(check.id, *(f"{n * 1e3:.0f}" for n in numbers), f"{ratio:.1f}")
    return found


def _loaded(submissions) -> list[type]:
    return [submission.load() for submission in submissions]


def _times(exercise, check, classes) -> list[float]:
    judge(exercise, check, classes[0], seed=0)
    times = []
    for cls in classes:
        start = time.perf_counter()
        judge(exercise, check, cls, seed=0)
        times.append(time.perf_counter() - start)
    return times
