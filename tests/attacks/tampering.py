"""Ways to change a notebook's cells, metadata and outputs without running anything."""

from __future__ import annotations

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output


def _checks(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("points") is not None]


def raises_the_points(notebook: NotebookNode) -> None:
    """Every check is worth a thousand points."""
    for cell in _checks(notebook):
        cell.metadata.nbgrader["points"] = 1000.0


def empties_the_checks(notebook: NotebookNode) -> None:
    """Check cells hold nothing that could fail."""
    for cell in _checks(notebook):
        if cell.cell_type == "code":
            cell.source = "pass"


def unlocks_the_checks(notebook: NotebookNode) -> None:
    """Check cells say that they are solutions, not locked, and are edited."""
    for cell in _checks(notebook):
        cell.metadata.nbgrader.update(locked=False, solution=True)
        cell.source = "1.0"


def deletes_the_checks(notebook: NotebookNode) -> None:
    """Check cells are gone."""
    gone = {id(cell) for cell in _checks(notebook) if cell.cell_type == "code"}
    notebook.cells = [cell for cell in notebook.cells if id(cell) not in gone]


def copies_the_checks(notebook: NotebookNode) -> None:
    """Each check has a second copy that does nothing."""
    for cell in _checks(notebook):
        copy = deepcopy(cell)
        copy.id, copy.source = f"{cell.id}-2", "pass"
        notebook.cells.append(copy)


def turns_checks_into_text(notebook: NotebookNode) -> None:
    """Check cells are Markdown that nobody runs."""
    for cell in _checks(notebook):
        if cell.cell_type == "code":
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]


def moves_checks_before_the_class(notebook: NotebookNode) -> None:
    """Checks come first, where there is no class that could be wrong."""
    checks = [cell for cell in _checks(notebook) if cell.cell_type == "code"]
    rest = [cell for cell in notebook.cells if not any(cell is check for check in checks)]
    notebook.cells = rest + checks


def types_in_outputs(notebook: NotebookNode) -> None:
    """Outputs that look like success stand in the check cells."""
    for cell in _checks(notebook):
        if cell.cell_type == "code":
            text = {"text/plain": "1000.0"}
            cell.execution_count = 7
            cell.outputs = [new_output("execute_result", text, execution_count=7)]


def invents_a_grade_cell(notebook: NotebookNode) -> None:
    """A cell of its own says that it is a grade cell with many points."""
    told = {"grade": True, "solution": False, "locked": True, "points": 100.0, "task": False}
    told |= {"grade_id": "bonus", "schema_version": 3, "cell_type": "code"}
    notebook.cells.append(new_code_cell("100.0", metadata={"nbgrader": told}))


def swaps_grade_ids(notebook: NotebookNode) -> None:
    """The check that passes takes the names of those that fail."""
    for cell in _checks(notebook):
        if cell.metadata.nbgrader.grade_id.startswith("gru_cell-"):
            cell.metadata.nbgrader["grade_id"] = "gru_cell-shapes"


def damages_the_metadata(notebook: NotebookNode) -> None:
    """Metadata are of types that nobody expects."""
    for number, cell in enumerate(_checks(notebook)):
        odd = ["x", 3, None, [], {"grade_id": 5}, {"grade_id": ["a"]}]
        cell.metadata["nbgrader"] = odd[number % len(odd)]


def writes_script_into_answers(notebook: NotebookNode) -> None:
    """Written answers and attached pictures hold scripts and links to scripts."""
    script = "fetch('/SCRIPT')"
    answers = [cell for cell in _checks(notebook) if cell.cell_type == "markdown"]
    notebook.cells.append(new_markdown_cell(id="written"))
    for cell in (*answers, notebook.cells[-1]):
        cell.source = f'<img src=x onerror="{script}"> [a](java&amp;Tab;script:{script}) [b]\n\n'
        cell.source += f"![c](attachment:c.png)\n\n[b]: javascript:{script}"
        cell.attachments = NotebookNode({"c.png": {f'image/png" onerror="{script}': "AAAA"}})
        cell.metadata["raw_mimetype"] = "text/html"


TAMPERINGS = (
    raises_the_points,
    empties_the_checks,
    unlocks_the_checks,
    deletes_the_checks,
    copies_the_checks,
    turns_checks_into_text,
    moves_checks_before_the_class,
    types_in_outputs,
    invents_a_grade_cell,
    swaps_grade_ids,
    damages_the_metadata,
    writes_script_into_answers,
)
