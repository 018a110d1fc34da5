"""Runs a submission's notebook in the sandbox and writes what the checks found into it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from nbformat import NotebookNode, from_dict

from starter.checks.feedback import CheckResult, as_html, as_text
from starter.questions import Answer, Problem, Question

from ..sandbox.warmth import Ended, Submission, WarmProcess
from .examiner import Examiner
from .memory import Memory
from .source import unread

_WHY = {
    "crashed": "its process came to an end",
    "memory": "it used more memory than there is for one submission",
    "processes": "it started more processes than one submission may",
    "time": "the time for one submission was used up",
    "late": "it would not stop when its time was up",
    "malformed": "it wrote into the channel between it and the grader, or far too much",
    "killed": "its process was stopped",
}


@dataclass
class Trial:
    """One submission being run: cells in the sandbox, checks on this side.

    `checks` maps grade ids to check ids. A process that ends is started again without the cell
    that ended it, a few times. Afterwards `results` holds what the checks found, `incidents` what
    an instructor should know, `seconds` the processor time of the submission's own processes.
    """

    warm: WarmProcess
    examiner: Examiner
    checks: dict[str, str]
    results: dict[str, CheckResult] = field(default_factory=dict)
    incidents: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def run(self, notebook: NotebookNode) -> None:
        """Run all code cells in order and put their outputs into the notebook."""
        self.notebook = notebook
        self.submission: Submission | None = None
        self.ran: list[str] = []
        self.slow: set[str] = set()
        self.memory = Memory()
        self.restarts = 0
        self.deadline = time.monotonic() + self.warm.limits.wall_seconds
        try:
            for number, cell in enumerate(notebook.cells, 1):
                if cell.cell_type != "code":
                    continue
                check_id = self.checks.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
                if check_id:
                    self._check(cell, check_id)
                elif cell.source.strip():
                    self._cell(cell, number)
        finally:
            self._close()

    def _cell(self, cell: NotebookNode, number: int) -> None:
        cell.outputs = []
        try:
            submission = self._alive()
            if submission is None:
                return
            self.memory.forget()
            outputs, cell.execution_count = submission.run(cell.source)
            cell.outputs = [from_dict(output) for output in outputs]
            self.ran.append(cell.source)
            self.slow = {name for name in self.slow if name not in cell.source}
        except Ended as ended:
            self._close()
            self.restarts += 1
            why = _WHY[ended.reason]
            self.incidents.append(f"cell {number}: {why}")
            cell.outputs = [_error("Stopped", f"this cell was stopped: {why}")]

    def _check(self, cell: NotebookNode, check_id: str) -> None:
        try:
            if self._alive() is None:
                result = self.examiner.not_run(check_id)
            else:
                result = self.examiner.judge(check_id, self._ask, self.ran, self._why_missing)
        except Ended as ended:
            self._close()
            self.restarts += 1
            self.incidents.append(f"{check_id}: {_WHY[ended.reason]}")
            result = self.examiner.ended(check_id, ended.reason)
        self.results[check_id] = result
        if any(f.code in ("unreadable_answer", "logits_unproven") for f in result.findings):
            self.incidents.append(f"{check_id}: could not be judged, look at it by hand")
        unseen = f"{result.class_name}: its source could not be read, look at it by hand"
        told = unseen in self.incidents
        if result.passed and not told and unread(tuple(self.ran), result.class_name):
            self.incidents.append(unseen)
        cell.execution_count = len(self.results)
        cell.outputs = list(_shown(result))

    def _ask(self, name: str, questions: list[Question]) -> list[Answer]:
        return self.memory.ask(name, questions, self._put)

    def _put(self, name: str, questions: list[Question]) -> list[Answer]:
        """Put questions; what took too long once is not waited for again until it is changed."""
        answers: list[Answer] = []
        while len(answers) < len(questions):
            if name in self.slow:
                answers.append(Answer(problem=Problem("too_slow", "forward")))
                continue
            start = time.monotonic()
            try:
                answers += self.submission.ask(name, questions[len(answers) :])
            finally:
                # Whatever it says: a class may well swallow what would have interrupted it.
                if time.monotonic() - start >= self.warm.limits.answer_seconds:
                    self.slow.add(name)
        return answers

    def _alive(self) -> Submission | None:
        """Return the submission's process, started again if it ended; None when it may not be."""
        while self.submission is None:
            limits = self.warm.limits
            if self.restarts > limits.restarts or time.monotonic() > self.deadline:
                return None
            self.submission = self.warm.open()
            again, self.ran = self.ran, []
            try:
                for source in again:
                    self.submission.run(source)
                    self.ran.append(source)
            except Ended:
                self._close()
                self.restarts += 1
                self.ran += again[len(self.ran) + 1 :]
        return self.submission

    def _close(self) -> None:
        self.memory.forget()
        if self.submission is not None:
            self.seconds += self.submission.close()["seconds"]
            self.submission = None

    def _why_missing(self, name: str) -> str:
        """Return why there is no such class: its cell failed, or there is none."""
        for cell in self.notebook.cells:
            if cell.cell_type == "code" and re.search(
                rf"^[ \t]*class {name}\b", cell.source, re.MULTILINE
            ):
                errors = [o for o in cell.outputs if o.output_type == "error"]
                if errors:
                    reasons = "; ".join(f"{e.ename}: {e.evalue}" for e in errors[:3])
                    return f"the cell that defines it failed with {reasons}"
        return "it was renamed, deleted or never written"


def _shown(result: CheckResult):
    """Yield a check's outputs: what it found, and an error where that costs its points."""
    data = {"text/plain": as_text(result), "text/html": as_html(result)}
    yield from_dict({"output_type": "display_data", "data": data, "metadata": {}})
    if not result.passed:
        line = f"{result.check.id}, {result.status}: {result.findings[0].message}"
        yield _error("CheckFailed", line)


def _error(name: str, line: str) -> NotebookNode:
    return from_dict({"output_type": "error", "ename": name, "evalue": line, "traceback": [line]})
