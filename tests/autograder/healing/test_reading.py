"""What is read of a file, and what is not: just inside of each limit, and just outside."""

import json
import os

import nbformat
import pytest

from autograder.course.bounds import read_bounds
from autograder.healing import TooLarge, Unreadable, read_file, read_notebook, read_submission


def code(source="x = 1", **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def in_bytes(*cells, **more):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, **more}).encode()


def only_cell(**more):
    notebook, _ = read_notebook(in_bytes(code(**more)))
    nbformat.validate(notebook)
    (cell,) = notebook.cells
    return cell


def nested(levels):
    return {"a": nested(levels - 1)} if levels > 1 else {"a": 1}


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ({"id": "i" * 64}, {"id": "i" * 65}),
        ({"id": "A-b_9"}, {"id": "A b"}),
    ],
)
def test_ids_that_nbformat_takes_are_kept(inside, outside):
    assert only_cell(**inside).id == inside["id"]
    assert only_cell(**outside).id == "c1-0"


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ({"a": "x" * (100_000 - len('{"a": ""}'))}, {"a": "x" * (100_001 - len('{"a": ""}'))}),
        (nested(20), nested(21)),
        ({"a": [nested(18)]}, {"a": [nested(19)]}),
        ({}, ["a"]),
    ],
)
def test_metadata_of_a_sensible_size_are_kept(inside, outside):
    assert only_cell(metadata=inside).metadata == inside
    assert only_cell(metadata=outside).metadata == {}


@pytest.mark.parametrize("key", ["kernelspec", "language_info"])
@pytest.mark.parametrize("given", [{"name": 3}, {"version": "3"}, "python"])
def test_of_the_notebooks_metadata_those_with_a_name_are_kept(key, given):
    named = {"name": "python", "version": "3"}
    kept, _ = read_notebook(in_bytes(code(), metadata={key: named, "other": named}))
    assert kept.metadata == {key: named}
    assert read_notebook(in_bytes(code(), metadata={key: given}))[0].metadata == {}


def test_attachments_of_texts_alone_are_kept():
    text = {"cell_type": "markdown", "source": "![](attachment:a.png)", "metadata": {}}
    given = {"a.png": {"image/png": "abc"}, "b.png": {"image/png": 3}, "c.png": "abc"}
    notebook, _ = read_notebook(in_bytes({**text, "attachments": given}))
    assert notebook.cells[0].attachments == {"a.png": {"image/png": "abc"}}
    nbformat.validate(notebook)


@pytest.mark.parametrize("given", [5, "4", None, 4.0])
def test_formats_to_come_are_damaged_notebooks(given):
    assert read_notebook(in_bytes(code(), nbformat=4))[1] == []
    with pytest.raises(Unreadable, match=rf"damaged notebook \(format {given!r}\)"):
        read_notebook(in_bytes(code(), nbformat=given))


@pytest.mark.parametrize("given", [{"cells": 3}, {"cell": []}, [code()]])
def test_without_cells_there_is_no_notebook(given):
    with pytest.raises(Unreadable, match=r"^is a damaged notebook \(no cells\)"):
        read_notebook(json.dumps(given).encode())


def test_tabs_and_lines_within_a_text_do_no_harm():
    data = in_bytes(code("x = ?")).replace(b"?", b"1\n\ty = 2")
    assert read_notebook(data)[0].cells[0].source == "x = 1\n\ty = 2"


def test_a_notebook_that_says_no_format_is_read():
    notebook, notes = read_notebook(json.dumps({"cells": [code()]}).encode())
    assert (notebook.cells[0].source, notes) == ("x = 1", [])


def test_fewer_letters_of_another_encoding_than_one_in_a_hundred_are_read():
    data = in_bytes(code()).ljust(1000)
    inside, outside = (data[: -2 * letters] + letters * b"\xe9 " for letters in (9, 10))
    assert read_notebook(inside)[0].cells[0].source == "x = 1"
    with pytest.raises(Unreadable, match="is not a notebook"):
        read_notebook(outside)


