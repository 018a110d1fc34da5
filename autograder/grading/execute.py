"""The step of autograding that runs a submission: in the sandbox, with our verdicts."""

from __future__ import annotations

import atexit
import logging
import secrets
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import torch
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from threadpoolctl import threadpool_limits
from traitlets import Enum, Integer, Unicode

from starter.manifest import assignments

from ..course.bounds import read_bounds, within
from ..judging.examiner import Examiner
from ..judging.trial import Trial
from ..sandbox.bubblewrap import require_sandbox
from ..sandbox.sharing import shared_folder, warm_process


class Execute(NbGraderPreprocessor):
    """Runs a notebook's cells in the sandbox and has its check cells judged outside of it.

    Takes the place of nbgrader's own Execute in `Autograde.autograde_preprocessors`.
    """

    sandbox = Enum(["on", "off"], "on", help="Whether student code is shut off.").tag(config=True)
    seed = Integer(
        None, allow_none=True, help="Of the challenges; drawn at random by default."
    ).tag(config=True)

    folder = Unicode("", help="Shared by the workers of a machine; its own by default.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Run the notebook; leave results, incidents and seconds in `resources["trial"]`."""
        if self.sandbox == "on":
            require_sandbox()
        checks = {c.grade_id: c.id for a in assignments().values() for c in a.checks}
        bench = workbench(self.sandbox == "on", self.seed, self.folder)
        assignment = resources["nbgrader"].get("assignment")
        if assignment in assignments():
            bench.examiner.prepare(assignment)
        self.log.info("challenges drawn from seed %d", bench.examiner.seed)
        trial = Trial(bench.warm, bench.examiner, checks)
        bounds = read_bounds()
        with within(bounds.seconds, bounds.memory):
            trial.run(nb)
        for incident in trial.incidents:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], incident)
        resources["trial"] = trial
        return nb, resources


class Workbench:
    """What a process needs to run submissions, kept from one to the next.

    `folder` is shared by the workers of one machine, which find in it what another has computed.
    """

    def __init__(self, isolated: bool, seed: int | None, folder: str = ""):
        self.open = ExitStack()
        self.folder = Path(folder or self.open.enter_context(shared_folder()))
        self.warm = warm_process(self.folder, isolated)
        place = "/weights" if isolated else str(self.warm.weights)
        seed = secrets.randbits(32) if seed is None else seed
        self.examiner = Examiner(seed, self.folder, self.warm.weights, place)

    def close(self) -> None:
        """End the warm process and remove the folder."""
        self.warm.close()
        self.open.close()


@cache
def workbench(isolated: bool, seed: int | None = None, folder: str = "") -> Workbench:
    """Return this process's workbench, made when it is first needed and closed at exit."""
    # Threads cost more than they bring where every core has a worker.
    threadpool_limits(1)
    torch.set_num_threads(1)
    logging.getLogger("autograder").addHandler(logging.NullHandler())
    bench = Workbench(isolated, seed, folder)
    if not bench.warm.shared:
        bench.warm.start()
    atexit.register(bench.close)
    return bench
