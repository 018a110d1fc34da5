"""Coloured texts and the figures of memory show the numbers they are given."""

import re

import numpy as np
import pytest

from starter.figures import ColoredText, draw_delays, draw_gradients, draw_units
from starter.figures.heat import COLORS, to_hex


def spans(colored):
    """Pairs of colour and characters of the only row."""
    (block,) = re.findall(r"<pre[^>]*>(.*)</pre>", colored._repr_html_(), re.DOTALL)
    return re.findall(r"<span style='background:(#\w+)'>(.*?)</span>", block, re.DOTALL)


def test_characters_have_the_colour_of_their_value():
    low, middle, high = (to_hex(COLORS(share)) for share in (0.0, 0.5, 1.0))
    found = spans(ColoredText("aab<\n", {"unit": [0, 0, 0.5, 1, 7]}))
    assert found == [(low, "aa"), (middle, "b"), (high, "&lt;⏎\n")]
    assert spans(ColoredText("ab", {"unit": [-1, 1]}, low=-1)) == [(low, "a"), (high, "b")]


def test_dark_text_reads_on_every_colour():
    def luminance(color):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3]]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    ink = luminance([0x24 / 255, 0x29 / 255, 0x2F / 255])
    ratios = [(luminance(COLORS(s)) + 0.05) / (ink + 0.05) for s in np.linspace(0, 1, 50)]
    assert min(ratios) > 4.5  # WCAG's bound


def test_units_are_sorted_by_their_mean():
    values = np.array([[0.1, 0.9, 0.5], [0.3, 0.7, 0.5]])  # 2 steps, 3 units
    figure = draw_units("a\n", {"gate": values, "other": values})
    panels = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title() for axes in panels] == ["gate", "other"]
    np.testing.assert_allclose(panels[0].images[0].get_array(), values[:, [1, 2, 0]].T)
    assert [label.get_text() for label in panels[0].get_xticklabels()] == ["a", "⏎"]


def test_gradients_that_vanish_stay_on_the_page():
    figure = draw_gradients({"before": {"a": [0.0, 1e-30, 1.0]}, "after": {"a": [1, 1, 1]}})
    line = figure.axes[0].lines[0]
    assert list(line.get_xdata()) == [1, 2, 3]
    assert list(line.get_ydata()) == pytest.approx([1e-12, 1e-12, 1.0])
    assert [axes.get_title() for axes in figure.axes] == ["before", "after"]


def test_delays_are_drawn_with_chance():
    figure = draw_delays({"a": ([1, 5], [0.9, 0.3])}, chance=0.25, longest=4)
    recalled, chance, longest = figure.axes[0].lines
    assert list(recalled.get_ydata()) == [0.9, 0.3]
    assert set(chance.get_ydata()) == {0.25}
    assert set(longest.get_xdata()) == {4}
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["a", "a blind guess", "longest in training"]
