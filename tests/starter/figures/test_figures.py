"""The figures say what is true: geometry by enumeration, diagrams by the equations they draw."""

import math
from io import BytesIO
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgb

from starter.figures import draw_cell, draw_convolution
from starter.figures.shapes import route
from starter.figures.wiring import DIAGRAMS

# size, kernel, stride, padding, dilation
GEOMETRIES = [
    (7, 3, 2, 0, 1),
    (8, 3, 2, 0, 1),
    (5, 5, 1, 0, 1),
    (3, 3, 1, 2, 1),
    (9, 2, 4, 0, 1),
    (7, 3, 1, 1, 2),
    (27, 5, 1, 2, 1),
    (55, 3, 2, 0, 1),
    (227, 11, 4, 0, 1),
    (227, 21, 8, 1, 1),
    (227, 11, 4, 5, 2),
    (227, 200, 3, 0, 1),
    (1000, 3, 100, 0, 1),
    (5000, 3, 1, 1, 1),
]


def windows(size, kernel, stride, padding, dilation):
    """Positions each window reads, found by sliding instead of by the formula."""
    begin, found = -padding, []
    while begin + dilation * (kernel - 1) < size + padding:
        found.append([begin + dilation * weight for weight in range(kernel)])
        begin += stride
    return found


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def shapes(figure, *kinds):
    """What a figure draws of some kinds: the x of the left side by name."""
    patches = [patch for patch in figure.axes[0].patches if patch.get_gid()]
    return {p.get_gid(): p.get_x() for p in patches if p.get_gid().split()[0] in kinds}


def named(figure):
    artists = [*figure.axes[0].patches, *figure.axes[0].texts]
    return [artist.get_gid() for artist in artists if artist.get_gid()]


# -- convolution


@pytest.mark.drawn(check=5)
@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_arithmetic_is_that_of_the_geometry(geometry):
    (line,) = [text for text in texts(draw_convolution(*geometry)) if "=" in text]
    size, kernel, stride, padding, dilation = geometry
    filled_in = f"⌊({size} + 2·{padding} − {dilation}·({kernel} − 1) − 1)/{stride}⌋ + 1"
    left, right = line.split(" = ")
    python = left.translate(str.maketrans({"⌊": "floor(", "⌋": ")", "·": "*", "−": "-"}))
    assert left == filled_in
    assert eval(python, {"floor": math.floor}) == int(right) == len(windows(*geometry))


def test_alexnets_first_layer_reads_as_its_findings_do():
    assert "⌊(227 + 2·0 − 1·(11 − 1) − 1)/4⌋ + 1 = 55" in texts(draw_convolution(227, 11, stride=4))


@pytest.mark.parametrize("geometry", GEOMETRIES[:6], ids=str)
def test_small_geometries_are_drawn_completely(geometry):
    figure = draw_convolution(*geometry)
    size, padding, reads = geometry[0], geometry[3], windows(*geometry)
    touched = {position for window in reads for position in window}
    outside = [*range(-padding, 0), *range(size, size + padding)]
    assert set(shapes(figure, "padding")) == {f"padding {p}" for p in outside}
    assert set(shapes(figure, "input")) == {f"input {p}" for p in touched - set(outside)}
    assert set(shapes(figure, "unread")) == {f"unread {p}" for p in set(range(size)) - touched}
    taps = {f"tap {w} {p}" for w, window in enumerate(reads) for p in window}
    assert set(shapes(figure, "tap")) == taps
    assert set(shapes(figure, "output")) == {f"output {w}" for w in range(len(reads))}


@pytest.mark.drawn(check=4)
@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_a_tap_lies_under_the_cell_it_reads(geometry):
    figure = draw_convolution(*geometry)
    cells = {name.split()[1]: x for name, x in shapes(figure, "input", "padding").items()}
    reads, taps = windows(*geometry), shapes(figure, "tap")
    assert taps
    for name, x in taps.items():
        _, window, position = name.split()
        assert int(position) in reads[int(window)]
        assert x == pytest.approx(cells[position])


@pytest.mark.drawn(check=4)
@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_the_first_and_the_last_window_are_drawn(geometry):
    last = len(windows(*geometry)) - 1
    assert {"output 0", f"output {last}"} <= set(shapes(draw_convolution(*geometry), "output"))


@pytest.mark.parametrize("geometry", GEOMETRIES[6:11], ids=str)
def test_windows_of_the_course_are_drawn_with_all_their_taps(geometry):
    taps = [name.split()[1] for name in shapes(draw_convolution(*geometry), "tap")]
    last = len(windows(*geometry)) - 1
    assert {w: taps.count(w) for w in set(taps)} == {str(w): geometry[1] for w in (0, 1, 2, last)}


