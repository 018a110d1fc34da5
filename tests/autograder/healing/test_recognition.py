"""How much of a cell has to be left for it to be recognised, in a release of a few cells."""

from copy import deepcopy

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


@pytest.mark.parametrize(("line", "recognised"), [("x = 10+1", True), ("x = 1+1", False)])
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


SECOND = (
    SourceCell("other", "code", "class Other:\n    pass", solution=True),
    SourceCell(
        "other-shapes", "code", 'check("other.shapes", Other)', grade=True, locked=True, points=1.0
    ),
    SourceCell("", "markdown", QUESTION),
    SourceCell("more", "markdown", ANSWER, grade=True, solution=True, points=1.0),
)
BOTH = release() + SECOND


def grade_ids(notebook):
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]


def stripped(known=BOTH):
    """A notebook whose cells have lost their metadata; both questions are answered."""
    notebook = whole(known)
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        if cell.source == ANSWER:
            cell.source = f"My answer in cell {number}."
    return notebook


def test_without_metadata_every_cell_is_known_by_what_it_holds():
    notebook = stripped()
    notebook.cells[6].source = "class Other:\n    x = 2"
    assert heal(notebook, BOTH) == [
        "words: the text below its question was taken as the answer",
        "more: the text below its question was taken as the answer",
        "recognised without their metadata: cell, cell-shapes, words, other, other-shapes, more",
    ]
    assert grade_ids(notebook) == [cell.grade_id or None for cell in BOTH]


@pytest.mark.parametrize(
    "call", ['check("cell.shapes", Cell, hint=True)', "check('cell.shapes',Cell)"]
)
def test_a_call_of_a_check_is_that_check(call):
    notebook = stripped()
    notebook.cells[3].source = call
    heal(notebook, BOTH)
    assert [cell.source for cell in notebook.cells].count('check("cell.shapes", Cell)') == 1
    assert call not in [cell.source for cell in notebook.cells]


def test_a_call_among_other_code_is_the_students_own():
    notebook = whole(BOTH)
    own = 'check("cell.shapes", Cell)\nprint(Cell)'
    notebook.cells.append(new_code_cell(own))
    heal(notebook, BOTH)
    assert own in [cell.source for cell in notebook.cells]
    assert grade_ids(notebook)[: len(BOTH)] == [cell.grade_id or None for cell in BOTH]


def test_a_cell_that_defines_two_classes_is_the_one_that_its_metadata_say():
    notebook = whole(BOTH)
    both = notebook.cells.pop(6)
    both.source = "class Cell:\n    x = 0\n\nclass Other:\n    x = 2"
    notebook.cells.insert(2, both)
    assert heal(notebook, BOTH) == []
    assert both.metadata.nbgrader.grade_id == "other"


@pytest.mark.parametrize("text", ["", "class Cell:\n    pass"])
def test_what_is_not_the_students_own_gives_way_to_what_is(text):
    notebook = whole(BOTH)
    work = new_code_cell("class Cell:\n    x = 3")
    notebook.cells[2].source = text
    notebook.cells.insert(3, work)
    heal(notebook, BOTH)
    assert grade_ids(notebook).count("cell") == 1
    assert "class Cell:\n    pass" not in [cell.source for cell in notebook.cells]
    assert work.source in [cell.source for cell in notebook.cells]


def test_the_kernel_is_pythons_and_another_is_told():
    for name, notes in (("xcpp", ["its kernel 'xcpp' was set to python3"]), ("python3", [])):
        notebook = whole(BOTH)
        notebook.metadata.kernelspec = {"name": name}
        assert heal(notebook, BOTH) == notes
        assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize(
    ("number", "source"), [(5, "It is the first."), (2, "class Cell:\n    x = 1"), (0, PROSE)]
)
def test_code_and_text_that_were_exchanged_are_put_right(number, source):
    notebook = whole(BOTH)
    given = notebook.cells[number]
    make = new_markdown_cell if given.cell_type == "code" else new_code_cell
    notebook.cells[number] = make(source, metadata=given.metadata)
    assert heal(notebook, BOTH) == [
        f"code and text had been exchanged, put right: cell {number + 1}"
    ]
    assert [cell.cell_type for cell in notebook.cells] == [cell.cell_type for cell in BOTH]
    assert notebook.cells[number].source == source


@pytest.mark.parametrize(("source", "own"), [("pass", False), ("", False), ("y = 1", True)])
def test_a_check_that_was_overwritten_is_put_back_and_code_of_ones_own_is_kept(source, own):
    notebook = whole(BOTH)
    notebook.cells[3].source = source
    heal(notebook, BOTH)
    sources = [cell.source for cell in notebook.cells]
    assert sources.count('check("cell.shapes", Cell)') == 1
    assert (source in sources) == own
    assert [one for one in grade_ids(notebook) if one] == [c.grade_id for c in BOTH if c.grade_id]


@pytest.mark.parametrize("number", [n for n, cell in enumerate(BOTH) if cell.grade])
def test_a_graded_cell_that_was_deleted_is_put_back(number):
    notebook = whole(BOTH)
    del notebook.cells[number]
    assert heal(notebook, BOTH) == [f"missing, put back: {BOTH[number].grade_id}"]
    assert grade_ids(notebook) == [cell.grade_id or None for cell in BOTH]
    assert notebook.cells[number].source == BOTH[number].source


def test_the_last_of_two_answers_counts():
    notebook = whole(BOTH)
    notebook.cells.insert(5, deepcopy(notebook.cells[5]))
    notebook.cells[5].source, notebook.cells[6].source = "It is the first.", "No, the second."
    assert heal(notebook, BOTH) == [
        "words is there more than once: cell 7 counts, cell 6 was left as it is"
    ]
    assert grade_ids(notebook)[5:7] == [None, "words"]
    assert [cell.source for cell in notebook.cells[5:7]] == ["It is the first.", "No, the second."]


@pytest.mark.parametrize(
    ("first", "decorator"),
    [
        ("class Cell:\n    x = 1", "@final"),
        ("class Cell:\n    x = 1", "@named(\n    'x'\n)"),
        ("class Cell:\n    x = 1", "@final\n@named(\n)"),
        ("class Cell:\n    x = no Python", "@final"),
    ],
)
def test_a_class_that_is_cut_off_another_takes_its_decorators_along(first, decorator):
    notebook = whole(BOTH)
    other = f"# The second one.\n{decorator}\nclass Other:\n    x = 2"
    notebook.cells[2].source = f"{first}\n\n{other}"
    del notebook.cells[6]
    assert heal(notebook, BOTH) == ["cell 3 held cell, other: cut apart"]
    sources = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if cell.metadata
    }
    assert (sources["cell"], sources["other"]) == (first, other)
