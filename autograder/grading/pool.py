"""Runs jobs in an executor and yields what they give, whatever happens to its workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from .executors import Place
from .jobs import Done, Job, not_graded, run_in_worker

MOST_DEATHS = 2
_DIED = "it ended the worker that ran it"


def run_all(
    jobs: list[Job],
    open_place: Callable[[], AbstractContextManager[Place]],
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    run: Callable[[Job], Done] = run_in_worker,
    told: Callable[[str], str] = not_graded,
    most_deaths: int = MOST_DEATHS,
) -> Iterator[tuple[Job, Done]]:
    """Yield jobs with what they gave, as they end; what `waiting` gives is entered to wait for one.

    `run` is what a worker does with a job. A worker that dies takes nothing with it: a new executor
    is opened and the rest goes on. A job that was running when a worker died, more often than
    `most_deaths`, is given up with a line that `told` makes of the reason.
    """
    left = {job.student: job for job in jobs}
    deaths: Counter[str] = Counter()
    while left:
        with open_place() as place:
            for job, done in _run_until_broken(place, list(left.values()), waiting, run):
                if done is not None:
                    yield left.pop(job.student), done
                    continue
                deaths[job.student] += 1
                if deaths[job.student] > most_deaths:
                    given_up = Done(job.student, job.assignment, problem=told(_DIED))
                    yield left.pop(job.student), given_up


def _run_until_broken(
    place: Place,
    jobs: list[Job],
    waiting: Callable[[], AbstractContextManager[None]],
    run: Callable[[Job], Done],
) -> Iterator[tuple[Job, Done | None]]:
    """Yield jobs with what they gave, and None for those that were out when a worker died."""
    left = list(reversed(jobs))
    out: dict[Future, Job] = {}
    while left or out:
        try:
            while left and len(out) < place.window:
                job = replace(left[-1], folder=place.folder)
                out[place.executor.submit(run, job)] = job
                left.pop()
        except BrokenExecutor:
            left = []
        with waiting():
            ended = wait(out, return_when=FIRST_COMPLETED).done
        for future in ended:
            job = out.pop(future)
            error = future.exception()
            if error is None:
                yield job, future.result()
            else:
                yield job, None
                if isinstance(error, BrokenExecutor):
                    left = []
