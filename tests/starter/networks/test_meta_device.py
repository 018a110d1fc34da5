"""Quick results on `meta` are those of torch, and what is out of the ordinary is left to torch."""

import pytest
import torch

from starter.networks import meta_device

aten = torch.ops.aten


def meta(*size, dtype=torch.float32):
    return torch.empty(size, device="meta", dtype=dtype)


def described(result):
    return result.shape, result.stride(), result.dtype, result.device.type


X, Y = meta(2, 6, 5, 5), meta(2, 6, 5, 5)
QUICK = {
    "relu": (aten.relu.default, (X,)),
    "sigmoid": (aten.sigmoid.default, (X,)),
    "tanh": (aten.tanh.default, (meta(3, 4, dtype=torch.float64),)),
    "mul": (aten.mul.Tensor, (X, Y)),
    "add": (aten.add.Tensor, (X, Y)),
    "gradient of relu": (aten.threshold_backward.default, (X, Y, 0)),
    "linear": (aten.addmm.default, (meta(7), meta(3, 4), meta(7, 4).t())),
}
LEFT = {
    "two sizes": (aten.mul.Tensor, (meta(3, 4), meta(4))),
    "a number": (aten.mul.Tensor, (X, 2.0)),
    "two dtypes": (aten.add.Tensor, (X, Y.double())),
    "integers": (aten.relu.default, (meta(3, dtype=torch.int64),)),
    "integers, which sigmoid makes floats": (aten.sigmoid.default, (meta(3, dtype=torch.int64),)),
    "other strides": (aten.relu.default, (X.to(memory_format=torch.channels_last),)),
    "on the CPU": (aten.relu.default, (torch.randn(3),)),
    "a bias for all": (aten.addmm.default, (meta(1), meta(3, 4), meta(7, 4).t())),
    "a matrix that is not transposed": (aten.addmm.default, (meta(7), meta(3, 4), meta(4, 7))),
}


@pytest.mark.parametrize("name", QUICK)
def test_ordinary_operations_are_quick_and_give_what_torch_gives(name):
    func, args = QUICK[name]
    quick = meta_device.quick(func, args)
    assert quick is not None
    assert described(quick) == described(func(*args))


@pytest.mark.parametrize("name", LEFT)
def test_what_is_out_of_the_ordinary_is_torchs(name):
    func, args = LEFT[name]
    assert meta_device.quick(func, args) is None
    assert described(meta_device.run(func, args, None)) == described(func(*args))


@pytest.mark.parametrize(
    ("func", "args"),
    [
        (aten.addmm.default, (meta(7), meta(3, 5), meta(7, 4).t())),
        (aten.mul.Tensor, (meta(3, 4), meta(3, 5))),
        (aten.add.Tensor, (meta(3), torch.empty(3))),
    ],
)
def test_what_torch_refuses_is_refused_in_its_words(func, args):
    with pytest.raises(RuntimeError) as torchs:
        func(*args)
    with pytest.raises(RuntimeError) as ours:
        meta_device.run(func, args, None)
    assert str(ours.value) == str(torchs.value)


def test_gradients_flow_through_quick_operations():
    x = meta(3, 4).requires_grad_()
    weight, bias = meta(7, 4).requires_grad_(), meta(7).requires_grad_()
    with meta_device.QuickMeta():
        y = torch.nn.functional.linear(x, weight, bias).relu() * meta(3, 7)
        gradients = torch.autograd.grad(y.sum(), [x, weight, bias])
    assert [g.shape for g in gradients] == [x.shape, weight.shape, bias.shape]
