"""What hostile submissions leave runs in no page that a person opens, by itself or at a click."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.feedback.pages import write_pages
from autograder.grading.grade_class import Settings, grade
from tests.attacks.pages import formgrade_page
from tests.attacks.reading import attacks, release
from tests.attacks.tampering import writes_script_into_answers
from tests.browser.lab import browse, needs_browser
from tests.support import ROOT
from tests.support.sandboxed import needs_sandbox

pytestmark = [pytest.mark.slow, needs_browser, needs_sandbox]
NAMES = (
    "runs_script_in_feedback",
    "runs_script_in_metadata",
    "links_to_script",
    "breaks_the_page",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The feedback page and formgrader's page of a submission that holds all of these."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    notebook = release()
    writes_script_into_answers(notebook)
    notebook.cells += [new_code_cell(a.source, id=a.name) for a in attacks() if a.name in NAMES]
    handed_in = root / "course" / "submitted" / "mallory" / "rnn" / "rnn.ipynb"
    handed_in.parent.mkdir(parents=True)
    nbformat.write(notebook, handed_in)
    (outcome,) = grade(root, "rnn", ["mallory"], Settings(workers=1))
    assert (outcome.problem, outcome.incidents) == ("", ())
    assert write_pages(root, "rnn", ["mallory"]) == {}
    graded = root / "course" / "autograded" / "mallory" / "rnn" / "rnn.ipynb"
    formgrader = root / "formgrader.html"
    formgrader.write_text(formgrade_page(nbformat.read(graded, as_version=4)), encoding="utf-8")
    feedback = root / "course" / "feedback" / "mallory" / "rnn" / "rnn.html"
    return {"feedback": feedback, "formgrader": formgrader}


@pytest.mark.parametrize("name", ["feedback", "formgrader"])
def test_no_script_runs(pages, name):
    with browse() as page:
        called, said = [], []
        page.on("request", lambda request: called.append(request.url))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(pages[name].as_uri())
        assert page.locator("img").count() >= 2
        assert page.get_by_text("d", exact=True).count() >= 4
        # The browser's own reading of addresses.
        links = page.locator("a, area").evaluate_all("links => links.map(link => link.protocol)")
        handlers = page.locator("#notebook-container *").evaluate_all(
            "all => all.flatMap(e => e.getAttributeNames().filter(name => name.startsWith('on')))"
        )
    assert set(links) <= {"file:", "http:", "https:", "mailto:", ":"}
    assert handlers == []
    assert not [address for address in called if "SCRIPT" in address]
    assert said == []
