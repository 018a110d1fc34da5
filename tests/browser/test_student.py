"""A student's evening in JupyterLab: a failing check, a right answer, the exploration, packing."""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from autograder.catalogue import wrong
from autograder.course.files import write_bytes
from autograder.making.publishing import handout
from autograder.making.text import read_assignment
from starter.manifest import assignments
from tests.browser.lab import SECONDS, TOKEN, browse, needs_browser, serve
from tests.support import ROOT

pytestmark = [pytest.mark.slow, needs_browser]
# Cells that explore, by some of their text, and what they show of a GRU that is right.
EXPLORATION = [
    ("counts = {Cell.__name__", "68,700"),
    ("every, state = unroll", "GRUCell: (2, 7, 4), last step is the state: True"),
    ("length = 60", ""),
    ("train, test = digits()", "GRUCell"),
]
# A cell that has run shows its number; one that is waiting shows a star.
PROMPT = re.compile(r"\[\d+\]:")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The handout, as a student has it."""
    folder = tmp_path_factory.mktemp("handout")
    for name, data in handout(ROOT).items():
        write_bytes(data, folder / name)
    return folder


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory):
    """The address of a JupyterLab that serves the handout."""
    # The handout's own `starter`, not the project's.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    home = tmp_path_factory.mktemp("jupyter")
    with serve(folder, home, environment=environment) as address:
        yield address


@pytest.fixture
def page():
    """A page of a browser."""
    with browse() as page:
        yield page


class Notebook:
    """A notebook open in JupyterLab, used as a student does: by clicks and keys."""

    def __init__(self, page: Page, server: str, name: str):
        self.page = page
        page.goto(f"{server}/lab/tree/{name}?token={TOKEN}")
        self.panel = page.locator(".jp-NotebookPanel")
        expect(self.panel.locator(".jp-MarkdownOutput").last).not_to_be_empty()
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=120 * SECONDS)

    def cell(self, text: str):
        """The first code cell that holds a text."""
        return self.panel.locator(".jp-CodeCell").filter(has_text=text).first

    def select(self, cell):
        """Click into a cell, again if the page moved under the mouse."""
        for _ in range(10):
            cell.locator(".cm-content").click()
            if "jp-mod-active" in cell.get_attribute("class"):
                return
        pytest.fail("the cell does not stay where it is")

    def fill(self, cell, source: str):
        """Replace what a cell holds."""
        self.select(cell)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def run(self, cell):
        """Run a cell, wait until it has run, and return its outputs."""
        self.select(cell)
        with self.running(cell):
            self.page.keyboard.press("Control+Enter")
        return cell.locator(".jp-OutputArea")

    def run_above(self, cell):
        """Run all cells above one."""
        self.select(cell)
        with self.running(self.panel.locator(".jp-CodeCell").first):
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Above Selected Cell").click()

    @contextmanager
    def running(self, cell):
        """Wait until a cell has run that what happens inside starts."""
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        yield
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(PROMPT, timeout=120 * SECONDS)

    def save(self):
        """Save with the keyboard and wait until the file is written."""
        with self.page.expect_response(
            lambda r: r.request.method == "PUT" and "/api/contents/" in r.url
        ):
            self.page.keyboard.press("Control+S")


def reference(exercise: str) -> str:
    """The reference solution's source."""
    text = read_assignment(ROOT / "solutions" / "rnn.py", assignments()["rnn"])
    return next(cell.source for cell in text.cells if cell.id == exercise)


def test_a_student_checks_explores_and_packs(page, server, folder, tmp_path):
    notebook = Notebook(page, server, "rnn.ipynb")
    stub, check = notebook.cell("class GRUCell"), notebook.cell('"gru_cell.equations", GRUCell')
    notebook.run_above(check)
    expect(notebook.run(check)).to_contain_text("not attempted (0 of 3 points)")

    notebook.fill(stub, next(s.source for s in wrong("gru_cell") if s.code == "candidate_sigmoid"))
    notebook.run(stub)
    expect(notebook.run(check)).to_contain_text("Your candidate goes through σ")
    check.get_by_text("Hint", exact=True).click()
    page.screenshot(path=tmp_path / "finding.png")

    notebook.fill(stub, reference("gru_cell"))
    notebook.run(stub)
    expect(notebook.run(check)).to_contain_text("passed (3 of 3 points)")
    page.screenshot(path=tmp_path / "passed.png")

    notebook.run_above(notebook.cell(EXPLORATION[0][0]))
    for cell, shown in EXPLORATION:
        expect(notebook.run(notebook.cell(cell))).to_contain_text(shown)
    page.screenshot(path=tmp_path / "explored.png")

    packing = notebook.cell("from starter.handin import pack")
    expect(notebook.run(packing)).to_contain_text("Not packed yet: write your name")
    source = packing_source(folder)
    for old, new in (('name = ""', 'name = "Ada Lovelace"'), ('id = ""', 'id = "s1815"')):
        source = source.replace(old, new)
    notebook.fill(packing, source)
    expect(notebook.run(packing)).to_contain_text("changes that are not saved")
    notebook.save()
    output = notebook.run(packing)
    page.screenshot(path=tmp_path / "packed.png")
    expect(output).to_contain_text("Packed rnn_s1815.ipynb for Ada Lovelace")
    expect(output).to_contain_text("GRU cell: all checks pass")
    expect(output).to_contain_text("LSTM cell: not attempted")

    packed = nbformat.read(folder / "rnn_s1815.ipynb", as_version=4)
    nbformat.validate(packed)
    handed_in = next(cell.source for cell in packed.cells if cell.id == "gru_cell")
    assert handed_in == reference("gru_cell").strip()
    assert packed.metadata.submission["student_id"] == "s1815"


def packing_source(folder: Path) -> str:
    """The packing cell as it was handed out."""
    return nbformat.read(folder / "rnn.ipynb", as_version=4).cells[-1].source
