"""Reaches the verdicts on a submission, on the trusted side, from its answers alone."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np

from starter.checks.feedback import CheckResult
from starter.manifest import Check, Exercise, assignments, find_check
from starter.questions import Answer, Question
from starter.verdict import dialogue, hold
from starter.verdict.cells.challenges import Challenge
from starter.verdict.findings import Finding, finding

from ..course.bounds import Exceeded
from ..oracles.challenge import make_challenge
from ..sandbox.warmth import Ended
from .proof import Prover
from .reference import NUMBERS, write_numbers
from .source import look

log = logging.getLogger(__name__)
VERDICT_SECONDS = 30
Ask = Callable[[str, list[Question]], list[Answer]]


class NoClass(Exception):
    """The notebook has no class of the exercise's name."""


class Examiner:
    """Judges checks with challenges that are drawn anew from one seed.

    `weights` is a folder in which the workers of a machine share random numbers, written when a
    network is first judged; submissions see it under `place`. In `folder`, which they do not see,
    workers wait for each other. A verdict may take `verdict_seconds` of the processor; an answer
    that keeps it busier is none. The same seed gives the same verdicts.
    """

    def __init__(
        self,
        seed: int,
        folder: Path,
        weights: Path,
        place: str,
        verdict_seconds: float = VERDICT_SECONDS,
    ):
        self.seed, self.folder, self.weights = seed, folder, weights
        self.verdict_seconds = verdict_seconds
        self.challenges: dict[str, Challenge] = {}
        self.prover = Prover(weights, place, seed)

    def judge(
        self, check_id: str, ask: Ask, cells: list[str], why_missing: Callable[[str], str]
    ) -> CheckResult:
        """Return the result of a check.

        `ask` puts questions to a class of the submission; `cells` are its sources up to here;
        `why_missing` says why it has no class of a name. Raises Ended where the submission's
        process does.
        """
        exercise, check = find_check(check_id)
        try:
            with _processor_limit(self.verdict_seconds):
                findings = self._findings(exercise, check, ask, cells)
        except NoClass:
            name = exercise.class_name
            findings = [finding("no_class", name=name, reason=why_missing(name))]
        except Ended as ended:
            ended.result = self.ended(check_id, ended.reason)
            raise
        except Exceeded:
            raise
        except Exception:
            # The answer is untrusted: whatever it makes of a verdict must not stop the others.
            log.exception("%s: the verdict failed, look at it by hand", check_id)
            findings = [finding("unreadable_answer", name=exercise.class_name)]
        return CheckResult(check, exercise.class_name, tuple(findings))

    def prepare(self, assignment: str) -> None:
        """Make the challenges of an assignment, as well done while the sandbox starts."""
        for exercise in assignments()[assignment].exercises:
            self._challenge(exercise)

    def ended(self, check_id: str, reason: str) -> CheckResult:
        """Return the result of a check in which the submission's process ended."""
        exercise, check = find_check(check_id)
        found = finding(f"ended_{reason}", name=exercise.class_name)
        return CheckResult(check, exercise.class_name, (found,))

    def not_run(self, check_id: str) -> CheckResult:
        """Return the result of a check that there was no process for any more."""
        exercise, check = find_check(check_id)
        return CheckResult(check, exercise.class_name, (finding("not_run"),))

    def _findings(
        self, exercise: Exercise, check: Check, ask: Ask, cells: list[str]
    ) -> list[Finding]:
        def answer(questions: list[Question]) -> list[Answer]:
            found = ask(exercise.class_name, questions)
            if any(one.problem and one.problem.code == "no_class" for one in found):
                raise NoClass
            return found

        # The same for all checks of an exercise: what several ask is asked once.
        seed = _mixed(self.seed, exercise.id)
        findings = hold(dialogue(exercise, check, seed, self._challenge(exercise)), answer)
        if check.name == "layers" and not findings:
            findings = hold(self._prove(exercise), answer)
        if check.name in ("equations", "layers", "robustness"):
            findings += _seen(exercise, check, cells, findings)
        return findings

    def _challenge(self, exercise: Exercise) -> Challenge | None:
        if exercise.kind != "cell":
            return None
        if exercise.id not in self.challenges:
            seed = _mixed(self.seed, exercise.id)
            self.challenges[exercise.id] = make_challenge(exercise.id, seed)
        return self.challenges[exercise.id]

    def _prove(self, exercise: Exercise):
        with _one_at_a_time(self.folder):
            if not (self.weights / NUMBERS).exists():
                write_numbers(self.weights, self.seed)
        return self.prover.prove(exercise)


def _seen(
    exercise: Exercise, check: Check, cells: list[str], findings: list[Finding]
) -> list[Finding]:
    """Return what the source shows and the answers did not tell."""
    sighting = look(tuple(cells), exercise.class_name)
    told = {one.code for one in findings} & {"builtin_recurrent", "not_attempted"}
    asked = check.name != "layers" and exercise.kind == "cell"
    found = []
    if asked and sighting.builtins and not told:
        found.append(finding("builtin_recurrent", found=", ".join(sighting.builtins)))
    if sighting.answers:
        names = ", ".join(sighting.answers)
        found.append(finding("reads_answers", name=exercise.class_name, found=names))
    return found


@contextlib.contextmanager
def _one_at_a_time(folder: Path):
    """Let one worker of this machine at a time do what is inside."""
    with open(folder / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mixed(seed: int, text: str) -> int:
    return int(np.random.SeedSequence([seed, crc32(text.encode())]).generate_state(1)[0])


@contextlib.contextmanager
def _processor_limit(seconds: float):
    """Raise TimeoutError inside after so many seconds of this process's own computing."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only
        return

    def expire(*_):
        raise TimeoutError("a verdict took too long")

    before = signal.signal(signal.SIGVTALRM, expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