def test_hatching_is_explained_only_where_there_is_some():
    assert any("hatched" in text for text in texts(draw_convolution(8, 3, stride=2)))
    assert not any("hatched" in text for text in texts(draw_convolution(7, 3, stride=2)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((7, 8), "spans 8 cells, more than the 7"),
        ((7, 4, 1, 0, 3), "spans 10 cells, more than the 7"),
        ((7, 3, 0), "stride must be at least 1, not 0"),
        ((7, 3, 1, -1), "padding must be at least 0, not -1"),
        ((7, 3, 1, 0, 0), "dilation must be at least 1, not 0"),
        ((7, 0), "kernel must be at least 1, not 0"),
        ((0, 1), "size must be at least 1, not 0"),
    ],
)
def test_impossible_geometry_is_refused_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        draw_convolution(*arguments)
    assert "\n" not in str(caught.value)


def test_numbers_must_be_whole():
    with pytest.raises(TypeError, match=r"stride must be an integer, not 2\.0"):
        draw_convolution(7, 3, stride=2.0)


# -- cells


def product(*factors):
    return "×", frozenset(factors)


def total(*terms):
    return "+", frozenset(terms)


def tanh(value):
    return "tanh", frozenset({value})


def one_minus(value):
    return "1−", frozenset({value})


def layer(name, function, *inputs):
    return name, function, frozenset(inputs)


def lstm(forget, write, output):
    """The equations all LSTMs share, given f, what the candidate is multiplied by, and o."""
    candidate = layer("C~", "tanh", "h", "x")
    state = total(product(forget, "C"), product(write, candidate))
    return {"C'": state, "h'": product(output(state), tanh(state))}


def equations():
    z, r = layer("z", "σ", "h", "x"), layer("r", "σ", "h", "x")
    candidate = layer("h~", "tanh", product(r, "h"), "x")
    yield "gru_cell", {"h'": total(product(one_minus(z), "h"), product(z, candidate))}

    f, i = layer("f", "σ", "h", "x"), layer("i", "σ", "h", "x")
    yield "lstm_cell", lstm(f, i, lambda state: layer("o", "σ", "h", "x"))
    yield "coupled_lstm_cell", lstm(f, one_minus(f), lambda state: layer("o", "σ", "h", "x"))

    f, i = layer("f", "σ", "C", "h", "x"), layer("i", "σ", "C", "h", "x")
    yield "peephole_lstm_cell", lstm(f, i, lambda state: layer("o", "σ", state, "h", "x"))


EQUATIONS = dict(equations())


def read_off(diagram, name):
    """The expression a diagram draws for the value of one of its nodes."""
    node = diagram.nodes[name]
    sources = [wire.source for wire in diagram.wires if wire.target == name]
    if node.kind == "port":
        return read_off(diagram, *sources) if sources else name
    inputs = []
    for source in sources:
        joined = diagram.nodes[source].kind == "join"
        parts = [w.source for w in diagram.wires if w.target == source] if joined else [source]
        inputs += [read_off(diagram, part) for part in parts]
    assert len(inputs) == len(set(inputs)), f"{name} takes a value twice"
    return (
        layer(name, node.text, *inputs) if node.kind == "gate" else (node.text, frozenset(inputs))
    )


def legs(diagram, wire):
    return list(pairwise(route(diagram, wire)))


def box(leg):
    (x0, y0), (x1, y1) = leg
    return min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)


def meet(one, other, margin=1e-9):
    left, right, low, high = box(one)
    left2, right2, low2, high2 = box(other)
    apart = left > right2 + margin or left2 > right + margin
    return not (apart or low > high2 + margin or low2 > high + margin)


def test_there_is_a_diagram_of_every_cell():
    assert set(DIAGRAMS) == set(EQUATIONS)


@pytest.mark.parametrize("exercise", EQUATIONS)
def test_the_diagram_draws_the_equations(exercise):
    diagram, expected = DIAGRAMS[exercise], EQUATIONS[exercise]
    results = [name for name in diagram.nodes if name.endswith("'")]
    assert {name: read_off(diagram, name) for name in results} == expected


@pytest.mark.parametrize("exercise", EQUATIONS)
def test_all_of_the_diagram_is_drawn_once(exercise):
    diagram, drawn = DIAGRAMS[exercise], named(draw_cell(exercise))
    wires = [f"{wire.kind} {wire.source} to {wire.target}" for wire in diagram.wires]
    nodes = [f"{node.kind} {name}" for name, node in diagram.nodes.items()]
    assert sorted(drawn) == sorted(wires + nodes)


@pytest.mark.parametrize(
    ("exercise", "labels"),
    [
        ("gru_cell", {"$r$", "$z$", "$\\tilde{h}$"}),
        ("lstm_cell", {"$f$", "$i$", "$\\tilde{C}$", "$o$"}),
        ("peephole_lstm_cell", {"$f$", "$i$", "$\\tilde{C}$", "$o$"}),
        ("coupled_lstm_cell", {"$f$", "$\\tilde{C}$", "$o$"}),
    ],
)
def test_gates_bear_the_names_of_the_equations(exercise, labels):
    gates = {"$r$", "$z$", "$\\tilde{h}$", "$f$", "$i$", "$\\tilde{C}$", "$o$"}
    assert gates & set(texts(draw_cell(exercise))) == labels


