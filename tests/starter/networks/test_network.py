"""What is recorded is what runs: styles of code do not matter, and every operation shows."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from starter.interview import ask
from starter.networks.lazy_layers import is_lazy
from starter.networks.recording import Recorder, count_parameters, record, record_copy
from starter.networks.tables import expected_rows, input_shape
from starter.questions import Question

SIZE = (3, 17, 17)


class Parts(nn.Module):
    """The layers with numbers of the small network that every style below computes."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.deep = nn.Conv2d(8, 6, 3, padding=2, dilation=2)
        self.first = nn.Linear(6 * 4 * 4, 10)
        self.last = nn.Linear(10, 5)


class Functional(Parts):
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 3, stride=2)
        x = torch.flatten(F.relu(self.deep(x)), 1)
        x = F.relu(self.first(F.dropout(x, training=self.training)))
        return self.last(x)


class Views(Parts):
    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv(x)), (3, 3), (2, 2))
        x = self.deep(x).clamp(min=0)
        x = F.dropout(x.view(x.size(0), -1), 0.5, self.training)
        return self.last(torch.maximum(self.first(x), torch.zeros_like(x[:, :1])))


class InPlace(Parts):
    def forward(self, x):
        x = F.max_pool2d(F.relu_(self.conv(x)), 3, 2)
        x = F.relu(self.deep(x), inplace=True).reshape(len(x), -1)
        x = self.first(F.dropout(x, training=self.training)).relu_()
        return x @ self.last.weight.T + self.last.bias


class Padded(Parts):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(3, 8, 3, stride=2))
        self.deep = nn.Conv2d(8, 6, 3, dilation=2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 3, stride=2)
        x = F.relu(self.deep(F.pad(x, (2, 2, 2, 2))))
        x = F.dropout(x, training=self.training).flatten(1)
        return self.last(F.relu(self.first(x)))


def sequential():
    parts = Parts()
    head = nn.Sequential(nn.Dropout(), parts.first, nn.ReLU(inplace=True), parts.last)
    body = nn.Sequential(parts.conv, nn.ReLU(), nn.MaxPool2d(3, stride=2), parts.deep, nn.ReLU())
    return nn.Sequential(body, nn.Flatten(), head)


@pytest.mark.parametrize("style", [Functional, Views, InPlace, Padded])
def test_styles_give_equal_rows(style):
    rows = record_copy(sequential(), SIZE)
    assert [row.layer for row in rows] == (
        "Conv2d ReLU MaxPool2d Conv2d ReLU Flatten Dropout Linear ReLU Linear".split()
    )
    assert record_copy(style(), SIZE) == rows


@pytest.mark.parametrize("exercise", ["alexnet", "alexnet_avg_pool", "alexnet_dilated"])
def test_a_network_made_from_a_table_is_recorded_as_that_table(exercise, network_of):
    rows = expected_rows(exercise, 9)
    network = network_of(rows)
    assert record_copy(network, input_shape(exercise)) == rows
    assert count_parameters(network) == sum(row.parameters for row in rows)


@pytest.mark.parametrize("style", [sequential, Functional, Views])
def test_dropout_shows_in_training_only(style):
    network = style()
    for training in (True, False):
        rows, output = record(network.train(training), torch.rand(2, *SIZE))
        assert ("Dropout" in [row.layer for row in rows]) == training
        assert output.shape == (2, 5)


def test_a_parameter_used_twice_is_named():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer, self.other = nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x):
            return self.other(self.layer(self.layer(x)))

    network, inputs = Twice(), torch.rand(2, 4)
    recorder = Recorder(network, inputs)
    with torch.no_grad(), recorder:
        network(inputs)
    assert sorted(recorder.shared()) == ["layer.bias", "layer.weight"]


def test_a_residual_is_a_row_of_its_own():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x):
            return F.relu(x + self.conv(x))

    assert [row.layer for row in record_copy(Residual(), SIZE)] == ["Conv2d", "add", "ReLU"]


def test_what_does_not_lead_to_the_output_is_no_row():
    class Unused(Parts):
        def forward(self, x):
            self.conv(x)
            return F.conv2d(x, self.conv.weight)

    (row,) = record_copy(Unused(), SIZE)
    assert (row.stride, row.note) == ((1, 1), "bias=False")


@pytest.mark.parametrize(
    ("layer", "note"),
    [
        (nn.Conv2d(4, 4, 3, groups=2), "groups=2"),
        (nn.Conv2d(4, 4, 3, bias=False), "bias=False"),
        (nn.MaxPool2d(2, ceil_mode=True), "ceil_mode=True"),
    ],
)
def test_what_the_columns_cannot_say_is_noted(layer, note):
    assert [row.note for row in record_copy(layer, (4, 9, 9))] == [note]


@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_lazy_layers_have_their_rows_and_stay_as_they_are():
    network = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(5))
    wanted = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 7 * 7, 5))
    rows = [replace(row, source="") for row in record_copy(network, (2, 9, 9))]
    assert rows == [replace(row, source="") for row in record_copy(wanted, (2, 9, 9))]
    assert is_lazy(network)


@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_lazy_layers_are_counted_after_their_first_input_and_asked_for_it_before():
    network = nn.Sequential(nn.LazyLinear(3))
    with pytest.raises(
        ValueError, match=r"^Sequential has lazy layers.* give it one, as in model\(x\)"
    ):
        count_parameters(network)
    network(torch.zeros(1, 4))
    assert count_parameters(network) == 15


def test_after_an_error_the_rows_so_far_are_kept():
    class Broken(Parts):
        def __init__(self, num_classes=4):
            super().__init__()

        def forward(self, x):
            return self.first(F.relu(self.conv(x)))

    answer = ask(Broken, Question("network", {"input": [2, *SIZE]}))
    assert answer.problem.code == "raised"
    assert answer.problem.stage == "forward"
    assert "self.first(F.relu(self.conv(x)))" in answer.problem.where
    assert [row["layer"] for row in answer.facts["rows"]][:2] == ["Conv2d", "ReLU"]
