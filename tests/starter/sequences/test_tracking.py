"""Properties of a text are what they say, and the unit that follows one is found."""

import torch

from starter.sequences import PROPERTIES, search
from starter.sequences.gates import Trace
from starter.sequences.tracking import best_unit, correlations


def values(name, text):
    return [int(value) for value in PROPERTIES[name](text)]


def test_properties_of_a_small_text():
    assert values("inside double quotes", 'a "b" c') == [0, 0, 1, 1, 0, 0, 0]
    assert values("inside double quotes", '"a\n\nb') == [1, 1, 1, 0, 0]  # an empty line ends it
    assert values("brackets open", "f(a[0])x") == [0, 1, 1, 2, 2, 1, 0, 0]
    assert values("brackets open", ")(\n\na") == [0, 1, 1, 0, 0]
    assert values("position in the line", "ab\nc") == [1, 2, 0, 1]
    assert values("position in the word", "ab c") == [1, 2, 0, 1]
    assert values("a capital letter", "aB") == [0, 1]


def test_every_property_has_a_number_for_each_character():
    text = "Is it?\n(\"No\", 'yes')\n\nGood."
    assert {len(of(text)) for of in PROPERTIES.values()} == {len(text)}


def test_correlation_is_one_with_itself_and_zero_with_what_is_flat():
    wanted = torch.randn(50)
    units = torch.stack([3 * wanted + 1, -wanted, torch.ones(50)], dim=1)
    torch.testing.assert_close(correlations(units, wanted), torch.tensor([1.0, -1.0, 0.0]))
    unit, correlation = best_unit(units[:, 1:], wanted)
    assert unit == 0
    assert round(correlation, 4) == -1


def test_the_unit_is_chosen_in_one_half_and_tried_in_the_other():
    text = ("(a) b\n" * 50)[:300]
    wanted = torch.tensor(PROPERTIES["brackets open"](text))
    noise = torch.randn(300, 4, generator=torch.Generator().manual_seed(0))
    gate = noise.clone()
    gate[:, 2] = wanted  # keeps to it
    memory = noise.clone()
    memory[:150, 1] = 2 * wanted[:150]  # in the first half only
    chosen = {"brackets open": PROPERTIES["brackets open"]}
    for values, last in (({"gate": gate}, "+1.00"), ({"gate": noise, "C": memory}, None)):
        (row,) = search(Trace(values), text, chosen).lines
        assert row[3] == "+1.00"
        assert last is None or row == ("brackets open", "gate", "2", "+1.00", last)
        assert last or (row[1], row[2], abs(float(row[4])) < 0.3) == ("C", "1", True)


def test_what_a_text_does_not_have_is_not_searched_for():
    text = "ab c" * 10
    found = {row[0] for row in search(Trace({"gate": torch.randn(40, 3)}), text).lines}
    assert found == {"position in the line", "position in the word", "a space"}
