"""Challenges: repeatable, complete, and able to tell a cell's entries from each other."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest

from autograder.making.building import ORACLE_SEED
from autograder.oracles import equation_sets, make_challenge
from starter.manifest import assignments
from starter.verdict.cells.challenges import count_parameters, load_challenge, pack, unpack

CELLS = [e.id for e in assignments()["rnn"].exercises]
each_cell = pytest.mark.parametrize("cell", CELLS)
seeds = pytest.mark.parametrize("seed", [0, 7, 2**31])


made = cache(make_challenge)


def same(a, b):
    a, b = pack(a), pack(b)
    return set(a) == set(b) and all(
        np.array_equal(a[k], b[k], equal_nan=a[k].dtype != np.uint8) for k in a
    )


def nearest(columns):
    """The distance of each row to the nearest other one."""
    distances = np.abs(columns[:, None] - columns[None]).max(-1)
    return np.where(np.eye(len(columns), dtype=bool), np.inf, distances).min(1)


@pytest.mark.drawn(check=1)
@each_cell
def test_a_seed_gives_one_challenge_and_another_seed_another(cell):
    first, other = made(cell, 0), made(cell, 7)
    assert same(first, make_challenge(cell, 0))
    for field in ("weights", "outputs"):
        assert not np.array_equal(getattr(first.right, field), getattr(other.right, field))
    assert not np.array_equal(first.inputs["x"], other.inputs["x"])
    assert not np.array_equal(first.inputs["x"], first.test_inputs["x"])


@pytest.mark.drawn(check=1)
@each_cell
def test_packing_loses_nothing(cell):
    challenge = made(cell, 0)
    arrays = pack(challenge)
    assert {array.dtype.kind for array in arrays.values()} <= {"f", "i", "u"}
    again = unpack(arrays)
    assert same(again, challenge)
    assert again.right.blocks == challenge.right.blocks
    assert (again.states, again.fills) == (challenge.states, challenge.fills)
    assert list(again.oracles) == list(challenge.oracles)


@each_cell
def test_what_ships_is_what_the_oracles_give_without_their_equations(cell):
    shipped, fresh = load_challenge(cell), make_challenge(cell, ORACLE_SEED)
    for code, oracle in fresh.oracles.items():
        np.testing.assert_allclose(shipped.oracles[code].outputs, oracle.outputs, atol=1e-12)
    header = bytes(pack(shipped)["header"]).decode()
    lines = [line for entry in equation_sets(cell) for line in entry.equations.lines.values()]
    assert not [line for line in lines if "(" in line and line in header]


@pytest.mark.drawn(check=3)
@each_cell
@seeds
def test_every_entry_of_the_right_cell_has_a_role_of_its_own(cell, seed):
    right = made(cell, seed).right
    for point in right.points.values():
        assert (np.abs(point.columns).max(1) > 1e-3).all()
        columns = point.columns
        tied = np.zeros(len(columns), bool)
        if point.second is not None:
            # Those that tie keep their fill at the second point, and are told apart there.
            tied = np.isnan(point.second)
            assert tied.any()
            assert nearest(point.second_columns)[tied].min() > 1e-5
        assert nearest(columns)[~tied].min() > 1e-5


@pytest.mark.drawn(check=1)
@each_cell
@seeds
def test_no_two_equation_sets_look_alike(cell, seed):
    oracles = made(cell, seed).oracles.values()
    for a, b in combinations(oracles, 2):
        if {one.code for one in a.alterations} == {one.code for one in b.alterations}:
            continue  # one name serves both
        for name in set(a.points) & set(b.points):
            ours, theirs = a.points[name], b.points[name]
            if np.allclose(ours.outputs, theirs.outputs, rtol=0, atol=1e-9):
                sides = [{tuple(row) for row in p.columns.round(6)} for p in (ours, theirs)]
                names = a.name, b.name
                assert not sides[0] <= sides[1], names
                assert not sides[1] <= sides[0], names


@pytest.mark.drawn(check=1)
@each_cell
def test_every_equation_set_is_there_and_the_right_one_comes_first(cell):
    challenge, sets = made(cell, 0), equation_sets(cell)
    assert [a.name for a in challenge.altered.alterations] == [entry.name for entry in sets[1:]]
    assert next(iter(challenge.oracles)) == "right"
    certain = {entry.name for entry in sets if entry.kind != "mistake"}
    assert certain <= set(challenge.oracles)
    for oracle in challenge.oracles.values():
        sizes = challenge.input_size, challenge.hidden_size
        assert len(oracle.weights) == count_parameters(oracle.blocks, *sizes)
        matching = challenge.matching(oracle.points["zero_bias"].outputs, "zero_bias", 1e-9)
        assert oracle in list(matching)


@each_cell
def test_sizes_differ_from_each_other(cell):
    challenge = made(cell, 0)
    assert challenge.input_size != challenge.hidden_size
    batch = len(challenge.inputs["x"])
    shapes = {name: array.shape for name, array in challenge.inputs.items()}
    assert shapes.pop("x") == (batch, challenge.input_size)
    assert set(shapes) == set(challenge.states)
    assert set(shapes.values()) == {(batch, challenge.hidden_size)}


@each_cell
@seeds
def test_inputs_are_away_from_0_and_of_both_signs(cell, seed):
    challenge = made(cell, seed)
    for inputs in (challenge.inputs, challenge.test_inputs):
        for name, array in inputs.items():
            scale = 4 if name == "C" and inputs is challenge.test_inputs else 1
            assert np.abs(array).min() >= 0.3 * scale
            assert np.abs(array).max() < 6 * scale
            assert np.sign(array.sum(1)).tolist() == [1, -1] * (len(array) // 2)
    if "C" in challenge.states:
        assert np.abs(challenge.test_inputs["C"]).max() > 4


@each_cell
@seeds
def test_base_points_are_small_numbers_one_without_biases(cell, seed):
    fills = made(cell, seed).fills
    (constant, none), uniform = fills["zero_bias"], fills["uniform"]
    assert 0.2 <= constant < 0.4
    assert (none, uniform) == (0.0, (constant, constant))
