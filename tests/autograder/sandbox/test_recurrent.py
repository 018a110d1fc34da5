"""PyTorch's own recurrent operators refuse in the process that student code runs in."""

import json

import pytest

from tests.support.sandboxed import needs_sandbox

pytestmark = needs_sandbox
PREPARE = """
import torch
from torch import nn
from torch._dispatch.python import enable_python_dispatcher

CPU = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
x, h, C = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
w, u, b = torch.randn(16, 3), torch.randn(16, 4), torch.randn(16)
given = (x, [h, C], w, u, b, b)
operator = torch.ops.aten.lstm_cell.default
script = "def f(x: Tensor, h: Tensor, C: Tensor, w: Tensor, u: Tensor, b: Tensor):\\n"
script += "    return torch.lstm_cell(x, [h, C], w, u, b, b)\\n"


def below_autograd():
    with torch._C._AutoDispatchBelowAutograd():
        return operator(*given)


def in_python_dispatcher():
    with enable_python_dispatcher():
        return nn.LSTM(3, 4)(x)
"""
WAYS = {
    "module": "nn.LSTM(3, 4)(x)",
    "cell": "nn.LSTMCell(3, 4)(x)",
    "gru": "nn.GRU(3, 4)(x)",
    "gru_cell": "nn.GRUCell(3, 4)(x)",
    "rnn": "nn.RNN(3, 4)(x)",
    "rnn_relu": "nn.RNNCell(3, 4, nonlinearity='relu')(x)",
    "function": "torch.lstm_cell(*given)",
    "without_gradients": "torch.no_grad()(lambda: nn.LSTMCell(3, 4)(x))()",
    "inference": "torch.inference_mode()(lambda: nn.LSTMCell(3, 4)(x))()",
    "meta": "nn.LSTMCell(3, 4, device='meta')(x.to('meta'))",
    "packed": "nn.LSTM(3, 4)(nn.utils.rnn.pack_sequence([x, x[:1]]))",
    "torchscript": "torch.jit.CompilationUnit(script).f(x, h, C, w, u, b)",
    "scripted": "torch.jit.script(nn.LSTMCell(3, 4))(x)",
    "traced": "torch.jit.trace(lambda x: torch.lstm_cell(x, *given[1:]), (x,))(x)",
    "jit_operation": "torch._C._jit_get_operation('aten::lstm_cell')[0](*given)",
    "without_torch_function": "with torch._C.DisableTorchFunction(): operator(*given)",
    "decomposed": "operator.decompose(*given)",
    "redispatched": "operator.redispatch(CPU, *given)",
    "below_autograd": "below_autograd()",
    "in_python_dispatcher": "in_python_dispatcher()",
    "vmap": "torch.func.vmap(lambda x: torch.rnn_tanh_cell(x[None], h[:1], w[:4], u[:4]))(x)",
    "jvp": "torch.func.jvp(lambda x: torch.lstm_cell(x, *given[1:]), (x,), (x,))",
    "functionalized": "torch.func.functionalize(operator)(*given)",
    "by_key": "operator._op_dk(torch._C.DispatchKey.CompositeImplicitAutograd, *given)",
    "kernel": "torch.library.get_kernel('aten::lstm_cell', 'CPU').call_boxed(CPU, *given)",
    "fused": "torch.ops.aten._thnn_fused_lstm_cell(w, w, C)",
    "quantized": "torch.ao.nn.quantized.dynamic.LSTMCell(3, 4)(x)",
}


@pytest.fixture(scope="module")
def run(warm):
    """Runs a cell in one submission that has torch and all that is given; returns its outputs."""
    submission = warm.open()
    submission.run(PREPARE)
    yield lambda cell: json.dumps(submission.run(cell)[0])
    submission.close()


@pytest.mark.drawn(check=3)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_recurrent_operator_refuses_however_it_is_called(run, way):
    assert "a recurrent step that is built into torch" in run(way)


def test_what_students_need_does_not_refuse(run):
    assert "torch.Size([2, 4])" in run("(torch.sigmoid(nn.Linear(3, 4)(x)) * h).shape")
