"""What the build keeps of a notebook that it runs."""

import nbformat
import pytest

from autograder.course.errors import TextError
from autograder.making.building import execute

SLIDER = """
display({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "slider"}, raw=True)
print("kept")
"""


def notebook(source):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])


@pytest.mark.slow
def test_outputs_are_kept_but_for_sliders():
    (cell,) = execute(notebook(SLIDER), "test").cells
    assert [output.text for output in cell.outputs] == ["kept\n"]
    assert cell.execution_count == 1
    assert cell.metadata == {}


@pytest.mark.slow
def test_a_cell_that_fails_is_the_authors_to_mend():
    with pytest.raises(TextError, match=r"(?s)test\.py does not run: .*1 / 0"):
        execute(notebook("1 / 0"), "test")
