"""A project that several tests of grading copy, since making its gradebook takes seconds."""

import shutil

import pytest

from autograder.grading.grade_class import prepare_gradebook
from tests.support import ROOT


@pytest.fixture(scope="package")
def released(tmp_path_factory):
    """A project whose gradebook knows the assignment, in which two have handed in."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "solutions" / "rnn", root / "solutions" / "rnn")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for student in ("ada", "gauss"):
        folder = root / "course" / "submitted" / student / "rnn"
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "notebooks" / "rnn" / "rnn.ipynb", folder)
        (folder / "timestamp.txt").write_text("2026-03-05 13:00:00 UTC")
    prepare_gradebook(root, "rnn")
    return root
