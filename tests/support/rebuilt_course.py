"""Builds the course in the current folder anew from its text, without running its notebooks.

Outputs of cells that are as they were are kept: run there with its own packages.
"""

from pathlib import Path

import nbformat

from autograder.making import building
from autograder.making.text import read_assignment
from starter.manifest import assignments

ROOT = Path.cwd()


def with_outputs(text, before):
    """Return a notebook with the outputs that its cells had before."""
    known = {(cell.id, cell.source): cell for cell in before.cells if cell.cell_type == "code"}
    for cell in text.cells:
        if found := known.get((cell.id, cell.source)):
            cell.update(outputs=found.outputs, execution_count=found.execution_count)
    text.metadata["language_info"] = before.metadata["language_info"]
    return text


def main():
    """Write what the build writes."""
    for assignment in assignments().values():
        source = ROOT / "solutions" / assignment.id / f"{assignment.id}.ipynb"
        text = read_assignment(ROOT / "solutions" / f"{assignment.id}.py", assignment)
        before = nbformat.read(source, as_version=4)
        building.write_notebook(with_outputs(text, before), source)
        building.build_oracles(ROOT, assignment)
        building.release(ROOT, assignment)
        building.build_grade_cells(ROOT, assignment)


if __name__ == "__main__":
    main()