def test_the_coupled_cell_has_one_minus_f_in_place_of_an_input_gate():
    drawn = named(draw_cell("coupled_lstm_cell"))
    assert "gate i" not in drawn
    assert {"value f to 1-f", "value 1-f to write"} <= set(drawn)


def test_only_the_peephole_cell_has_peepholes_and_it_has_three():
    found = {e: [n for n in named(draw_cell(e)) if n.startswith("peephole")] for e in DIAGRAMS}
    three = ["peephole C to f", "peephole C to i", "peephole C+ to o"]
    assert found.pop("peephole_lstm_cell") == three
    assert not any(found.values())


@pytest.mark.parametrize("exercise", DIAGRAMS)
def test_wires_of_different_values_cross_only_where_one_hops(exercise):
    diagram = DIAGRAMS[exercise]
    crossings = [
        (one, other)
        for one, other in combinations(diagram.wires, 2)
        if one.source != other.source
        and any(meet(a, b) for a in legs(diagram, one) for b in legs(diagram, other))
    ]
    hops = [wire for wire in diagram.wires if wire.hop]
    assert len(crossings) == len(hops)
    for one, other in crossings:
        hopping, below = (one, other) if one.hop else (other, one)
        point = (hopping.hop, hopping.hop)
        assert any(meet(point, leg) for leg in legs(diagram, hopping))
        assert any(meet(point, leg) for leg in legs(diagram, below))


@pytest.mark.parametrize("exercise", DIAGRAMS)
def test_wires_touch_no_shape_but_the_two_they_join(exercise):
    diagram = DIAGRAMS[exercise]
    patches = {patch.get_gid(): patch for patch in draw_cell(exercise).axes[0].patches}
    for name, node in diagram.nodes.items():
        if (patch := patches.get(f"{node.kind} {name}")) is None:
            continue
        bounds = patch.get_patch_transform().transform_path(patch.get_path()).get_extents()
        for wire in diagram.wires:
            touches = any(meet((bounds.min, bounds.max), leg, 1e-6) for leg in legs(diagram, wire))
            assert touches == (name == wire.target or (name == wire.source and not wire.start)), (
                f"{name} and {wire}"
            )


@pytest.mark.parametrize("exercise", DIAGRAMS)
def test_a_branch_begins_on_a_wire_that_carries_its_value(exercise):
    diagram = DIAGRAMS[exercise]
    for wire in diagram.wires:
        if wire.start:
            same = [w for w in diagram.wires if w.source == wire.source and w is not wire]
            trunk = [leg for other in same for leg in legs(diagram, other)]
            assert any(meet((wire.start, wire.start), leg) for leg in trunk), wire


@pytest.mark.parametrize("exercise", DIAGRAMS)
def test_wires_run_along_the_axes(exercise):
    diagram = DIAGRAMS[exercise]
    for wire in diagram.wires:
        for (x0, y0), (x1, y1) in legs(diagram, wire):
            assert (x0 == x1) != (y0 == y1), wire


def test_an_unknown_cell_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"no diagram of 'alexnet'.*lstm_cell") as caught:
        draw_cell("alexnet")
    assert "\n" not in str(caught.value)


# -- both


DRAWINGS = [pytest.param(draw_cell, (name,), id=name) for name in DIAGRAMS]
DRAWINGS += [pytest.param(draw_convolution, numbers, id=str(numbers)) for numbers in GEOMETRIES]


@pytest.mark.drawn(check=5)
@pytest.mark.parametrize(("draw", "arguments"), DRAWINGS)
def test_text_stays_on_the_page_and_apart(draw, arguments):
    figure = draw(*arguments)
    figure.draw_without_rendering()
    page = figure.bbox.padded(-2)
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts]
    boxes = [(text, extent) for text, extent in boxes if text]
    for text, extent in boxes:
        assert page.containsx(extent.x0), text
        assert page.containsx(extent.x1), text
        assert page.containsy(extent.y0), text
        assert page.containsy(extent.y1), text
    for (text, extent), (other, extent2) in combinations(boxes, 2):
        assert not extent.padded(-1).overlaps(extent2), (text, other)


@pytest.mark.parametrize(("draw", "arguments"), DRAWINGS[:5])
def test_a_figure_is_closed_and_light_whatever_the_readers_style(draw, arguments):
    before = plt.get_fignums()
    with plt.style.context("dark_background"):
        figure = draw(*arguments)
    assert plt.get_fignums() == before
    assert min(to_rgb(figure.get_facecolor())) > 0.95
    assert 7 <= figure.get_figwidth() <= 9


@pytest.mark.drawn(check=2)
@pytest.mark.parametrize(("draw", "arguments"), DRAWINGS[:5])
def test_the_same_call_draws_the_same_picture(draw, arguments):
    one, other = BytesIO(), BytesIO()
    draw(*arguments).savefig(one)
    draw(*arguments).savefig(other)
    assert one.getvalue() == other.getvalue()
