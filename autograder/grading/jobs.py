"""The expensive half of grading, as jobs that any process can do: sanitise, run, judge."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from functools import cache

from traitlets.config import Config, LoggingConfigurable

from ..course.bounds import Bounds, Exceeded, read_bounds, within
from ..course.files import as_text, from_text
from ..course.source_cells import SourceCell
from ..course.steps import autograding_steps
from ..sandbox.sharing import use_warm_process


@dataclass(frozen=True)
class Job:
    """One submission to run: its notebook as text, and all that a run depends on.

    `folder` holds the random numbers that networks are given, where this machine has it; `bounds`
    are what all that is done for it may take.
    """

    student: str
    assignment: str
    notebook: str
    source_cells: tuple[SourceCell, ...]
    seed: int
    isolated: bool = True
    folder: str = ""
    bounds: Bounds = field(default_factory=read_bounds)


@dataclass(frozen=True)
class Done:
    """What a job gave: the autograded notebook as text, and what there is to tell about the run.

    `codes` holds for each check that failed the codes of its findings; `seconds` is processor time
    of the submission's processes, `wall_seconds` what the whole job took; `problem` is why it could
    not be graded at all; `healed` is what was done to its cells before.
    """

    student: str
    assignment: str
    notebook: str = ""
    codes: dict[str, list[str]] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    seconds: float = 0.0
    wall_seconds: float = 0.0
    problem: str = ""
    healed: tuple[str, ...] = ()


def prepare_worker(workers: socket.socket | None = None) -> None:
    """Set up a worker process, with the socket of the warm process that it is to use.

    Interrupts are for the one who gives out the jobs.
    """
    gc.freeze()  # what all workers share
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_command, daemon=True).start()
    use_warm_process(workers)


def _end_with_command() -> None:
    """End this process when the one that gives out the jobs is gone, in whatever way."""
    multiprocessing.parent_process().join()
    os._exit(1)


def run_in_worker(job: Job) -> Done:
    """Run one submission in a process that may end where the job cannot be stopped."""
    return run_job(job, job.bounds.grace_seconds)


def run_job(job: Job, grace: float = 0) -> Done:
    """Run one submission and return what came of it; never raises for what a student wrote.

    `grace` is how many seconds after its time this process may be ended, 0 for never.
    """
    start = time.monotonic()
    resources = {
        "nbgrader": {
            "student": job.student,
            "assignment": job.assignment,
            "notebook": job.assignment,
            "source_cells": list(job.source_cells),
            "db_url": "",
        }
    }
    try:
        with within(job.bounds.seconds, job.bounds.memory, grace):
            notebook = from_text(job.notebook)
            for step in _steps(job.isolated, job.seed, job.folder):
                notebook, resources = step(notebook, resources)
    except Exceeded as error:
        return Done(job.student, job.assignment, problem=not_graded(str(error)))
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Done(job.student, job.assignment, problem=not_graded(reason))
    trial = resources["trial"]
    return Done(
        job.student,
        job.assignment,
        as_text(notebook),
        {key: [f.code for f in r.findings] for key, r in trial.results.items() if not r.passed},
        tuple(trial.incidents),
        trial.seconds,
        time.monotonic() - start,
        healed=tuple(resources["healed"]),
    )


def not_graded(reason: str) -> str:
    """Return the line on a submission that was readable and could not be graded."""
    return f"could not be graded ({reason}); look at it by hand"


@cache
def _steps(isolated: bool, seed: int, folder: str) -> list:
    """Return the steps of autograding up to the recording of scores, as nbgrader would set up."""
    config = Config()
    config.Execute.sandbox = "on" if isolated else "off"
    config.Execute.seed = seed
    config.Execute.folder = folder
    parent = LoggingConfigurable(config=config)
    return [step(parent=parent) for step in autograding_steps(until="SaveAutoGrades")]
