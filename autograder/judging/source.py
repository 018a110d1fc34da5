"""Finds in a notebook's source, without running it, what the exercises do not allow."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from ..course.bounds import Exceeded, read_bounds, within

_BUILTIN = re.compile(r"(quantized_|_thnn_fused_)?(lstm|gru|rnn_tanh|rnn_relu)(_cell)?")
_MODULES = frozenset({"LSTM", "LSTMCell", "GRU", "GRUCell", "RNN", "RNNCell"})
_OWNERS = frozenset({"nn", "torch", "_VF", "_C", "rnn", "modules", "aten", "ops"})
_DEFINED = re.compile(r"^(?:class|def) (\w+)", re.MULTILINE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ANSWERS = re.compile(
    r"starter\.(oracles|challenges|verdict|interview|examination)|autograder|solutions|\.npz"
    r"|torch\._(decomp|refs)"
)
# `%%time` and the like: what stands below them is run as well.
_CELL_MAGICS = re.compile(r"(?:\s*%%.*(?:\n|\Z))*")
# What Python raises for a text that is none, and IPython for one that it gives up.
_NO_PYTHON = (SyntaxError, ValueError, RuntimeError, MemoryError)
# IPython takes a time that grows with the square of some cells.
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Sighting:
    """What the code behind a class names: built-in recurrent code, what belongs to checks."""

    builtins: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@lru_cache(maxsize=20)  # the checks of an exercise look at the same cells
def look(cells: tuple[str, ...], class_name: str) -> Sighting:
    """Return what the class of that name, and all at top level that it names in turn, mentions."""
    nodes = list(_reached(cells, class_name))
    builtins = {text for node in nodes for text in _builtin(node)}
    answers = {text for node in nodes for text in _texts(node) if _ANSWERS.search(text)}
    return Sighting(tuple(sorted(builtins)), tuple(sorted(text[:60] for text in answers)))


@lru_cache(maxsize=20)
def unread(cells: tuple[str, ...], class_name: str) -> bool:
    """Say whether a class may come from where nothing can be read: no cell, or one of no Python."""
    nodes = _reached(cells, class_name)
    names = {class_name, *(node.id for node in nodes if isinstance(node, ast.Name))}
    by_no_python = any(_python(s) is None and names & bound_names(s) for s in cells)
    return by_no_python or class_name not in _bound(cells)


@lru_cache(maxsize=2000)
def bound_names(source: str) -> frozenset[str]:
    """Return the names that a cell binds at top level; only classes and functions of no Python."""
    if not (statements := _statements(source)):
        return frozenset(_DEFINED.findall(source))
    return frozenset(n for s in statements for n in set(_names(s)) - set(_changed(s)))


def _changed(statement: ast.stmt) -> Iterator[str]:
    """Yield what an assignment to attributes or elements only changes: `GRUCell.forward = f`."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, (ast.Attribute, ast.Subscript)):
                yield _root(target)


@lru_cache(maxsize=2000)
def read_names(source: str) -> frozenset[str]:
    """Return the global names that a cell reads, those in its functions included."""
    # What holds `return` outside of a function is no Python after all.
    with suppress(*_NO_PYTHON):
        return frozenset(_globals(symtable.symtable(_python(source) or "", "<cell>", "exec")))
    return frozenset()


def _reached(cells: tuple[str, ...], class_name: str) -> Iterator[ast.AST]:
    """Yield the nodes of the class's statements and of those that bind the names in them."""
    bound = _bound(cells)
    wanted, seen = [class_name], set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        for statement in bound.get(name, ()):
            yield from ast.walk(statement)
            wanted += _globals(symtable.symtable(ast.unparse(statement), "<cell>", "exec"))


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the global names that a statement reads, those in its functions included."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals(child)


def _bound(cells: tuple[str, ...]) -> dict[str, list[ast.stmt]]:
    """Return the statements of all cells, out of their blocks, by what they bind or change."""
    bound: dict[str, list[ast.stmt]] = {}
    for source in cells:
        for statement in _out_of_blocks(_statements(source)):
            for name in set(_names(statement)):
                bound.setdefault(name, []).append(statement)
    return bound


def _out_of_blocks(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements; of `if`, `try`, `with` and loops, those inside and then the head alone.

    What else a block holds has nothing to do with a name that one of its lines binds.
    """
    for statement in statements:
        if isinstance(statement, _DEFINITIONS) or not hasattr(statement, "body"):
            yield statement
            continue
        handlers = getattr(statement, "handlers", [])
        for block in (statement, *handlers):
            for part in ("body", "orelse", "finalbody"):
                yield from _out_of_blocks(getattr(block, part, []))
        if not isinstance(statement, ast.Try):  # it has no head
            head = copy(statement)
            head.body, head.orelse = [ast.Pass()], []
            yield head


@lru_cache(maxsize=1000)
def _statements(source: str) -> list[ast.stmt]:
    return ast.parse(_python(source) or "").body


@lru_cache(maxsize=2000)
def _python(source: str) -> str | None:
    """Return a cell as Python, made so by IPython where need be; None where it is none."""
    text = source[_CELL_MAGICS.match(source).end() :]
    for made in (str, _made_by_ipython, _without_magics):
        with suppress(*_NO_PYTHON):
            python = made(text)
            ast.parse(python)
            return python
    return None


def _made_by_ipython(text: str) -> str:
    """Return a cell with calls in place of magics and the like; raise ValueError if it is long."""
    from IPython.core.inputtransformer2 import TransformerManager

    if len(text) > _MOST_CHARACTERS:
        raise ValueError("a cell that is not Python is too long to make it so")
    try:
        with within(read_bounds().text_seconds):
            return TransformerManager().transform_cell(text)
    except Exceeded as error:
        raise ValueError("IPython takes too long to make it Python") from error


def _without_magics(text: str) -> str:
    """Return a cell without lines of magics: what they do shows when it is run."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def _names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds, in blocks too, or whose attributes it sets."""
    if isinstance(statement, _DEFINITIONS):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, _DEFINITIONS):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield _root(node)


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _builtin(node: ast.AST) -> Iterator[str]:
    """Yield built-in recurrent code that a node names, also as a string for `getattr`."""
    if isinstance(node, ast.Attribute):
        owner = ast.unparse(node.value).split(".")[-1]
        if owner in _OWNERS and (_BUILTIN.fullmatch(node.attr) or node.attr in _MODULES):
            yield ast.unparse(node)
    elif isinstance(node, ast.Call) and _root(node) == "getattr":
        for argument in node.args[1:2]:
            text = _constant(argument)
            if _BUILTIN.fullmatch(text) or text in _MODULES:
                yield ast.unparse(node)[:60]
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torch"):
        for alias in node.names:
            if _BUILTIN.fullmatch(alias.name) or alias.name in _MODULES:
                yield f"{node.module}.{alias.name}"


def _constant(node: ast.expr) -> str:
    """Return the text of a string, also of one put together with plus."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _constant(node.left) + _constant(node.right)
    return ""


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield what a node imports or spells out as an attribute or a string."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Attribute):
        yield ast.unparse(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
        yield node.value
