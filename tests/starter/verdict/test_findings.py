"""Every finding has its texts, every text can be filled in, and none gives a solution away."""

import ast
import string
from dataclasses import replace

import pytest

from autograder.making.build_check import solution_lines
from autograder.making.text import read_assignment
from autograder.oracles import equation_sets
from starter.manifest import assignments, read_toml
from starter.networks.alignment import settings
from starter.networks.tables import Row
from starter.questions import Problem
from starter.verdict.findings import from_problem, shape_text, structure_text
from starter.verdict.networks.departures import departures
from tests.support import ROOT

FILES = [read_toml(f"hints/{p.name}") for p in sorted((ROOT / "starter" / "hints").glob("*.toml"))]
HINTS = {code: entry for texts in FILES for code, entry in texts.items()}
CELLS = [e.id for e in assignments()["rnn"].exercises]
PROBLEMS = "not_a_class not_a_module not_attempted raised too_slow".split()


def fields(code):
    """The placeholders of a code's texts."""
    texts = (HINTS[code]["message"], HINTS[code]["hint"])
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def calls():
    """Every call of `finding`: where it is, its code, the names it fills in."""
    folders = (ROOT / "autograder", ROOT / "starter" / "verdict")
    for path in sorted(path for folder in folders for path in folder.glob("**/*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            dicts = [node for node in ast.walk(function) if isinstance(node, ast.Dict)]
            keys = {key.value for node in dicts for key in node.keys if hasattr(key, "value")}
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "finding":
                    given = {word.arg for word in call.keywords}
                    names = given - {None} | (keys if None in given else set())
                    # A text of its own takes the place of the code's; it may depend on things.
                    nodes = [word.value for word in call.keywords if word.arg == "text"]
                    if not any(isinstance(node, ast.Constant) for node in nodes):
                        nodes.append(call.args[0])
                    for node in nodes:
                        yield f"{path.name}:{call.lineno}", node, names


def literals(node):
    """The codes that an expression spells out."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


CALLS = [(where, code, names) for where, node, names in calls() for code in literals(node) if code]
PREFIXED = [
    (where, code, names)
    for where, node, names in calls()
    if isinstance(node, ast.JoinedStr)
    for code in sorted(set(HINTS) - {code for _, code, _ in CALLS})
    if code.startswith(node.values[0].value)
]


def id_of(value):
    """The part of a test's name; a set has no fixed order."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("where", "code", "names"), CALLS + PREFIXED, ids=id_of)
def test_every_code_has_texts_that_its_call_fills_in(where, code, names):
    texts = [code] if code in HINTS else [text for text in HINTS if text.startswith("departs_")]
    assert code in HINTS or code == "unknown_equations", f"{where}: hints/ has no {code}"
    assert all(fields(text) <= names for text in texts)


def test_every_setting_of_a_layer_has_a_text():
    row = Row("Conv2d", (8, 9, 9), 0, (3, 3), (1, 1), (1, 1), (1, 1))
    for name in settings(row):
        field = {"channels": "output_shape"}.get(name, name)
        value = "groups=2" if name == "note" else (7, 7)
        (departure,) = departures([(replace(row, **{field: value}), row)], 9, (3, 9, 9))
        assert departure.setting == name
        assert fields(departure.code) <= {"rows", "layer", "found", "wanted", "source"}


@pytest.mark.parametrize("cell", CELLS)
def test_every_equation_set_has_a_text_about_its_gate(cell):
    for entry in equation_sets(cell)[1:]:
        assert fields(entry.text) <= ({"gate", "Gate", "idle"} if entry.gate else set())


@pytest.mark.parametrize("code", PROBLEMS)
@pytest.mark.parametrize("stage", ["construct", "forward"])
def test_every_problem_reads_as_a_sentence(code, stage):
    problem = Problem(code, stage, "ValueError", "no {braces} here", "in forward, line 3: x {")
    found = from_problem(problem, "GRUCell")
    assert found.code == code
    assert found.message.endswith(".")
    assert found.hint.endswith((".", "?"))
    if code == "raised":
        assert "ValueError: no {braces} here (in forward, line 3: x {)" in found.message


def test_no_code_has_texts_in_two_files():
    assert len(HINTS) == sum(map(len, FILES))


def test_every_text_is_used():
    used = {code for _, code, _ in CALLS + PREFIXED} | {
        s.text for c in CELLS for s in equation_sets(c)
    }
    for path in (ROOT / "starter").glob("**/*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        used |= {node.value for node in nodes if isinstance(node, ast.Constant)}
    used |= {text for text in HINTS if text.startswith(("departs_", *PROBLEMS))}
    assert set(HINTS) - used == set()


@pytest.mark.parametrize("code", HINTS)
def test_a_text_is_a_message_and_a_hint(code):
    assert set(HINTS[code]) == {"message", "hint"}
    assert all(text == text.strip() and text for text in HINTS[code].values())


@pytest.mark.parametrize("name", list(assignments()))
def test_no_text_holds_a_line_of_a_solution(name):
    text = read_assignment(ROOT / "solutions" / f"{name}.py", assignments()[name])
    lines = solution_lines(text)
    assert len(lines) > 20
    for entry in HINTS.values():
        assert not [line for line in lines if any(line in t for t in entry.values())]


def test_structures_in_words():
    tensor = {"type": "tensor", "shape": [2, 4]}
    pair = {"type": "tuple", "length": 2, "items": [tensor, {"type": "NoneType"}]}
    assert structure_text(pair) == "a tuple of 2: a tensor (2, 4), None"
    assert structure_text({"type": "list", "length": 0, "items": []}) == "a list of 0"
    assert (shape_text([3]), shape_text([])) == ("(3,)", "()")
