"""The gallery shows every picture of the executed notebooks under its heading."""

import base64

import nbformat
import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.course.files import write_notebook
from autograder.making.gallery import README, render_gallery, write_readme_pictures
from tests.support import ROOT

# Seconds in all; quick tests elsewhere meet the same code first.
pytestmark = pytest.mark.slow

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def solved(tmp_path):
    """Two executed notebooks, one with two pictures, one with none."""
    v4 = nbformat.v4
    picture = v4.new_output("display_data", {"image/png": base64.b64encode(PNG).decode()})
    drawing = v4.new_output("display_data", {"image/svg+xml": SVG})
    cells = [
        v4.new_markdown_cell("# Cells\n\n## Gates & more"),
        v4.new_code_cell("draw()", outputs=[picture]),
        v4.new_markdown_cell("No heading here."),
        v4.new_code_cell("draw()", outputs=[drawing]),
    ]
    for name, content in (("rnn", cells), ("cnn", cells[:1])):
        path = tmp_path / "solutions" / name / f"{name}.ipynb"
        write_notebook(v4.new_notebook(cells=content), path)
    return tmp_path


def test_pages_pictures_and_an_index(solved):
    folder = solved / "gallery"
    folder.mkdir()
    (folder / "rnn-09.png").write_text("of an older run")
    render_gallery(solved, folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["cnn.html", "index.html", "rnn-01.png", "rnn-02.svg", "rnn.html"]
    assert (folder / "rnn-01.png").read_bytes() == PNG
    assert (folder / "rnn-02.svg").read_text() == SVG
    index = (folder / "index.html").read_text()
    assert index.count("Gates &amp; more</figcaption>") == 2
    assert 'href="cnn.html"' in index
    assert "Gates &amp; more" in (folder / "rnn.html").read_text()


def test_a_notebook_that_was_not_built(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.configuration.project_root", lambda: tmp_path)
    done = CliRunner().invoke(cli.app, ["gallery"])
    assert done.exit_code == 1
    assert done.stderr == "kit: solutions/cnn/cnn.ipynb is missing: run `kit build`\n"


def test_the_pictures_of_readme_are_those_of_the_notebooks(tmp_path):
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("cnn", "rnn"):
        target = tmp_path / "solutions" / name
        target.mkdir(parents=True)
        (target / f"{name}.ipynb").symlink_to(ROOT / "solutions" / name / f"{name}.ipynb")
    paths = write_readme_pictures(tmp_path)
    assert [path.name for path in paths] == list(README)
    for path in paths:
        assert f"docs/images/{path.name}" in shown
        assert path.read_bytes() == (ROOT / "docs" / "images" / path.name).read_bytes()
