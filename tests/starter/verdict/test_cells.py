"""Cells are judged by what they compute: every known mistake is named, no fair one is refused."""

from functools import cache

import pytest
import torch
from torch import nn

from autograder.oracles import Equations, equation_sets, make_challenge
from starter import examine
from starter.checks.examination import judge
from starter.manifest import assignments, exercise

CELLS = assignments()["rnn"].exercises
SETS = [(e, entry) for e in CELLS for entry in equation_sets(e.id)]


@cache
def fresh_challenge(name):
    return make_challenge(name, seed=99)


def only(name, check, cls, challenge=None):
    found = exercise(name)
    return judge(found, found.check(check), cls, seed=3, challenge=challenge)


def codes(result):
    return [finding.code for finding in result.findings]


@pytest.mark.drawn(check=40)
@pytest.mark.parametrize(("task", "entry"), SETS, ids=lambda v: getattr(v, "code", None) or v.id)
def test_every_equation_set_is_known_by_name(task, entry, cell_of):
    result = only(task.id, "equations", cell_of(entry.equations))
    accepted = entry.kind == "right" or task.conventions.get(entry.code, False)
    assert codes(result) == ([] if accepted else [entry.code])


@pytest.mark.drawn(check=40)
@pytest.mark.parametrize(("task", "entry"), SETS, ids=lambda v: getattr(v, "code", None) or v.id)
def test_a_fresh_challenge_names_the_same(task, entry, cell_of):
    challenge = fresh_challenge(task.id)
    result = only(task.id, "equations", cell_of(entry.equations), challenge)
    assert codes(result)[:1] in ([], [entry.code])
    assert result.passed == (entry.kind == "right" or task.conventions.get(entry.code, False))


@pytest.mark.parametrize("task", CELLS, ids=lambda e: e.id)
def test_the_right_equations_earn_every_point(task, cell_of):
    report = examine(task.id, cell_of(equation_sets(task.id)[0].equations), seed=1)
    assert report.passed, str(report)
    assert report.points == report.max_points == task.points


@pytest.mark.parametrize("task", CELLS, ids=lambda e: e.id)
def test_an_unknown_mistake_is_found_and_not_named(task, cell_of):
    equations = equation_sets(task.id)[0].equations
    strange = equations.changed({"h_new": f"relu({equations.lines['h_new']})"})
    result = only(task.id, "equations", cell_of(strange))
    assert codes(result) == ["unknown_equations"]


def lstm(biases):
    class Cell(nn.Module):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__()
            self.x = nn.Linear(input_size, 4 * hidden_size, bias=bias and biases > 0)
            self.h = nn.Linear(hidden_size, 4 * hidden_size, bias=bias and biases > 1)

        def forward(self, x, state=None):
            h = C = x.new_zeros(len(x), self.h.in_features)
            h, C = (h, C) if state is None else state
            i, f, g, o = (self.x(x) + self.h(h)).chunk(4, 1)
            C = f.sigmoid() * C + i.sigmoid() * g.tanh()
            return o.sigmoid() * C.tanh(), C

    return Cell


def test_two_biases_keep_the_equations_and_are_named_in_the_count():
    assert only("lstm_cell", "equations", lstm(2)).passed
    result = only("lstm_cell", "parameters", lstm(2))
    assert codes(result) == ["count_two_biases"]
    assert "92,000" in result.findings[0].message
    assert "400 more" in result.findings[0].message


def test_missing_biases_are_named_in_both_checks():
    assert codes(only("lstm_cell", "parameters", lstm(0))) == ["count_no_biases"]
    (finding,) = only("lstm_cell", "equations", lstm(0)).findings
    assert finding.code == "bias_missing_all"


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ("peephole_lstm_cell", "peephole_diagonal"),
        ("peephole_lstm_cell", "peephole_in_candidate"),
    ],
)
def test_conventions_with_other_counts_are_named_in_the_count(task, code, cell_of):
    equations = {s.code: s.equations for s in equation_sets(task)}[code]
    assert codes(only(task, "parameters", cell_of(equations))) == [f"count_{code}"]


@pytest.mark.parametrize(("gates", "code"), [(1, "count_one_more"), (-1, "count_one_fewer")])
def test_a_gate_too_many_or_too_few_is_named(gates, code, cell_of):
    lines = dict(equation_sets("lstm_cell")[0].equations.lines)
    if gates > 0:
        lines["extra"] = "sigmoid(W_e(h, x))"
    else:
        lines |= {"o": "f"}
    assert codes(only("lstm_cell", "parameters", cell_of(Equations(lines))))[0] == code


@pytest.mark.parametrize("built_in", [nn.LSTMCell, nn.LSTM])
def test_built_in_cells_are_refused_by_name(built_in):
    class Wrapped(nn.Module):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__()
            self.inner = built_in(input_size, hidden_size, bias=bias)

        def forward(self, x, state=None):
            if isinstance(self.inner, nn.LSTMCell):
                return self.inner(x, state)
            state = state and tuple(part[None] for part in state)
            _, (h, C) = self.inner(x[None], state)
            return h[0], C[0]

    (finding,) = only("lstm_cell", "equations", Wrapped).findings
    assert finding.code == "builtin_recurrent"
    assert f"uses nn.{built_in.__name__}," in finding.message
    assert "builtin_recurrent" in codes(only("lstm_cell", "robustness", Wrapped))


