"""Makes mutants of a Python file: its text with one expression or statement changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string


@dataclass(frozen=True)
class Mutant:
    """One change of one file: where it is, and the lines before and after."""

    path: str
    line: int
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """What tells this change from others, wherever its line moves to."""
        return f"{self.path}: {self.before} → {self.after}"


def _only_marks(node: cst.SimpleString) -> Iterable[cst.CSTNode]:
    """Change a string that is a key or a mark; what is prose decides nothing."""
    if not set(node.raw_value) & set(" \\"):
        yield from list(operator_string(node))[:1]


def _drop_call(node: cst.Expr) -> Iterable[cst.CSTNode]:
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def _reverse_condition(node: cst.If | cst.While) -> Iterable[cst.CSTNode]:
    condition = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), condition))


def _return_nothing(node: cst.Return) -> Iterable[cst.CSTNode]:
    if node.value is not None and not m.matches(node.value, m.Name("None")):
        yield node.with_changes(value=cst.Name("None"))


MUTATORS = [
    *((kind, mutate) for kind, mutate in mutation_operators if mutate is not operator_string),
    (cst.SimpleString, _only_marks),
    (cst.Expr, _drop_call),
    (cst.If, _reverse_condition),
    (cst.While, _reverse_condition),
    (cst.Return, _return_nothing),
]
# What they hold says nothing of what the program does.
_SILENT = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator, cst.Assert)


@cache
def _parsed(text: str) -> tuple[cst.Module, dict]:
    wrapper = MetadataWrapper(cst.parse_module(text))
    return wrapper.module, wrapper.resolve(PositionProvider)


def _is_silent(node: cst.CSTNode) -> bool:
    if m.matches(node, m.Expr(m.SimpleString())):
        return True
    if m.matches(node, m.Assign(targets=[m.AssignTarget(m.Name("__all__"))])):
        return True
    if m.matches(node, m.If(test=m.Name("TYPE_CHECKING"))):
        return True
    return isinstance(node, _SILENT)


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield what may be changed, from the outside inwards."""
    if _is_silent(node):
        return
    yield node
    # What a raised error says is prose; whether it is raised is decided by the condition before it.
    for child in () if isinstance(node, cst.Raise) else node.children:
        yield from _nodes(child)


def _changes(text: str) -> Iterator[tuple[int, cst.CSTNode, cst.CSTNode]]:
    module, places = _parsed(text)
    for node in _nodes(module):
        for kind, mutate in MUTATORS:
            if isinstance(node, kind):
                for changed in mutate(node):
                    yield places[node].start.line, node, changed


def count_mutants(text: str) -> int:
    """Return how many mutants a text has."""
    return sum(1 for _ in _changes(text))


def mutants(path: str, text: str, wanted: set[int] | None = None) -> Iterator[Mutant]:
    """Yield the mutants of a text; of those counted, the wanted ones alone."""
    module, _ = _parsed(text)
    for number, (line, node, changed) in enumerate(_changes(text)):
        if wanted is not None and number not in wanted:
            continue
        mutated = module.deep_replace(node, changed).code
        if _compiles(mutated) and mutated != text:
            yield Mutant(path, line, *_difference(text, mutated), mutated)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines that went and the lines that came, each in one line of text."""
    found: tuple[list[str], list[str]] = ([], [])
    for line in difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0):
        if line[:1] in "-+" and line[:3] not in ("---", "+++"):
            found[line[0] == "+"].append(" ".join(line[1:].split()))
    return " ".join(found[0]), " ".join(found[1])
