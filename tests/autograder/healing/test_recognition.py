"""How much of a cell has to be left for it to be recognised, in a release of a few cells."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.source_cells import SourceCell
from autograder.healing import heal

PROSE = "Networks are tables: look at ABCDEFGHIJKLMNOPQRSTUVWXYZ, and at what is below."
GIVEN = "import math\nx = 12\nwidth = 300"
STUB = "class Cell:\n    pass"
QUESTION = "Which of them is it?"
ANSWER = "Your answer here."


def release(prose=PROSE, given=GIVEN):
    check = {"grade": True, "locked": True, "points": 1.0}
    return (
        SourceCell("", "markdown", prose),
        SourceCell("", "code", given),
        SourceCell("cell", "code", STUB, solution=True),
        SourceCell("cell-shapes", "code", 'check("cell.shapes", Cell)', **check),
        SourceCell("", "markdown", QUESTION),
        SourceCell("words", "markdown", ANSWER, grade=True, solution=True, points=1.0),
    )


def whole(known):
    """A notebook of the release's cells as they were handed out, the class written."""
    cells = []
    for cell in known:
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        source = "class Cell:\n    x = 1" if cell.source == STUB else cell.source
        metadata = {"nbgrader": cell.metadata()} if cell.grade_id else {}
        cells.append(make(source, metadata=metadata))
    return new_notebook(cells=cells)


def answer_taken(*below, known=None):
    """Whether some of the texts below the question are taken as the answer that is missing."""
    notebook = whole(known or release())
    notebook.cells += [new_markdown_cell(text) for text in below]
    return any("was taken as the answer" in note for note in heal(notebook, known or release()))


def test_the_whole_release_needs_no_healing():
    assert heal(whole(release()), release()) == []


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        (PROSE, True),
        (PROSE[:8], True),
        (PROSE[:7], False),
        (PROSE[-8:], True),
        (PROSE[-7:], False),
        (PROSE[10:40], True),
        (PROSE[10:39], False),
        ("Which of", True),
        ("Your answer", False),
    ],
)
def test_a_part_of_the_releases_prose_is_no_answer(text, recognised):
    assert answer_taken(text) == (not recognised)


LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 40)))
CHANGED = "".join(map(chr, range(0x5E00, 0x5E00 + 40)))


@pytest.mark.parametrize(("same", "recognised"), [(31, True), (30, False)])
def test_prose_of_which_more_than_three_quarters_are_left_is_no_answer(same, recognised):
    known = release(prose=LETTERS)
    notebook = whole(known)
    notebook.cells[0].source = CHANGED[same:] + LETTERS[:same]
    notebook.cells.append(notebook.cells.pop(0))
    notes = heal(notebook, known)
    assert any("was taken as the answer" in note for note in notes) == (not recognised)


@pytest.mark.parametrize(("others", "recognised"), [(199, True), (200, False)])
def test_of_so_many_own_cells_two_hundred_are_compared(others, recognised):
    known = release(prose=LETTERS)
    notebook = whole(known)
    notebook.cells[0].source = CHANGED[35:] + LETTERS[:35]
    own = [new_markdown_cell(f"{n}.") for n in range(others)]
    notebook.cells = [*own, *notebook.cells[1:], notebook.cells[0]]
    notes = heal(notebook, known)
    assert any("was taken as the answer" in note for note in notes) == (not recognised)


@pytest.mark.parametrize(("length", "cut"), [(40, True), (39, False)])
def test_prose_of_forty_letters_is_cut_out_of_what_it_stands_in(length, cut):
    known = release(prose=PROSE[:length])
    notebook = whole(known)
    notebook.cells[0].source += "\n\nIt is the first."
    notes = heal(notebook, known)
    assert ("cell 1 held a text cell of the release: cut apart" in notes) == cut
    assert ("It is the first." in [cell.source for cell in notebook.cells]) == cut


@pytest.mark.parametrize(("line", "recognised"), [("x = 1 + 1", True), ("x = 1+1", False)])
def test_a_given_line_of_eight_letters_is_that_cell(line, recognised):
    known = release(given=f"import math\n{line}\nwidth = 300")
    notebook = whole(known)
    notebook.cells[1].source = line
    notebook.cells[2].source += "\n    y = width"
    notes = heal(notebook, known)
    assert any("was missing: put back" in note for note in notes) == (not recognised)


@pytest.mark.parametrize(("parts", "joined"), [(6, True), (7, False)])
def test_a_statement_in_up_to_six_cells_is_joined(parts, joined):
    lines = ["class Cell:\n    sizes = (", *(f"        {n}," for n in range(parts - 2)), "    )"]
    notebook = whole(release())
    notebook.cells[2:3] = [new_code_cell(line) for line in lines]
    notes = heal(notebook, release())
    assert (f"cells 3 to {parts + 2} were one, split: joined" in notes) == joined
    assert ("\n".join(lines) in [cell.source for cell in notebook.cells]) == joined
