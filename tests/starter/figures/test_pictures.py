"""Figures of training and of what networks see show the right numbers in the right place."""

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from starter.figures import (
    draw_curves,
    draw_kernels,
    draw_maps,
    draw_receptive_field,
    draw_samples,
    slide_receptive_field,
)
from starter.figures.curves import running_mean
from starter.history import History
from starter.images import draw_images


def test_figures_are_closed_and_can_be_drawn(tmp_path):
    for figure in (
        draw_samples(draw_images(1, size=32)),
        draw_kernels({"a": torch.randn(5, 3, 4, 4)}, "title"),
        draw_maps({"a": torch.randn(9, 5, 5)}),
        draw_curves([History("a", [1.0, 2.0])]),
        draw_curves([History("none")]),
        draw_receptive_field([(3, 2, 1, 1)]),
    ):
        figure.savefig(tmp_path / "figure.png")
    assert plt.get_fignums() == []


def test_samples_are_of_their_row_and_column():
    images = draw_images(1, size=32)
    figure = draw_samples(images)
    axes = figure.axes
    assert [a.get_ylabel() for a in axes[::4]] == list(images.domains)
    assert [a.get_title() for a in axes[:4]] == list(images.classes)
    for number, panel in enumerate(axes):
        wanted = images.images[number].permute(1, 2, 0)
        assert np.array_equal(panel.get_images()[0].get_array(), wanted)


def test_kernels_are_tiles_with_grey_for_zero():
    kernels = torch.zeros(13, 3, 2, 2)
    kernels[12, 0] = 7.0  # in the second row
    kernels[0, 1] = -0.1
    (panel,) = draw_kernels({"net": kernels}).axes
    image = np.asarray(panel.get_images()[0].get_array())
    assert image.shape == (5, 35, 3)
    assert image[0, 0].tolist() == [0.5, 0, 0.5]
    assert image[0, 3].tolist() == [0.5, 0.5, 0.5]
    assert image[3, 0].tolist() == [1, 0.5, 0.5]
    assert image[2].min() == 1  # between the rows
    assert "13 kernels, 2×2 pixels" in panel.get_title()


def test_maps_are_those_of_most_contrast():
    layer = torch.zeros(4, 3, 3)
    layer[2, 0, 0], layer[1, 0, 0] = 9.0, 5.0
    image = torch.zeros(3, 6, 6, dtype=torch.uint8)
    figure = draw_maps({"one": layer, "two": layer}, image, count=2)
    titles = [a.get_title() for a in figure.axes]
    assert titles == ["", "channel 2", "channel 1"] * 2
    assert [len(a.get_images()) for a in figure.axes] == [1, 1, 1, 0, 1, 1]
    assert figure.axes[0].get_ylabel() == "one\n3×3"


def test_curves_show_losses_and_shares_of_each_training():
    one = History("one", [4.0, 2.0], measures={"accuracy": [(1, 0.5), (2, 1.0)]})
    losses, shares = draw_curves([one, History("two", [3.0])]).axes
    assert [line.get_label() for line in losses.lines[1::2]] == ["one", "two"]
    assert losses.lines[0].get_ydata().tolist() == [4, 2]
    assert list(shares.lines[0].get_xdata()) == [1, 2]
    assert losses.lines[1].get_color() != losses.lines[3].get_color()
    assert losses.lines[1].get_linestyle() != losses.lines[3].get_linestyle()


def test_a_running_mean_looks_back():
    values = list(range(20))
    assert running_mean(values).tolist() == [0, *[v - 0.5 for v in range(1, 20)]]
    assert running_mean([]).tolist() == []


def test_a_receptive_field_names_sizes_and_marks_what_is_seen():
    figure = draw_receptive_field([(3, 1, 0, 1), (3, 2, 1, 2)], size=15)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert "size 13, sees 3 pixels" in texts
    assert "stride 2, padding 1, dilation 2" in texts
    assert "size 6, sees 7 pixels" in texts
    cells = figure.axes[0].patches
    assert len(cells) == 15 + 13 + 6
    paper = cells[0].get_facecolor()
    # Of the layer below, dilation reads every other one; three windows of three overlap.
    assert sum(c.get_facecolor() != paper for c in cells[:15]) == 7
    assert sum(c.get_facecolor() != paper for c in cells[15:28]) == 3
    assert sum(c.get_facecolor() != paper for c in cells[28:]) == 1


@pytest.mark.parametrize("layers", [[(3, 1, 0, 1)] * 5, [(7, 4, 4, 4), (2, 1, 0, 1)]])
def test_text_of_a_receptive_field_stays_on_the_page_and_apart(layers):
    figure = draw_receptive_field(layers)
    figure.canvas.draw()
    boxes = [t.get_window_extent() for t in figure.axes[0].texts]
    cells = [p.get_window_extent() for p in figure.axes[0].patches]
    for i, box in enumerate(boxes):
        assert figure.bbox.contains(box.x0, box.y0)
        assert figure.bbox.contains(box.x1, box.y1)
        assert not any(box.overlaps(other) for other in [*boxes[:i], *cells])


def test_sliders_redraw_and_say_what_does_not_fit(capsys):
    pytest.importorskip("ipywidgets")
    sliders = slide_receptive_field()
    names = [child.description for child in sliders.children[:-1]]
    assert names == ["layers", "kernel", "stride", "padding", "dilation"]
    assert len(sliders.f(2, 3, 1, 0, 1).axes) == 1
    assert sliders.f(5, 7, 4, 0, 4) is None
    assert "does not fit" in capsys.readouterr().out


@pytest.mark.slow
def test_without_widgets_there_is_a_still_figure():
    code = (
        "import sys; sys.modules['ipywidgets'] = None\n"
        "from starter.figures import slide_receptive_field\n"
        "print(len(slide_receptive_field().axes))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "1", done.stderr
    assert "install ipywidgets" in done.stdout
