"""nbgrader's formgrader in a tab of JupyterLab, used as a grader does: by clicks and keys."""

from __future__ import annotations

import shlex
import subprocess
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import TOKEN
from tests.support import ROOT


def lab_options() -> list[str]:
    """Return the options with which `make lab` starts JupyterLab."""
    command = ["make", "--dry-run", "--silent", "lab"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return shlex.split(done.stdout.splitlines()[-1])[2:]


class Formgrader:
    """The formgrader that a JupyterLab opens by itself, at one submission after the other."""

    def __init__(self, page: Page, address: str):
        self.page = page
        page.goto(f"{address}/?token={TOKEN}")
        self.frame = page.frame_locator("iframe")

    def open(self, assignment: str, student: str) -> None:
        """Go through the lists to a submission and wait until its scores are there."""
        self._link("Manual Grading").click()
        expect(self.frame.get_by_text("Assignment ID")).to_be_visible()
        self._link(assignment).click()
        expect(self.frame.get_by_text("Notebook ID")).to_be_visible()
        self._link(assignment).last.click()
        expect(self.frame.get_by_text("Submission #1", exact=True)).to_be_visible()
        self.frame.get_by_role("button", name="Show All Names").click()
        with self._answer("GET", "grades"), self._answer("GET", "comments"):
            self._link(student).click()

    def score(self, cell: str) -> Locator:
        """The box with a person's score, whose placeholder is the score of the checks."""
        return self.frame.locator(f"#{cell}")

    def give(self, cell: str, points: float) -> None:
        """Type a score."""
        self._type(self.score(cell), f"{points:g}", "grade")

    def give_credit(self, cell: str, points: float) -> None:
        """Type extra credit."""
        self._type(self.frame.locator(f"#{cell}_extra_credit"), f"{points:g}", "grade")

    def comment(self, cell: str, text: str) -> None:
        """Type a comment."""
        self._type(self.frame.locator(f"#{cell}-comment"), text, "comment")

    def resolve(self, cell: str) -> None:
        """Say that a score stands, though the submission has changed since."""
        panel = self.frame.locator(".nbgrader_cell").filter(has=self.score(cell))
        with self._answer("PUT", "grade"):
            panel.get_by_role("button", name="Resolve").click()

    def _link(self, name: str) -> Locator:
        return self.frame.get_by_role("link", name=name, exact=True)

    def _type(self, box: Locator, text: str, what: str) -> None:
        box.clear()
        box.press_sequentially(text)
        with self._answer("PUT", what):
            box.blur()

    @contextmanager
    def _answer(self, method: str, what: str):
        """Wait for formgrader's server to answer what happens inside."""
        with ExitStack() as stack:
            answer = stack.enter_context(
                self.page.expect_response(
                    lambda r: r.request.method == method and f"/formgrader/api/{what}" in r.url
                )
            )
            yield
        assert answer.value.ok, answer.value.url
