"""What an exercise of the manifest lacks is said in a line, before anything is built."""

from dataclasses import replace

import pytest

from autograder.making import completeness
from autograder.making.completeness import lacks
from autograder.oracles import Equations, EquationSet
from starter.manifest import Assignment, Check, assignments, exercise


def lines(one):
    return lacks(Assignment("own", "Of one's own", (one,), {}))


def cell(**changes):
    return replace(exercise("gru_cell"), **changes)


def network(**changes):
    return replace(exercise("alexnet"), **changes)


@pytest.mark.parametrize("name", list(assignments()))
def test_the_course_lacks_nothing(name):
    assert lacks(assignments()[name]) == []


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (cell(id="mgu"), "cells.toml has no equations of 'mgu': write [mgu.equations]"),
        (cell(kind="cells"), "[exercises.gru_cell] has the kind 'cells'; there are cell and"),
        (
            cell(checks=(Check("gru_cell", "layers", 1.0, False),)),
            "[exercises.gru_cell] has points for 'layers'; a cell has shapes, parameters,",
        ),
        (network(id="nowhere"), "starter/tables.toml has no table [nowhere]"),
    ],
)
def test_what_lacks_is_said_with_the_file(one, line):
    (found,) = lines(one)
    assert line in found


def test_conventions_are_decided_and_told():
    given = dict(exercise("gru_cell").conventions)
    del given["reset_after_product"]
    undecided, no_equations, no_text = lines(cell(conventions={**given, "leaky": True}))
    assert undecided.endswith("does not say whether reset_after_product is accepted")
    assert "decides on leaky, of which autograder/oracles/cells.toml has no" in no_equations
    assert "conventions.toml needs [leaky] with the texts" in no_text


@pytest.mark.parametrize(
    ("lines_of_set", "words"),
    [
        ({"h_new": "g * h"}, "mine needs g, for which there is no line"),
        ({"h_new": "x * h"}, "mine cannot be computed: The size of tensor"),
        ({"f": "W_f(h, x)", "h_new": "f * W_f(h)"}, "mine cannot be computed: zip()"),
        ({"z": "sigmoid(x)"}, "has no line for h_new"),
    ],
)
def test_equations_that_cannot_be_computed(monkeypatch, lines_of_set, words):
    bad = EquationSet(
        "mine", "mistake", Equations(lines_of_set), {}, "candidate_relu", "candidate_relu"
    )
    monkeypatch.setattr(completeness, "equation_sets", lambda name: (bad,))
    (found,) = lines(cell(conventions={}))
    assert found.startswith("autograder/oracles/cells.toml: [gru_cell]")
    assert words in found


def test_a_mistake_needs_words_for_students(monkeypatch):
    silent = EquationSet("new", "mistake", Equations({"h_new": "h"}), {}, "new", "new")
    monkeypatch.setattr(completeness, "equation_sets", lambda name: (silent,))
    (found,) = lines(cell(conventions={}))
    assert found == "starter/hints/cells.toml has no text [new], which gru_cell can be told"


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([["Conv2d", 8, 11]], "cannot be read: not enough values"),
        ([["Tanh"]], "has Tanh; there are Conv2d"),
        ([["MaxPool2d", 300, 2]], "shrinks the image to nothing"),
    ],
)
def test_tables_that_cannot_be_computed(monkeypatch, layers, words):
    table = {"alexnet": {"input": [3, 227, 227], "layers": layers}}
    monkeypatch.setattr("starter.networks.tables.read_toml", lambda name: table)
    (found,) = lines(network())
    assert found.startswith("starter/tables.toml: [alexnet]")
    assert words in found