def test_as_much_text_and_code_is_read_as_may_be():
    most = read_bounds().characters
    assert len(read_notebook(in_bytes(code("x" * most)))[0].cells[0].source) == most
    with pytest.raises(TooLarge, match=r"holds 5,000,001 characters"):
        read_notebook(in_bytes(code("x"), code("x" * most)))


def test_a_file_is_read_that_is_as_large_as_may_be(tmp_path):
    path = tmp_path / "rnn.ipynb"
    path.write_bytes(b"")
    os.truncate(path, read_bounds().file_bytes)
    assert len(read_file(path)) == read_bounds().file_bytes
    os.truncate(path, read_bounds().file_bytes + 1)
    with pytest.raises(TooLarge, match="has 100 MB, and no more than 100 MB are read"):
        read_file(path)


@pytest.fixture
def folder(tmp_path):
    """The folder of a submission that has other files than `rnn.ipynb`."""
    folder = tmp_path / "ada" / "rnn"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("linked", ["rnn.ipynb", "rnn", "ada"])
def test_no_link_is_followed(tmp_path, folder, linked):
    (folder / "rnn.ipynb").write_bytes(in_bytes(code()))
    assert read_submission(folder, "rnn").notebook.cells[0].source == "x = 1"
    path = next(p for p in (folder / "rnn.ipynb", folder, folder.parent) if p.name == linked)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    words = "is a link" if linked == "rnn.ipynb" else rf"is behind a link \({linked}\)"
    with pytest.raises(Unreadable, match=rf"^rnn\.ipynb {words}"):
        read_submission(folder, "rnn")


def test_a_pipe_is_no_notebook_and_a_folder_is_none(folder):
    os.mkfifo(folder / "rnn.ipynb")
    with pytest.raises(Unreadable, match=r"^rnn\.ipynb is no regular file"):
        read_submission(folder, "rnn")
    (folder / "rnn.ipynb").unlink()
    (folder / "rnn.ipynb").mkdir()
    with pytest.raises(Unreadable, match=r"^rnn\.ipynb is missing; ask for it again"):
        read_submission(folder, "rnn")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("my RNN.txt", "homework.ipynb"),
        ("rnn (1).ipynb", "rnn.ipynb.txt"),
        ("b.ipynb.txt", "a.ipynb.json"),
        ("b.ipynb.json", "a.json"),
        ("b.json", "a.txt"),
        ("B.TXT", "a.py"),
        ("a.ipynb", "b.ipynb"),
    ],
)
def test_the_likelier_file_is_taken(folder, first, second):
    for name in (second, first):
        (folder / name).write_bytes(in_bytes(code(f"name = {name!r}")))
    handed = read_submission(folder, "rnn")
    assert handed.notebook.cells[0].source == f"name = {first!r}"
    assert handed.notes == (f"{first} was taken for rnn.ipynb",)
    (folder / first).write_bytes(b"{")
    assert read_submission(folder, "rnn").path.name == second
    (folder / second).write_bytes(b"{")
    with pytest.raises(Unreadable) as error:
        read_submission(folder, "rnn")
    assert str(error.value).startswith(f"rnn.ipynb is missing, and {first} is not a notebook")


@pytest.mark.parametrize("name", [".rnn.ipynb", "timestamp.txt", "rnn.pdf", "rnn.ipynb.zip"])
def test_what_is_no_candidate_is_not_read(folder, name):
    (folder / name).write_bytes(in_bytes(code()))
    (folder / "link.ipynb").symlink_to(folder / name)
    with pytest.raises(Unreadable, match="is missing; ask for it again"):
        read_submission(folder, "rnn")


def test_what_is_too_large_is_told_as_such_in_whatever_file(folder):
    (folder / "other.ipynb").write_bytes(in_bytes(code("x" * (read_bounds().characters + 1))))
    with pytest.raises(TooLarge, match=r"^rnn\.ipynb is missing, and other\.ipynb holds"):
        read_submission(folder, "rnn")
