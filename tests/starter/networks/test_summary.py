"""Networks print as the assignment's tables do, and what differs is marked."""

import re
from dataclasses import replace

import pytest
import torch
from torch import nn

from starter import summarize
from starter.networks.summary import COLUMNS, Comparison, NoSummary, Summary
from starter.networks.tables import expected_rows


def table(html, tag="td"):
    """The cells of an HTML table, row by row."""
    lines = [re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", line) for line in html.split("<tr>")]
    return [line for line in lines if line]


def marked(comparison):
    """The texts of the marked cells."""
    return re.findall(r"<td style=[^>]*><b>(.*?)</b></td>", comparison._repr_html_())


def small():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=(2, 1), bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(8, 4),
    )


def test_alexnet_prints_in_seven_columns_with_a_total():
    summary = Summary(expected_rows("alexnet"))
    lines = table(summary._repr_html_())
    assert table(summary._repr_html_(), "th")[0] == list(COLUMNS)
    assert {len(line) for line in lines} == {7}
    assert lines[0] == ["Conv2d-1", "11×11", "0", "4", "1", "96×55×55", "34,944"]
    assert lines[2] == ["MaxPool2d-3", "3", "0", "2", "1", "96×27×27", "0"]
    assert lines[20] == ["Linear-21", "", "", "", "", "4", "16,388"]
    assert table(summary._repr_html_(), "th")[-1][::6] == ["Total", "58,297,732"]
    names = [line[0] for line in lines]
    assert [int(name.rpartition("-")[2]) for name in names] == list(range(1, 22))


def test_text_html_and_markdown_say_the_same():
    summary = Summary(expected_rows("alexnet_large_kernel"))
    html = [[cell for cell in line if cell] for line in table(summary._repr_html_())]
    text = [line.split() for line in str(summary).splitlines() if "-" in line.split()[0]]
    markdown = [
        [cell.strip() for cell in line.strip("|").split("|") if cell.strip()]
        for line in summary.markdown().splitlines()[2:-1]
    ]
    assert html == text == markdown
    assert str(summary).splitlines()[-1].split() == ["Total", "58,979,716"]
    assert len({line.index("Output") for line in str(summary).splitlines()[:1]}) == 1


def test_a_real_network_with_batch_norm_and_a_plain_size():
    summary = summarize(small(), size=(3, 32, 20))
    lines = table(summary._repr_html_())
    assert lines[0] == ["Conv2d-1 (bias=False)", "3×3", "0", "2×1", "1", "8×15×18", "216"]
    assert [lines[1][0], lines[1][-1]] == ["BatchNorm2d-2", "16"]
    assert str(summary).splitlines()[-1].split() == ["Total", str(216 + 16 + 36)]


@pytest.mark.parametrize("training", [True, False])
def test_the_network_stays_as_it_was(training):
    network = small().train(training)
    network[0].weight.requires_grad_(False)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    state = torch.get_rng_state()
    summarize(network, size=(3, 32, 32))
    after = network.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert [module.training for module in network.modules()] == [training] * 8
    assert [p.requires_grad for p in network.parameters()] == [False, True, True, True, True]
    assert {p.device.type for p in network.parameters()} == {"cpu"}
    assert torch.equal(torch.get_rng_state(), state)
    assert network(torch.rand(2, 3, 8, 8)).shape == (2, 4)


def test_beside_its_own_table_nothing_is_marked(network_of):
    network = network_of(expected_rows("alexnet", 7))
    comparison = summarize(network, beside="alexnet")
    assert isinstance(comparison, Comparison)
    assert marked(comparison) == []
    assert "≠" not in str(comparison)
    assert comparison.totals()[0] == comparison.totals()[1]


def test_exactly_the_differing_cells_are_marked():
    wanted = expected_rows("alexnet")
    found = list(wanted)
    found[3] = replace(wanted[3], kernel=(3, 3), padding=(1, 1), parameters=221_440)
    comparison = Comparison(found, wanted)
    assert marked(comparison) == [
        *("3×3", "1", "221,440"),
        *("5×5", "2", "614,656"),
        *("57,904,516", "58,297,732"),
    ]
    assert [line[0] for line in str(comparison).splitlines()].count("≠") == 2


def test_a_missing_layer_leaves_its_line_empty_and_the_others_unmarked():
    wanted = expected_rows("alexnet")
    comparison = Comparison(wanted[:1] + wanted[2:], wanted)
    assert [a[0] for a, b in comparison.lines() if a[0] == "" or b[0] == ""] == [""]
    assert marked(comparison) == ["–", "–", "–", "ReLU-2", "96×55×55", "0"]


def test_names_are_escaped():
    rows = [replace(expected_rows("alexnet")[1], layer="<b>")]
    assert "&lt;b&gt;-1" in Summary(rows)._repr_html_()


def test_an_exercise_without_a_table_is_refused():
    with pytest.raises(NoSummary, match="alexnet_tiny"):
        summarize(small(), beside="gru_cell", size=(3, 32, 32))
