"""Tests read the manifest: they pass in a course that has changed it as `docs/extending.md` says.

A test that fails here alone knows points, a number of exercises or what is accepted by heart.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tests.support import ROOT
from tests.test_extending import apply, blocks

pytestmark = pytest.mark.slow
COPIED = ("autograder", "docs", "notebooks", "solutions", "starter", "tests")
# What reads the manifest, or what is made from it, and takes seconds. What holds for the course as
# it comes alone is not among it: its sample class, and what running its notebooks has shown.
READERS = (
    "autograder/export",
    "autograder/feedback",
    "autograder/making/test_completeness.py",
    "autograder/making/test_text.py",
    "autograder/report",
    "autograder/results",
    "starter/handin",
    "starter/test_manifest.py",
)
RNN = 'exercises = ["gru_cell", "lstm_cell", "peephole_lstm_cell", "coupled_lstm_cell"]'
POINTS = "points = { shapes = 1, parameters = 1, equations = 3, robustness = 1 }"
CHANGES = {
    "points": [(POINTS, POINTS.replace("1", "2").replace("3", "2.5")), ("= 2 }", "= 3 }")],
    "off": [(RNN, RNN.replace(', "coupled_lstm_cell"', "")), (', "alexnet_dilated"', "")],
    "conventions": [
        ("update_gate_flipped = true", "update_gate_flipped = false"),
        ("gate_complement = true", "gate_complement = false"),
        ("reset_after_product = false", "reset_after_product = true"),
        ("two_biases = false", "two_biases = true"),
    ],
}


def change(root, replacements):
    """Replace texts of the manifest, wherever they stand."""
    path = root / "starter" / "exercises.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def follow_the_page(root):
    for block in blocks():
        apply(block, root)


@pytest.mark.parametrize(
    "changed",
    ["page", *(pytest.param(name, marks=pytest.mark.long) for name in CHANGES)],
)
def test_tests_pass_in_a_course_whose_manifest_is_another(changed, tmp_path):
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignore)
    for path in (path for path in ROOT.iterdir() if path.is_file()):
        shutil.copy(path, tmp_path)
    if changed == "page":
        follow_the_page(tmp_path)
    else:
        change(tmp_path, CHANGES[changed])
    readers = [f"tests/{reader}" for reader in READERS]
    for command in (
        ["tests/support/rebuilt_course.py"],
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *readers],
    ):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
