"""Runs a submission under nbgrader and makes the check cells' outputs count as they should."""

from __future__ import annotations

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute as NbGraderExecute
from nbgrader.utils import is_grade

_MISSING_NAME = re.compile(r"name '(\w+)' is not defined")


class Execute(NbGraderExecute):
    """nbgrader's execution, after which warnings cost nothing and errors are told in one line."""

    def preprocess(self, nb, resources=None, **kwargs):
        """Run the notebook and tidy the outputs of its check cells."""
        nb, resources = super().preprocess(nb, resources, **kwargs)
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell):
                cell.outputs = [_tidy(output, nb) for output in cell.outputs if _counts(output)]
        return nb, resources


def _counts(output: NotebookNode) -> bool:
    """Say whether nbgrader may see an output: a check returns nothing, so no result is a score."""
    return output.output_type != "execute_result"


def _tidy(output: NotebookNode, notebook: NotebookNode) -> NotebookNode:
    # nbgrader gives no points to a cell that wrote to stderr.
    if output.output_type == "stream":
        output.name = "stdout"
    if output.output_type == "error" and output.ename == "NameError":
        missing = _MISSING_NAME.search(output.evalue)
        if missing:
            output.traceback = [_missing_class(missing[1], notebook)]
    return output


def _missing_class(name: str, notebook: NotebookNode) -> str:
    """Return why there is no such class: its cell failed, or there is none."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and re.search(
            rf"^\s*class {name}\b", cell.source, re.MULTILINE
        ):
            errors = [o for o in cell.outputs if o.output_type == "error"]
            if errors:
                reason = f"{errors[0].ename}: {errors[0].evalue}"
                return f"There is no class {name}: the cell that defines it failed with {reason}."
    return f"There is no class {name} in this notebook: it was renamed, deleted or never written."