def careless(change):
    """A right LSTM cell whose step is changed."""

    class Cell(lstm(1)):
        def forward(self, x, state=None):
            return change(super().forward, x, state)

    return Cell


def in_place(step, x, state):
    h, C = step(x, state)
    return (h, C) if state is None else (state[0].data.copy_(h), C)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda step, x, state: step(x + (state is None), state), "state_default"),
        (lambda step, x, state: tuple(t.float() for t in step(x, state)), "fixed_dtype"),
        (lambda step, x, state: step(x + torch.zeros(1, device="cpu"), state), "device_fixed"),
        (in_place, "state_changed_in_place"),
        (lambda step, x, state: tuple(t.detach() for t in step(x, state)), "gradient_cut"),
        (lambda step, x, state: step(x.detach(), state), "gradient_cut"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_carelessness_is_named(change, code):
    assert codes(only("lstm_cell", "robustness", careless(change))) == [code]


def forgetful(step, x, state):
    h, C = state
    return step(x, (h, C))


def remade(step, x, state):
    h, C = step(x, state)
    return nn.Linear(h.shape[1], h.shape[1], dtype=h.dtype, device=h.device)(h), C


def failing_at(rows):
    def change(step, x, state):
        assert len(x) != rows, "not so many"
        return step(x, state)

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda step, x, state: step(nn.functional.dropout(x, 0.5, True), state), "dropout_inside"),
        (remade, "dropout_inside"),
        (forgetful, "state_none_not_handled"),
        (failing_at(1), "raised"),
        (lambda step, x, state: tuple(t.squeeze() for t in step(x, state)), "wrong_shape"),
        (lambda step, x, state: tuple(t[:3] for t in step(x, state)), "wrong_shape"),
    ],
)
def test_what_follows_from_a_finding_is_not_told_beside_it(change, code):
    assert codes(only("lstm_cell", "robustness", careless(change))) == [code]


@pytest.mark.parametrize("kept", ["biases", "one bias"])
def test_biases_that_stay_without_bias_are_found(kept):
    class Cell(lstm(1)):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__(input_size, hidden_size, bias or kept == "biases")
            if not bias and kept == "one bias":
                self.b = nn.Parameter(torch.ones(hidden_size))

        def forward(self, x, state=None):
            h, C = super().forward(x, state)
            return h + getattr(self, "b", 0), C

    assert codes(only("lstm_cell", "robustness", Cell)) == ["bias_flag_ignored"]


class Watched(lstm(1)):
    """A right LSTM cell whose h is off by so much where `strange` says so."""

    def __init__(self, *sizes, bias=True):
        super().__init__(*sizes, bias=bias)
        self.states_given = []

    def forward(self, x, state=None):
        h, C = super().forward(x, state)
        strange = self.strange(state)
        self.states_given.append(state is not None)
        return h + self.off * strange, C


def uneven(cell, state):
    """Whether some parameter is not one number all over, as all are at the base points."""
    return any(p.min() < p.max() for p in cell.parameters())


# Where h is off, and what is found then.
STRANGE = {
    "unknown_equations": uneven,
    "modes_differ": lambda cell, state: not cell.training,
    "state_default": lambda cell, state: state is None,
    "initial_state_random": lambda cell, state: state is None and not cell.states_given,
    "state_kept_in_module": lambda cell, state: state is None and any(cell.states_given),
    "dropout_inside": lambda cell, state: state is not None and any(cell.states_given),
}


@pytest.mark.parametrize(("off", "differs"), [(0.5e-9, False), (2e-9, True)])
@pytest.mark.parametrize("code", STRANGE)
def test_what_is_off_by_more_than_1e_9_is_not_equal(code, off, differs):
    cls = type("Cell", (Watched,), {"strange": STRANGE[code], "off": off})
    check = "equations" if code == "unknown_equations" else "robustness"
    assert codes(only("lstm_cell", check, cls)) == [code] * differs


@pytest.mark.parametrize(("off", "found"), [(0.5e-9, []), (2e-9, ["unknown_equations"])])
def test_outputs_at_the_base_points_are_equal_to_1e_9(off, found):
    strange = lambda cell, state: not uneven(cell, state)  # noqa: E731
    cls = type("Cell", (Watched,), {"strange": strange, "off": off})
    assert codes(only("lstm_cell", "equations", cls)) == found


class Holding(lstm(1)):
    """A right LSTM cell that has a built-in one beside it."""

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__(input_size, hidden_size, bias)
        self.spare = nn.LSTM(input_size, hidden_size)


@pytest.mark.parametrize("check", ["equations", "robustness"])
def test_a_built_in_cell_that_never_runs_is_seen(check):
    found = only("lstm_cell", check, Holding).findings
    assert [f.code for f in found][:1] == ["builtin_recurrent"]
    assert "uses nn.LSTM," in found[0].message
