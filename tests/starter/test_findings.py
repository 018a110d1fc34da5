"""Every finding has its texts, every text can be filled in, and none gives a solution away."""

import ast
import string
from pathlib import Path

import pytest

from autograder.build_check import solution_lines
from autograder.oracles import equation_sets
from autograder.text import read_assignment
from starter.manifest import assignments, read_toml
from starter.questions import Problem
from starter.verdict import findings
from starter.verdict.findings import from_problem, shape_text, structure_text

ROOT = Path(__file__).parents[2]
HINTS = read_toml("hints.toml")
CELLS = [e.id for e in assignments()["rnn"].exercises]
PROBLEMS = "not_a_class not_a_module not_attempted raised too_slow".split()


def fields(code):
    """The placeholders of a code's texts."""
    texts = (HINTS[code]["message"], HINTS[code]["hint"])
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def calls():
    """Every call of `finding` in the verdicts: file and line, codes, and the names it fills in."""
    for path in sorted(Path(findings.__file__).parent.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            keys = {
                key.value
                for node in ast.walk(function)
                if isinstance(node, ast.Dict)
                for key in node.keys
                if isinstance(key, ast.Constant)
            }
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "finding":
                    given = {word.arg for word in call.keywords}
                    names = given - {None} | (keys if None in given else set())
                    yield f"{path.name}:{call.lineno}", codes_of(call.args[0]), names


def codes_of(node):
    """The codes that an expression can be, as far as the source alone tells."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*codes_of(node.body), *codes_of(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return [code for code in HINTS if code.startswith(node.values[0].value)]
    return []


CALLS = [(where, code, names) for where, codes, names in calls() for code in codes]


@pytest.mark.parametrize(("where", "code", "names"), CALLS, ids=lambda value: str(value)[:40])
def test_every_literal_code_has_texts_that_its_call_fills_in(where, code, names):
    if code == "unknown_equations":
        assert all(fields(text) <= names for text in HINTS if text.startswith("departs_"))
    elif code.startswith("wrong_") and code not in HINTS:
        pytest.fail(f"{where}: hints.toml has no {code}")
    elif code not in ("wrong_logits_shape", "wrong_shape", "wrong_count", "wrong_layer"):
        assert fields(code) <= names
    else:
        assert any(fields(code) <= given for _, other, given in CALLS if other == code)


@pytest.mark.parametrize("cell", CELLS)
def test_every_equation_set_has_a_text_without_placeholders(cell):
    for entry in equation_sets(cell)[1:]:
        assert fields(entry.code) == set()


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


def test_every_text_is_used():
    used = {code for _, code, _ in CALLS} | {s.code for c in CELLS for s in equation_sets(c)}
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
