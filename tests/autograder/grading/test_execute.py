"""A notebook run by `Execute`: outputs as a kernel gives them, checks answered from outside."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.grading.execute import Execute, workbench
from autograder.sandbox.bubblewrap import SandboxMissing
from starter.manifest import find_check
from tests.support.right_gru import RIGHT_GRU as CELL
from tests.support.sandboxed import needs_sandbox

pytestmark = needs_sandbox
IMPORTS = "import torch\nfrom torch import nn"


def check_cell(check_id, source="check()"):
    _, check = find_check(check_id)
    metadata = {"grade": True, "solution": False, "locked": True, "points": check.points}
    metadata |= {"grade_id": check.grade_id, "cell_type": "code", "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": metadata})


@pytest.fixture(scope="module")
def run():
    """Runs cells under Execute, with one seed, and returns the notebook and its trial."""

    def run_cells(*cells):
        cells = [new_code_cell(c) if isinstance(c, str) else c for c in cells]
        notebook, resources = Execute(seed=1).preprocess(
            new_notebook(cells=cells), {"nbgrader": {"student": "ada"}}
        )
        return notebook.cells, resources["trial"]

    return run_cells


def points(cell):
    return determine_grade(cell)[0]


def worth(*ids):
    return [find_check(check_id)[1].points for check_id in ids]


def test_a_right_cell_earns_its_points_and_a_wrong_one_is_named(run):
    ids = ["gru_cell.shapes", "gru_cell.parameters", "gru_cell.equations", "gru_cell.robustness"]
    cells, _ = run(IMPORTS, CELL, *map(check_cell, ids))
    assert [points(cell) for cell in cells[2:]] == worth(*ids)
    wrong = CELL.replace("torch.tanh", "torch.sigmoid")
    cells, trial = run(IMPORTS, wrong, check_cell("gru_cell.equations"))
    assert points(cells[-1]) == 0
    assert trial.results["gru_cell.equations"].findings[0].code == "candidate_sigmoid"
    assert "goes through σ" in cells[-1].outputs[0].data["text/plain"]
    assert cells[-1].outputs[-1].ename == "CheckFailed"


def test_a_class_from_what_cannot_be_read_is_told_once_and_keeps_its_points(run):
    ids = ["gru_cell.shapes", "gru_cell.parameters"]
    checks = [check_cell(check_id) for check_id in ids]
    cells, trial = run(IMPORTS, f"exec({CELL!r})", *checks)
    assert [points(cell) for cell in cells[2:]] == worth(*ids)
    assert trial.incidents == ["GRUCell: its source could not be read, look at it by hand"]
    _, trial = run(IMPORTS, f"_ = !true\n{CELL}", *checks)
    assert trial.incidents == []


@pytest.mark.drawn(check=1)
@pytest.mark.parametrize(
    "line",
    [
        "from google.colab import drive; drive.mount('/content/drive')",
        "import package_that_is_missing",
        "example = torch.zeros(2).cuda()",
        "name = input('Your name? ')",
        "%tensorflow_version 2.x",
        "!pip install package-that-is-missing",
        "assert torch.cuda.is_available()",
        "await nobody()",
    ],
)
def test_a_line_that_cannot_work_here_takes_nothing_else_with_it(run, line):
    ids = ["gru_cell.shapes", "gru_cell.parameters", "gru_cell.equations", "gru_cell.robustness"]
    cells, _ = run(f"{line}\n{IMPORTS}\n{line}\n{CELL}\n{line}", *map(check_cell, ids))
    assert [points(cell) for cell in cells[1:]] == worth(*ids)
    assert cells[0].outputs  # what failed is told


def test_what_ends_a_cell_ends_it(run):
    cells, _ = run(
        "raise SystemExit\nprint('on'.upper())", "raise KeyboardInterrupt\nprint('on'.upper())"
    )
    assert "ON" not in str([cell.outputs for cell in cells])


@pytest.mark.parametrize(
    "setting",
    ["torch.set_default_device('cuda')", "torch.set_default_tensor_type('torch.cuda.FloatTensor')"],
)
def test_a_default_device_that_is_not_here_costs_nothing(run, setting):
    ids = ["gru_cell.shapes", "gru_cell.parameters", "gru_cell.equations", "gru_cell.robustness"]
    cells, _ = run(f"{IMPORTS}\n{setting}", CELL, *map(check_cell, ids))
    assert [points(cell) for cell in cells[2:]] == worth(*ids)


@pytest.mark.slow
def test_a_class_that_takes_its_time_is_asked_one_question_after_the_other(run):
    slow = CELL.replace(
        "        h = x.new", "        import time; time.sleep(1.1)\n        h = x.new"
    )
    cells, trial = run(IMPORTS, slow, check_cell("gru_cell.shapes"))
    assert [points(cells[-1])] == worth("gru_cell.shapes")
    assert trial.incidents == []


@pytest.mark.drawn(check=3)
@pytest.mark.parametrize(
    ("source", "kind", "content"),
    [
        ("1 + 1", "execute_result", {"text/plain": "2"}),
        ("print('a'); print('b')", "stream", "a\nb\n"),
        ("import sys; print('warned', file=sys.stderr)", "stream", "warned\n"),
        ("display(7)", "display_data", {"text/plain": "7"}),
        ("import asyncio; await asyncio.sleep(0, 'awaited')", "execute_result", "awaited"),
        ("%precision 2\nprint('magic')", "stream", "magic"),
        ("!echo shell", "stream", "shell"),
        (
            "%matplotlib inline\nimport matplotlib.pyplot as p; p.plot([1]); None",
            "display_data",
            "",
        ),
        ("1 / 0", "error", "ZeroDivisionError"),
        ("input('name? ')", "error", "EOFError"),
        ("class Broken(:", "error", "SyntaxError"),
    ],
)
def test_a_cell_runs_as_in_a_kernel(run, source, kind, content):
    (cell,), _ = run(source)
    output = next(o for o in cell.outputs if o.output_type == kind)
    if kind == "stream":
        assert content in output.text
    elif kind == "error":
        assert output.ename == content
        assert output.traceback
    elif isinstance(content, dict):
        assert output.data == content
    else:
        assert content in str(output.data)


@pytest.mark.slow
def test_figures_are_kept_as_pictures(run):
    (cell,), _ = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert any("image/png" in output.get("data", {}) for output in cell.outputs)


def test_counts_go_up_and_state_stays(run):
    cells, _ = run("a = 1", "a += 1", "a")
    assert [cell.execution_count for cell in cells] == [1, 2, 3]
    assert cells[2].outputs[0].data["text/plain"] == "2"


@pytest.mark.parametrize("text", ["0.5", "float('nan')", "'three'", "1e9"])
def test_nothing_that_a_check_cell_says_is_a_score(run, text):
    cells, _ = run(IMPORTS, check_cell("gru_cell.shapes", source=text))
    assert points(cells[-1]) == 0


def test_warnings_cost_nothing(run):
    noisy = CELL.replace(
        "h = x.new", "import warnings; warnings.warn('w'); print('p')\n        h = x.new"
    )
    cells, _ = run(IMPORTS, noisy, check_cell("gru_cell.shapes"))
    assert [points(cells[-1])] == worth("gru_cell.shapes")


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("class GRUCell(nn.Module:", "the cell that defines it failed with SyntaxError"),
        (
            "import torchvison\nclass GRUCell(torchvison.RNN): pass",
            "failed with ModuleNotFoundError: No module named 'torchvison'; NameError: name",
        ),
        ("class Gru(nn.Module): ...", "renamed, deleted or never written"),
    ],
)
def test_a_missing_class_is_explained_in_one_line(run, before, reason):
    cells, _ = run(IMPORTS, before, check_cell("gru_cell.shapes"))
    line = cells[-1].outputs[-1].evalue
    assert "There is no class GRUCell" in line
    assert reason in line
    assert points(cells[-1]) == 0


def test_a_cell_that_ends_the_process_costs_only_what_it_touches(run):
    cells, trial = run(
        IMPORTS, CELL, check_cell("gru_cell.shapes"), "import os\nos._exit(0)",
        check_cell("gru_cell.parameters"),
    )  # fmt: skip
    assert [points(cells[2]), points(cells[4])] == worth("gru_cell.shapes", "gru_cell.parameters")
    assert "came to an end" in cells[3].outputs[0].evalue
    assert trial.incidents == ["cell 4: its process came to an end"]


def test_the_same_seed_draws_the_same_challenges():
    one, other = workbench(True, 1), workbench(True, 1)
    assert one is other
    assert one.examiner.seed == 1


def test_without_a_sandbox_nothing_runs(monkeypatch, run):
    def missing():
        raise SandboxMissing("install bubblewrap")

    monkeypatch.setattr("autograder.grading.execute.require_sandbox", missing)
    with pytest.raises(SandboxMissing, match="install bubblewrap"):
        run("1 + 1")
