"""Nothing that a student wrote runs in the browser of who reads it, and what is fair stays."""

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from autograder.grading.harmless import HarmlessHTML
from autograder.grading.markdown import harmless_markdown, is_harmless_link
from tests.attacks.pages import formgrade_page, scripts_in

PNG = "iVBORw0KGgo="


def _notebook(cells, metadata=None):
    """A notebook that nbformat has not looked at."""
    parts = {"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return from_dict(parts)


def cleaned(*cells):
    """The cells after the step, in which no page finds a script."""
    notebook, _ = HarmlessHTML().preprocess(_notebook(list(cells)), {})
    assert scripts_in(formgrade_page(notebook)) == []
    return notebook.cells


def displayed(data, metadata=None):
    """The output that is left of a display."""
    output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
    cell = new_code_cell("")
    cell.outputs = [from_dict(output)]
    (cell,) = cleaned(cell)
    return cell.outputs[0] if cell.outputs else None


@pytest.mark.parametrize(
    "told",
    [
        {"width": "1 onerror=SCRIPT()"},
        {"height": "1 onerror=SCRIPT()"},
        {"width": True, "height": -1},
        {"width": 0, "height": 100_001},
        {"width": ["1 onerror=SCRIPT()"]},
        {"isolated": True},
        "no dict",
        7,
    ],
)
def test_metadata_of_another_type_go(told):
    assert displayed({"image/png": PNG}, {"image/png": told}).metadata == {}
    assert displayed({"image/png": PNG}, told if isinstance(told, dict) else {}).metadata == {}


def test_sizes_of_pictures_that_a_page_has_room_for_stay():
    told = {"image/png": {"width": 0.5, "height": 100_000}}
    assert displayed({"image/png": PNG}, told).metadata == told


@pytest.mark.parametrize(("length", "shown"), [(50_000, True), (50_001, False)])
def test_a_text_may_be_so_long_to_be_shown_as_markdown(length, shown):
    text = "words " * 8000 + "*end*"
    text += "." * (length - len(text))
    assert harmless_markdown(text) == (text if shown else f"```\n{text}\n```")


def test_metadata_of_their_type_stay():
    told = {"width": 640, "height": 480.5, "alt": "a plot", "unconfined": True}
    given = {
        "image/png": told | {"retina": "x"},
        "image/jpeg": told,
        "filenames": {"image/png": "/x"},
    }
    assert displayed({"image/png": PNG}, given).metadata == {"image/png": told}


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg"])
@pytest.mark.parametrize("data", ['A" onerror="SCRIPT()', "<svg onload=SCRIPT()>", 7, {"a": 1}])
def test_an_image_is_base64_or_gone(kind, data):
    assert displayed({kind: data}) is None
    assert displayed({kind: data, "text/plain": "a plot"}).data == {"text/plain": "a plot"}


@pytest.mark.parametrize(
    "kind",
    [
        "application/javascript",
        "text/javascript",
        "image/svg+xml",
        "text/vnd.mermaid",
        "application/vnd.jupyter.widget-view+json",
        "application/vnd.vegalite.v5+json",
        "application/pdf",
    ],
)
def test_other_forms_go(kind):
    assert displayed({kind: "<svg onload=SCRIPT()>"}) is None


def test_forms_that_are_no_texts_are_harmless():
    data = {"text/html": 5, "text/markdown": ["a", 5], "text/latex": None, "text/plain": {"a": 1}}
    assert displayed(data).data["text/markdown"] == "a"


@pytest.mark.parametrize("text", ["\x1b[38m", "\x1b[48;m", "a\x1b[1;38mb"])
def test_broken_colours_break_no_page(text):
    (cell,) = cleaned(
        new_code_cell(
            "",
            outputs=[
                new_output("stream", text=text),
                new_output("error", ename="E", evalue="", traceback=[text]),
                new_output("display_data", {"text/plain": text}),
            ],
        )
    )
    assert "\x1b" not in str(cell.outputs)


def test_colours_stay():
    (cell,) = cleaned(new_code_cell("", outputs=[new_output("stream", text="\x1b[31mred\x1b[0m")]))
    assert cell.outputs[0].text == "\x1b[31mred\x1b[0m"


@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell, new_raw_cell])
def test_other_metadata_of_cells_go(make):
    cell = make("x")
    cell.metadata = from_dict({"tags": 5, "transient": 5, "raw_mimetype": 5, "nbgrader": {}})
    (cell,) = cleaned(cell)
    assert cell.metadata == {"nbgrader": {}}


def test_metadata_of_checks_go_too():
    told = {"grade": True, "grade_id": "a", "locked": True, "points": 1}
    cell = new_code_cell("check()")
    cell.metadata = from_dict({"nbgrader": told, "tags": 5})
    assert cleaned(cell)[0].metadata == {"nbgrader": told}


def test_metadata_of_the_notebook_go():
    notebook = _notebook([], {"language_info": {"name": 5}, "title": 5, "widgets": 5})
    formgrade_page(HarmlessHTML().preprocess(notebook, {})[0])


def test_a_count_that_is_no_number_goes():
    cell = new_code_cell("")
    cell["execution_count"] = "<script>SCRIPT()</script>"
    assert cleaned(cell)[0].execution_count is None


