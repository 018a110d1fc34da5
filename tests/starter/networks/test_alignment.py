"""One difference between two lists of layers is found as one difference."""

from dataclasses import replace

import pytest

from starter.networks.alignment import align, differences
from starter.networks.tables import Row, expected_rows

TABLES = "alexnet alexnet_large_kernel alexnet_avg_pool alexnet_tiny alexnet_dilated".split()
PLACES = [(name, i) for name in TABLES for i in range(len(expected_rows(name)))]
places = pytest.mark.parametrize(("table", "place"), PLACES, ids=lambda value: str(value))


def departures(found, wanted):
    """The pairs that are not of one kind with equal settings."""
    pairs = align(found, wanted)
    assert [ours for ours, _ in pairs if ours] == found
    assert [theirs for _, theirs in pairs if theirs] == wanted
    return [
        (ours, theirs)
        for ours, theirs in pairs
        if ours is None or theirs is None or ours.layer != theirs.layer or differences(ours, theirs)
    ]


@places
def test_a_missing_layer_is_one_gap(table, place):
    rows = expected_rows(table)
    assert departures(rows[:place] + rows[place + 1 :], rows) == [(None, rows[place])]


@pytest.mark.drawn(check=80)
@places
@pytest.mark.parametrize("layer", ["BatchNorm2d", "Sigmoid", "Dropout", "ReLU"])
def test_an_added_layer_is_one_gap(table, place, layer):
    rows = expected_rows(table)
    added = Row(layer, rows[place].output_shape)
    ((ours, theirs),) = departures([*rows[:place], added, *rows[place:]], rows)
    assert (ours.layer, theirs) == (layer, None)


@places
def test_a_changed_setting_is_one_pair_with_that_setting(table, place):
    rows = expected_rows(table)
    changes = {
        "kernel": (4, 4),
        "stride": (5, 5),
        "padding": (7, 7),
        "dilation": (3, 3),
        "note": "groups=2",
    }
    for name, value in changes.items():
        if name != "note" and getattr(rows[place], name) is None:
            continue
        changed = replace(rows[place], **{name: value})
        found = [*rows[:place], changed, *rows[place + 1 :]]
        assert departures(found, rows) == [(changed, rows[place])]
        assert list(differences(changed, rows[place])) == [name]


@places
def test_a_layer_of_a_related_kind_stands_beside_the_one_it_replaces(table, place):
    rows = expected_rows(table)
    kinds = {"ReLU": "Sigmoid", "MaxPool2d": "AvgPool2d", "AvgPool2d": "MaxPool2d"}
    kind = kinds.get(rows[place].layer)
    if kind is None:
        kind = {"Conv2d": "ConvTranspose2d"}.get(rows[place].layer, "Softmax")
    changed = replace(rows[place], layer=kind)
    found = departures([*rows[:place], changed, *rows[place + 1 :]], rows)
    if rows[place].parameters and kind == "Softmax":
        # What has weights and what has none are not one layer written in two ways.
        assert sorted(found, key=str) == sorted([(changed, None), (None, rows[place])], key=str)
    else:
        assert found == [(changed, rows[place])]


@pytest.mark.parametrize("table", TABLES)
def test_equal_lists_have_no_differences_and_empty_ones_only_gaps(table):
    rows = expected_rows(table)
    assert departures(rows, rows) == []
    assert align([], rows) == [(None, row) for row in rows]
    assert align(rows, []) == [(row, None) for row in rows]


def test_sizes_that_follow_from_layers_before_are_no_differences():
    pool = Row("MaxPool2d", (96, 27, 27), kernel=(3, 3), padding=(0, 0), stride=(2, 2))
    assert differences(replace(pool, output_shape=(96, 13, 13)), pool) == {}


def test_the_number_of_outputs_is_a_difference():
    linear = Row("Linear", (4096,), 4096)
    assert differences(replace(linear, output_shape=(10,)), linear) == {"channels": (10, 4096)}
