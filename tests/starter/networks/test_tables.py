"""The tables say what the assignment prints, and their numbers follow from each other."""

import pytest
import torch

from starter.networks.tables import (
    Row,
    expected_rows,
    has_table,
    input_shape,
    size_arithmetic,
    total_parameters,
)

# As the assignment prints them: layer, kernel, padding, stride, output shape, parameters.
FIRST = """
Conv2d 11 0 4 96×55×55 34,944
ReLU - - - 96×55×55 0
Pool 3 0 2 96×27×27 0
Conv2d 5 2 1 256×27×27 614,656
ReLU - - - 256×27×27 0
Pool 3 0 2 256×13×13 0
Conv2d 3 1 1 384×13×13 885,120
ReLU - - - 384×13×13 0
Conv2d 3 1 1 384×13×13 1,327,488
ReLU - - - 384×13×13 0
Conv2d 3 1 1 256×13×13 884,992
ReLU - - - 256×13×13 0
Pool 3 0 2 256×6×6 0
"""
LARGE = """
Conv2d 21 1 8 96×27×27 127,104
ReLU - - - 96×27×27 0
Conv2d 7 2 2 256×13×13 1,204,480
ReLU - - - 256×13×13 0
Conv2d 3 1 1 384×13×13 885,120
ReLU - - - 384×13×13 0
Conv2d 3 1 1 384×13×13 1,327,488
ReLU - - - 384×13×13 0
Conv2d 3 0 2 256×6×6 884,992
ReLU - - - 256×6×6 0
"""
LAST = """
Flatten - - - 9216 0
Dropout - - - 9216 0
Linear - - - 4096 37,752,832
ReLU - - - 4096 0
Dropout - - - 4096 0
Linear - - - 4096 16,781,312
ReLU - - - 4096 0
Linear - - - 4 16,388
"""
PRINTED = {
    "alexnet": (FIRST + LAST).replace("Pool", "MaxPool2d"),
    "alexnet_large_kernel": LARGE + LAST,
    "alexnet_avg_pool": (FIRST + LAST).replace("Pool", "AvgPool2d"),
}
TOTALS = {
    "alexnet": 58_297_732,
    "alexnet_large_kernel": 58_979_716,
    "alexnet_avg_pool": 58_297_732,
    "alexnet_tiny": 12_487_364,
    "alexnet_dilated": 58_297_732,
}


def printed(row: Row) -> list[str]:
    settings = [str(pair[0]) if pair else "-" for pair in (row.kernel, row.padding, row.stride)]
    return [row.layer, *settings, "×".join(map(str, row.output_shape)), f"{row.parameters:,}"]


@pytest.mark.parametrize("exercise", PRINTED)
def test_every_printed_number_is_in_the_table(exercise):
    wanted = [line.split() for line in PRINTED[exercise].split("\n") if line]
    assert [printed(row) for row in expected_rows(exercise)] == wanted


@pytest.mark.parametrize(("exercise", "total"), TOTALS.items())
def test_totals(exercise, total):
    assert total_parameters(expected_rows(exercise)) == total


@pytest.mark.parametrize("exercise", TOTALS)
@pytest.mark.parametrize("classes", [1, 4, 17])
def test_only_the_last_layer_depends_on_the_classes(exercise, classes):
    rows, plain = expected_rows(exercise, classes), expected_rows(exercise)
    assert rows[:-1] == plain[:-1]
    (features,) = rows[-2].output_shape
    assert (rows[-1].output_shape, rows[-1].parameters) == ((classes,), classes * (features + 1))


@pytest.mark.parametrize("exercise", TOTALS)
def test_torch_computes_the_same_shapes_and_counts(exercise, network_of):
    rows = expected_rows(exercise)
    network = network_of(rows)
    x = torch.empty(2, *input_shape(exercise), device="meta")
    for row, module in zip(rows, network, strict=True):
        x = module(x)
        assert tuple(x.shape[1:]) == row.output_shape
        assert sum(p.numel() for p in module.parameters()) == row.parameters


def test_tiny_is_alexnet_with_other_widths():
    tiny, plain = expected_rows("alexnet_tiny"), expected_rows("alexnet")
    assert [row.layer for row in tiny] == [row.layer for row in plain]
    for ours, theirs in zip(tiny, plain):
        assert (ours.kernel, ours.padding, ours.stride) == (
            theirs.kernel,
            theirs.padding,
            theirs.stride,
        )
    widths = [row.output_shape[0] for row in tiny if row.layer in ("Conv2d", "Flatten", "Linear")]
    assert widths == [48, 128, 192, 192, 128, 4608, 2048, 1024, 4]


def test_dilated_keeps_every_shape_and_count_of_alexnet():
    dilated, plain = expected_rows("alexnet_dilated"), expected_rows("alexnet")
    convolutions = [row for row in dilated if row.layer == "Conv2d"]
    assert {row.dilation for row in convolutions} == {(2, 2)}
    assert [row.padding[0] for row in convolutions] == [5, 4, 2, 2, 2]
    for ours, theirs in zip(dilated, plain, strict=True):
        assert (ours.output_shape, ours.parameters) == (theirs.output_shape, theirs.parameters)


def test_arithmetic_of_the_first_layer():
    assert size_arithmetic(227, 11, 0, 4, 1) == "⌊(227 + 2·0 − 1·(11 − 1) − 1)/4⌋ + 1 = 55"
    assert size_arithmetic(27, 5, 4, 1, 2).endswith("2·4 − 2·(5 − 1) − 1)/1⌋ + 1 = 27")


def test_cells_have_no_table():
    assert not has_table("gru_cell")
    assert all(map(has_table, TOTALS))
    with pytest.raises(KeyError):
        expected_rows("gru_cell")