BAD_ADDRESSES = [
    "javascript:SCRIPT()",
    "JavaScript:SCRIPT()",
    "java&Tab;script:SCRIPT()",
    "java&amp;Tab;script:SCRIPT()",
    "java&NewLine;script&colon;SCRIPT()",
    "&#1;javascript:SCRIPT()",
    "&#x6A;avascript:SCRIPT()",
    "javascript&colon;SCRIPT()",
    "vbscript:SCRIPT()",
    "data:text/html,<script>SCRIPT()</script>",
    "data:image/svg+xml;base64,AAAA",
    "file:///etc/passwd",
    "blob:x",
]


@pytest.mark.drawn(check=30)
@pytest.mark.parametrize("address", BAD_ADDRESSES)
@pytest.mark.parametrize(
    "text",
    [
        "[x]({})",
        "![x]({})",
        "[x](<{}>)",
        "[x](\n{} 'title')",
        "[x][a]\n\n[a]: {}",
        "> [x](\n> {})",
        "[a]\n\n> [a]:\n> {}",
        "<{}>",
        "<a href='{}'>x</a>",
        '<img src="{}">',
        "* [*x*]({})\n",
        "| a |\n|---|\n| [x]({}) |",
    ],
)
def test_a_link_that_runs_is_none(text, address):
    written = text.format(address)
    cleaned(new_markdown_cell(written))
    displayed({"text/markdown": written})
    displayed({"text/html": written})


@pytest.mark.parametrize("text", ["[x]({}) and $\\sigma$", "[x][a]\n\n[a]: {}"])
def test_the_rest_of_such_a_text_stays(text):
    written = text.format("file:///home/ada/plot.png")
    assert cleaned(new_markdown_cell(written))[0].source in (
        written.replace("](", "] ("),
        written.replace("]:", "] :"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[the paper](https://arxiv.org/abs/1406.1078) and [me](mailto:ada@example.org)",
        "[above](#gates), [a file](plots/gates.png), [other](notes.md?a=b:c)",
        "https://example.org and [r][1]\n\n[1]: http://example.org 'title'",
        f"![plot](data:image/png;base64,{PNG})",
        "- [ ] open\n- [x] done",
        "| gate | $\\sigma$ |\n|:--|--:|\n| reset | `r[t](h)` |",
        "# Why\n\nTerm\n: what it is\n\n```python\nx[0](1)\n```\n\n~~no~~ **yes**",
        "$$h_t = (1 - z_t) \\odot h_{t-1}$$ and \\begin{align}a\\end{align}",
    ],
)
def test_fair_texts_stay(text):
    assert cleaned(new_markdown_cell(text))[0].source == text
    assert displayed({"text/markdown": text}).data["text/markdown"] == text


@pytest.mark.parametrize(
    "text",
    [
        '<a title="\n\n<img src=x onerror=SCRIPT()>">',
        '<b title="\n\n[x](javascript:SCRIPT())\n\n">',
        "<!--\n\n<img src=x onerror=SCRIPT()>\n\n-->",
        "```mermaid\n<img src=x onerror=SCRIPT()>\n```",
        '[x](https://a "\' onmouseover=SCRIPT()")',
        "`` ` `` <script>SCRIPT()</script> ```` `",
        "$<img src=x onerror=SCRIPT()>$",
        "\\begin{a<img/src=x/onerror=SCRIPT()>}\\end{a}",
        "# <img src=x onerror=SCRIPT()>",
        "[" * 3000,
        pytest.param("[" * 30_000, marks=pytest.mark.slow, id="30,000 brackets"),
    ],
)
def test_tags_that_markdown_makes_are_harmless(text):
    cleaned(new_markdown_cell(text))
    displayed({"text/markdown": text})


def test_attached_pictures_stay():
    cell = new_markdown_cell("![a](attachment:a.png)")
    cell.attachments = from_dict({"a.png": {"image/png": PNG}, "b": {"text/html": "<script>"}})
    (cell,) = cleaned(cell)
    assert cell.source == "![a](attachment:a.png)"
    assert cell.attachments == {"a.png": {"image/png": PNG}}


@pytest.mark.parametrize(
    "attached",
    [
        {},
        {"a.png": {}},
        {"a.png": 5},
        {"a.png": {"image/png": 5}},
        {"a.png": {"image/svg+xml": PNG}},
        {"a.png": {'image/png" onerror="SCRIPT()': PNG}},
        {"a.png": {"image/png": 'A" onerror="SCRIPT()'}},
    ],
)
def test_a_picture_that_is_not_attached_breaks_no_page(attached):
    cell = new_markdown_cell("An answer ![a](attachment:a.png)")
    cell.attachments = from_dict(attached)
    (cell,) = cleaned(cell)
    assert "attachments" not in cell
    assert cell.source == "An answer ![a] (attachment:a.png)"


def test_a_text_that_takes_long_to_read_is_shown_as_code():
    (cell,) = cleaned(new_markdown_cell("\\begin{a}" * 100_000))
    assert cell.source.startswith("```\n")


def test_links_are_allowed_by_name():
    for address in BAD_ADDRESSES:
        if "&amp;" not in address:
            assert not is_harmless_link(address, image=True)
    assert is_harmless_link("data:image/png;base64,AAAA", image=True)
    assert not is_harmless_link("data:image/png;base64,AAAA")
