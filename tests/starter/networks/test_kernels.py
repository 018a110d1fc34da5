"""The first kernels and the feature maps are those of the network, however it is written."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from starter.networks.kernels import feature_maps, first_kernels


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 3, 3, 3))
        self.last = nn.Linear(4 * 9, 2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, self.weight)), 2)
        return self.last(F.dropout(x, training=self.training).flatten(1))


def test_maps_are_what_the_layers_put_out():
    torch.manual_seed(0)
    model, image = Functional(), torch.randn(3, 8, 8)
    maps = feature_maps(model, image)
    assert list(maps) == ["Conv2d-1", "ReLU-2", "MaxPool2d-3"]
    convolved = F.conv2d(image[None], model.weight)[0]
    assert torch.allclose(maps["Conv2d-1"], convolved, atol=1e-5)
    assert torch.allclose(maps["ReLU-2"], convolved.relu(), atol=1e-5)
    assert maps["MaxPool2d-3"].shape == (4, 3, 3)
    assert not any(layer.requires_grad for layer in maps.values())


def test_first_kernels_are_a_copy():
    model = Functional()
    kernels = first_kernels(model)
    assert torch.equal(kernels, model.weight)
    kernels.zero_()
    assert model.weight.abs().sum() > 0
    with pytest.raises(ValueError, match="no convolution"):
        first_kernels(nn.Linear(2, 2))


@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_lazy_layers_are_filled_by_the_image():
    torch.manual_seed(0)
    model = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(2))
    assert list(feature_maps(model, torch.randn(3, 8, 8))) == ["Conv2d-1", "ReLU-2"]
    assert first_kernels(model).shape == (4, 3, 3, 3)
