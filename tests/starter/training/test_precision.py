"""Mixed precision is for GPUs with fast 16 bits; elsewhere numbers stay as they are."""

import pytest
import torch

from starter.training.precision import Precision


def test_a_cpu_computes_in_float32_and_gradients_are_not_scaled():
    precision = Precision(torch.device("cpu"))
    weight = torch.ones(2, 2, requires_grad=True)
    with precision.context:
        product = weight @ torch.ones(2, 2)
    assert product.dtype == torch.float32
    assert not precision.scaled
    precision.scaler.scale(product.sum()).backward()
    assert weight.grad.unique().tolist() == [2]


@pytest.mark.parametrize(
    ("capability", "enabled", "dtype", "scaled"),
    [
        ((6, 1), False, torch.bfloat16, False),
        ((7, 5), True, torch.float16, True),
        ((8, 0), True, torch.bfloat16, False),
        ((9, 0), True, torch.bfloat16, False),
    ],
)
def test_a_gpus_capability_decides(monkeypatch, capability, enabled, dtype, scaled):
    made = {}
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    monkeypatch.setattr(torch, "autocast", lambda kind, dtype, enabled: made.update(locals()))
    monkeypatch.setattr(torch.amp, "GradScaler", lambda enabled: enabled, raising=False)
    precision = Precision(torch.device("cuda"))
    assert (made["kind"], made["dtype"], made["enabled"]) == ("cuda", dtype, enabled)
    assert precision.scaler is scaled
