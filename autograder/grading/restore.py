"""Makes a submission's cells what the release says they are, before anything is run or scored."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from ..course.bounds import read_bounds, within
from ..course.source_cells import read_source_cells
from ..healing import heal, refuse_links


class RestoreCells(NbGraderPreprocessor):
    """Heals a notebook: metadata, points and checks as released, whatever became of its cells.

    Takes the place of nbgrader's DeduplicateIds, OverwriteKernelspec and OverwriteCells. Source
    cells are taken from the resources where a caller has read them already; what was done is left
    in `resources["healed"]`.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Heal a notebook; raise Unreadable where nbgrader has read it through a link."""
        told = resources["nbgrader"]
        self._refuse_links(told)
        known = told.get("source_cells") or read_source_cells(
            told["db_url"], told["assignment"], told["notebook"], self._source(told)
        )
        bounds = read_bounds()
        with within(bounds.seconds, bounds.memory):
            resources["healed"] = heal(nb, known)
        for line in resources["healed"]:
            self.log.warning("%s: healed: %s", told["student"], line)
        return nb, resources

    def _refuse_links(self, told: dict) -> None:
        """Refuse a submission that nbgrader reads by itself, from where it is configured."""
        course = self.config.get("CourseDirectory", {})
        if "submitted_directory" in course:
            folder = Path(course.get("root", ".")) / course["submitted_directory"]
            refuse_links(
                folder / told["student"] / told["assignment"] / f"{told['notebook']}.ipynb"
            )

    def _source(self, told: dict) -> Path:
        """Return where the assignment's source notebook lies, as nbgrader is configured."""
        course = self.config.get("CourseDirectory", {})
        folder = Path(course.get("root", ".")) / course.get("source_directory", "source")
        return folder / told["assignment"] / f"{told['notebook']}.ipynb"
