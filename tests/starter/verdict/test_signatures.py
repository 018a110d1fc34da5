"""Entries are matched by their signatures, in any order and any split."""

from functools import cache, partial

import numpy as np
import pytest

from autograder.oracles import make_challenge
from starter.verdict.cells import signatures
from starter.verdict.cells.challenges import Point
from starter.verdict.cells.signatures import TIED, UNKNOWN, UNUSED

match = partial(signatures.match, tolerance=1e-8)
match_again = partial(signatures.match_again, tolerance=1e-8)
challenge = cache(make_challenge)
seeds = pytest.mark.parametrize("seed", range(5))


def oracle_point(rng, entries=12, outputs=7, group=None):
    """A point with random signatures; `group` names for each entry the first one it equals."""
    columns = rng.standard_normal((entries, outputs))
    group = np.arange(entries) if group is None else np.array(group)
    return Point(rng.standard_normal(outputs), columns[group], group)


@seeds
def test_any_order_is_found(seed):
    rng = np.random.default_rng(seed)
    point, order = oracle_point(rng), rng.permutation(12)
    noise = 1e-10 * rng.standard_normal((12, 7))
    found = match(point.columns[order] + noise, point)
    assert found.role.tolist() == order.tolist()
    assert not len(found.missing)
    assert not len(found.unknown)
    assert not found.tied
    weights = rng.standard_normal(12)
    assert found.install(weights) == pytest.approx(weights[order])


@seeds
@pytest.mark.parametrize("copies", [2, 3])
def test_entries_that_share_a_role_add_up(seed, copies):
    rng = np.random.default_rng(seed)
    point, weights = oracle_point(rng), rng.standard_normal(12)
    order = rng.permutation(np.tile(np.arange(12), copies))
    found = match(point.columns[order], point)
    values = found.install(weights)
    sums = np.bincount(order, weights=values, minlength=12)
    assert sums == pytest.approx(weights)
    for entry in range(12):
        assert len(set(values[order == entry])) == copies


@seeds
def test_unknown_unused_and_missing_entries_are_told_apart(seed):
    rng = np.random.default_rng(seed)
    point = oracle_point(rng)
    stranger = point.columns[3] + 1e-5
    found = match(np.stack([point.columns[8], stranger, np.zeros(7), point.columns[0]]), point)
    assert found.role.tolist() == [8, UNKNOWN, UNUSED, 0]
    assert (found.unknown.tolist(), found.unused.tolist()) == ([1], [2])
    assert sorted({*range(12)} - {0, 8}) == found.missing.tolist()
    values = found.install(np.arange(1.0, 13.0))
    assert values.tolist() == [9.0, 0.0, 0.0, 1.0]


def test_what_the_oracle_itself_does_not_use_is_not_missing():
    rng = np.random.default_rng(0)
    point = oracle_point(rng)
    point.columns[5] = 0
    assert not len(match(np.delete(point.columns, 5, axis=0), point).missing)
    assert match(point.columns, point).role[5] == UNUSED


def test_no_entries_serve_nothing():
    point = oracle_point(np.random.default_rng(0))
    found = match(np.zeros((0, 7)), point)
    assert found.missing.tolist() == list(range(12))
    assert found.role.shape == (0,)


@seeds
def test_ties_are_broken_at_the_second_point(seed):
    rng = np.random.default_rng(seed)
    group = [0, 1, 2, 2, 4, 1, 6]  # 1 ties with 5, and 2 with 3
    first = oracle_point(rng, 7, 9, group)
    second = rng.standard_normal((7, 9))
    point = Point(first.outputs, first.columns, first.group, rng.standard_normal(7), second)
    order = rng.permutation(7)
    found = match(point.columns[order], point)
    assert set(order[found.role == TIED]) == {1, 2, 3, 5}
    assert not len(found.missing)
    assert np.isnan(found.install(np.ones(7))).sum() == 4
    again = match_again(found, second[order], point)
    assert again.role.tolist() == order.tolist()
    assert not len(again.missing)


@seeds
@pytest.mark.parametrize("cell", ["gru_cell", "peephole_lstm_cell"])
def test_the_signatures_of_a_cell_survive_any_layout(cell, seed):
    rng = np.random.default_rng(seed)
    right = challenge(cell, 4).right
    for point in right.points.values():
        order = rng.permutation(len(right.weights))
        found = match(point.columns[order], point)
        if found.tied:
            found = match_again(found, point.second_columns[order], point)
        assert found.role.tolist() == order.tolist()
        assert found.install(right.weights) == pytest.approx(right.weights[order])
