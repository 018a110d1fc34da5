"""After a run, the outputs of check cells are such that nbgrader scores them as it should."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.preprocessors import Execute as NbGraderExecute
from nbgrader.utils import determine_grade

from autograder.execute import Execute


def check_cell(*outputs, points=3):
    metadata = {"nbgrader": {"grade": True, "solution": False, "grade_id": "a-b", "points": points}}
    return new_code_cell("check()", metadata=metadata, outputs=list(outputs))


def error(name, value):
    return new_output("error", ename=name, evalue=value, traceback=["Traceback", value])


@pytest.fixture
def tidied(monkeypatch):
    """Makes the outputs of the last cell of a notebook that ran already."""
    monkeypatch.setattr(NbGraderExecute, "preprocess", lambda self, nb, resources: (nb, resources))

    def run(*cells):
        notebook, _ = Execute().preprocess(new_notebook(cells=list(cells)), {})
        return notebook.cells[-1]

    return run


def test_warnings_cost_nothing(tidied):
    cell = tidied(check_cell(new_output("stream", name="stderr", text="a warning")))
    assert [(o.name, o.text) for o in cell.outputs] == [("stdout", "a warning")]
    cell.metadata.nbgrader["cell_type"] = "code"
    assert determine_grade(cell) == (3, 3)


@pytest.mark.parametrize("text", ["0.5", "nan", "'three'", "1e9"])
def test_no_value_of_a_cell_is_a_score(tidied, text):
    result = new_output("execute_result", data={"text/plain": text}, execution_count=1)
    cell = tidied(check_cell(result))
    assert cell.outputs == []
    assert determine_grade(cell) == (3, 3)


def test_an_error_earns_nothing_and_stays(tidied):
    shown = new_output("display_data", data={"text/html": "<b>✗</b>"})
    cell = tidied(check_cell(shown, error("CheckFailed", "a-b")))
    assert [o.output_type for o in cell.outputs] == ["display_data", "error"]
    assert determine_grade(cell) == (0, 3)


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (
            new_code_cell("class Net(nn.Module):", outputs=[error("SyntaxError", "'(' was")]),
            "the cell that defines it failed with SyntaxError: '(' was.",
        ),
        (
            new_code_cell(
                "import torchvison\n\nclass Net(nn.Module):\n    pass",
                outputs=[error("ModuleNotFoundError", "No module named 'torchvison'")],
            ),
            "failed with ModuleNotFoundError: No module named 'torchvison'.",
        ),
        (new_code_cell("class Network(nn.Module): ..."), "renamed, deleted or never written."),
        (new_markdown_cell("class Net(nn.Module):"), "renamed, deleted or never written."),
    ],
)
def test_a_missing_class_is_explained_in_one_line(tidied, before, reason):
    cell = tidied(before, check_cell(error("NameError", "name 'Net' is not defined")))
    (output,) = cell.outputs
    (line,) = output.traceback
    assert line.startswith("There is no class Net")
    assert line.endswith(reason)
    assert determine_grade(cell) == (0, 3)


def test_other_cells_are_left_alone(tidied):
    result = new_output("execute_result", data={"text/plain": "1"}, execution_count=1)
    stream = new_output("stream", name="stderr", text="a warning")
    cell = tidied(new_code_cell("1", outputs=[result, stream]))
    assert [NotebookNode(o).output_type for o in cell.outputs] == ["execute_result", "stream"]
    assert cell.outputs[1].name == "stderr"
