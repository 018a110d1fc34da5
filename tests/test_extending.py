"""The page on a course of one's own does what it says: followed literally, on a copy."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.support import ROOT

pytestmark = pytest.mark.slow
# A block's place is the end of the paragraph above it.
BLOCK = re.compile(
    r"In\s`(?P<file>[^`]+)`,\s(?:(?P<end>at\sthe\send)|(?P<new>a\snew\sfile)|above\s`(?P<above>.+?)`"
    r"|under\s`(?P<head>[^`]+)`,\sin\splace\sof\s`(?P<key>\w+)`):\n\n```\w+\n(?P<text>.*?)```\n",
    re.DOTALL,
)


def blocks():
    """The places and texts of the page's blocks."""
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    found = list(BLOCK.finditer(page))
    assert len(found) == page.count("```") // 2, "a block does not say where it goes"
    return found


def apply(block, root):
    """Put a block where the page says."""
    path, text = root / block["file"], block["text"]
    if block["new"]:
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if block["above"]:
        place = lines.index(block["above"] + "\n")
        while not lines[place].startswith("# %%"):
            place -= 1
        lines[place:place] = [text]
    elif block["head"]:
        place = lines.index(block["head"] + "\n")
        while not lines[place].startswith(f"{block['key']} = "):
            place += 1
            assert not lines[place].startswith("["), "there is no such line under that heading"
        lines[place] = text
    else:
        lines += ["\n", text]
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The project with every block of the page applied, and what it says of itself."""
    root = tmp_path_factory.mktemp("course")
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for folder in ("solutions", "starter", "notebooks", "autograder"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignore)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for block in blocks():
        apply(block, root)
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "support" / "extended_course.py"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_points_and_conventions_take_effect(course):
    points, cells = course["rnn"]["points"], course["rnn"]["cells"]
    assert (points["gru_cell-equations"], points["gru_cell-robustness"]) == (4, 2)
    (prose,) = [source for source in cells.values() if source.startswith("## Exercise 1")]
    assert "*8 points*" in prose
    assert "keep to the equations here" in prose
    found = course["judged"]["gru_cell"]["convention_update_gate_flipped"]
    assert found["equations"] == ["update_gate_flipped"]
    assert not any(course["judged"]["gru_cell"]["convention_gate_complement"].values())


def test_an_exercise_left_out_takes_all_that_belongs_to_it_along(course):
    cells = course["rnn"]["cells"]
    assert not [key for key in cells if key.startswith("coupled_lstm_cell")]
    assert not re.search("CoupledLSTMCell|coupled_lstm_cell|price of coupling", str(cells))
    assert "rnn_coupled_memory" not in course["rnn"]["questions"]
    assert course["rnn"]["ungraded"] == ["fused_lstm"]
    assert set(course["rnn"]["released"]) == set(cells)
    assert not re.search("AlexNetTiny|AlexNetDilated", str(course["cnn"]["cells"]))


@pytest.mark.parametrize("name", ["cnn", "rnn"])
def test_references_pass_and_stubs_count_as_not_attempted(course, name):
    assert course[name]["problems"] == []


def test_the_new_cell_is_judged_by_its_equations(course):
    judged = course["judged"]["mgu_cell"]
    assert not any(judged["fused_inputs"].values())
    found = judged["forget_gate_not_in_candidate"]
    assert found["equations"] == ["forget_gate_not_in_candidate"]
    assert not found["shapes"]
    assert not found["parameters"]
    assert course["graded"]["mgu_cell flipped"]["equations"] == ["forget_gate_flipped"]
    (prose,) = [s for s in course["rnn"]["cells"].values() if s.startswith("## Exercise 5")]
    assert "*6 points*" in prose
    assert "keep to the equations here" in prose


def test_the_new_network_is_judged_by_its_table(course):
    cells = course["cnn"]["cells"]
    assert "| Conv2d-1 | 11×11 | 0 | 8 | 1 | 32×28×28 | 11,648 |" in str(cells)
    assert course["cnn"]["points"]["shallow-layers"] == 3
    assert course["graded"]["shallow without ReLU"]["layers"] == ["missing_relu"]


def test_grading_gives_references_all_points(course):
    graded = course["graded"]
    for name in ("mgu_cell", "shallow"):
        assert list(graded[name].values()) == [[]] * 4
