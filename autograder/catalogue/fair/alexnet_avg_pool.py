"""Correct submissions for AlexNet with average pooling, as students write them."""

import torch
import torch.nn.functional as F
from torch import nn


# %% one_sequential: the whole network is one nn.Sequential
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.AvgPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.AvgPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.AvgPool2d(kernel_size=3, stride=2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% features_and_classifier: two Sequentials with in-place ReLUs and a view between them
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super(AlexNetAvgPool, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4),
            nn.ReLU(inplace=True),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(96, 256, 5, 1, 2),
            nn.ReLU(inplace=True),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(256, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.AvgPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(p=0.5),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)


# %% functional_pooling: F.avg_pool2d, F.relu and F.dropout in forward
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.fc1 = nn.Linear(256 * 6 * 6, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 3, 2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.avg_pool2d(F.relu(self.conv5(x)), kernel_size=3, stride=2)
        x = torch.flatten(x, 1)
        x = F.dropout(x, training=self.training)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, training=self.training)
        x = F.relu(self.fc2(x))
        return self.fc3(x)


# %% reused_pool: one average pooling and one ReLU module serve every layer
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.pool = nn.AvgPool2d(3, stride=2)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.relu(self.conv3(x))
        x = self.relu(self.conv4(x))
        x = self.pool(self.relu(self.conv5(x)))
        x = x.reshape(x.shape[0], -1)
        x = self.relu(self.fc1(self.dropout(x)))
        x = self.relu(self.fc2(self.dropout(x)))
        return self.fc3(x)


# %% pools_of_alexnet_replaced: AlexNet is built first and its max poolings are replaced
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class AlexNetAvgPool(AlexNet):
    def __init__(self, num_classes=4):
        super().__init__(num_classes)
        for i, layer in enumerate(self.features):
            if isinstance(layer, nn.MaxPool2d):
                self.features[i] = nn.AvgPool2d(layer.kernel_size, layer.stride)


# %% base_class: a base class takes the pooling from a class attribute
class AlexNetBase(nn.Module):
    pooling = nn.MaxPool2d

    def __init__(self, num_classes=4):
        super().__init__()
        pooling = self.pooling
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            pooling(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            pooling(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            pooling(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


class AlexNet(AlexNetBase):
    pass


class AlexNetAvgPool(AlexNetBase):
    pooling = nn.AvgPool2d


# %% config_list: the layers are built from a list of tuples and the letter A
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        cfg = [
            (96, 11, 4, 0),
            "A",
            (256, 5, 1, 2),
            "A",
            (384, 3, 1, 1),
            (384, 3, 1, 1),
            (256, 3, 1, 1),
            "A",
        ]
        layers = []
        channels = 3
        for c in cfg:
            if c == "A":
                layers.append(nn.AvgPool2d(kernel_size=3, stride=2))
            else:
                layers.append(nn.Conv2d(channels, *c))
                layers.append(nn.ReLU())
                channels = c[0]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(channels * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


# %% module_list_loop: the layers stand in an nn.ModuleList and forward loops over it
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.extend([nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.AvgPool2d(3, 2)])
        self.layers.extend([nn.Conv2d(96, 256, 5, padding=2), nn.ReLU(), nn.AvgPool2d(3, 2)])
        self.layers.extend([nn.Conv2d(256, 384, 3, padding=1), nn.ReLU()])
        self.layers.extend([nn.Conv2d(384, 384, 3, padding=1), nn.ReLU()])
        self.layers.extend([nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.AvgPool2d(3, 2)])
        self.layers.append(nn.Flatten())
        self.layers.extend([nn.Dropout(), nn.Linear(9216, 4096), nn.ReLU()])
        self.layers.extend([nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU()])
        self.layers.append(nn.Linear(4096, num_classes))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


# %% functional_parameters: every weight stands in an nn.ParameterDict used by F.conv2d and F.linear
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        shapes = [
            (96, 3, 11, 11),
            (256, 96, 5, 5),
            (384, 256, 3, 3),
            (384, 384, 3, 3),
            (256, 384, 3, 3),
            (4096, 9216),
            (4096, 4096),
            (num_classes, 4096),
        ]
        self.p = nn.ParameterDict()
        for i, shape in enumerate(shapes, start=1):
            self.p[f"w{i}"] = nn.Parameter(0.01 * torch.randn(shape))
            self.p[f"b{i}"] = nn.Parameter(torch.zeros(shape[0]))

    def conv(self, x, i, **kwargs):
        return F.relu(F.conv2d(x, self.p[f"w{i}"], self.p[f"b{i}"], **kwargs))

    def linear(self, x, i):
        return F.linear(x, self.p[f"w{i}"], self.p[f"b{i}"])

    def forward(self, x):
        x = F.avg_pool2d(self.conv(x, 1, stride=4), 3, 2)
        x = F.avg_pool2d(self.conv(x, 2, padding=2), 3, 2)
        x = self.conv(x, 3, padding=1)
        x = self.conv(x, 4, padding=1)
        x = F.avg_pool2d(self.conv(x, 5, padding=1), 3, 2)
        x = F.dropout(x.flatten(1), training=self.training)
        x = F.dropout(F.relu(self.linear(x, 6)), training=self.training)
        return self.linear(F.relu(self.linear(x, 7)), 8)


# %% lazy_layers: LazyConv2d and LazyLinear find their input sizes at the first call
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyConv2d(96, 11, stride=4),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.LazyConv2d(256, 5, padding=2),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(256, 3, padding=1),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.LazyLinear(num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% adaptive_pooling_that_changes_nothing: a 6x6 adaptive average pooling follows the 6x6 maps
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(x, 1))


# %% adaptive_last_pooling: the last pooling is adaptive from 13 to 6, whose windows are the same
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d((6, 6)),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# %% pooling_options_written_out: the poolings have every option, none of which changes the result
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes: int = 4):
        super().__init__()

        def pool() -> nn.Module:
            return nn.AvgPool2d(
                kernel_size=(3, 3),
                stride=(2, 2),
                padding=0,
                ceil_mode=False,
                count_include_pad=False,
            )

        self.net = nn.Sequential(
            nn.Conv2d(3, 96, (11, 11), stride=(4, 4), padding=(0, 0), dilation=1),
            nn.ReLU(),
            pool(),
            nn.Conv2d(96, 256, (5, 5), stride=1, padding=(2, 2), dilation=1),
            nn.ReLU(),
            pool(),
            nn.Conv2d(256, 384, (3, 3), stride=1, padding=(1, 1), dilation=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, (3, 3), stride=1, padding=(1, 1), dilation=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, (3, 3), stride=1, padding=(1, 1), dilation=1),
            nn.ReLU(),
            pool(),
            nn.Flatten(start_dim=1),
            nn.Dropout(p=0.5),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(p=0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


# %% ceil_mode: the poolings have ceil_mode=True, which changes nothing for odd sizes
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.pool = nn.AvgPool2d(3, 2, ceil_mode=True)
        self.fc = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = torch.relu(self.conv3(x))
        x = torch.relu(self.conv4(x))
        x = self.pool(torch.relu(self.conv5(x)))
        return self.fc(torch.flatten(x, 1))


# %% same_padding_and_clamp: padding="same" where the stride is 1, and ReLU by clamp
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding="same")
        self.conv3 = nn.Conv2d(256, 384, 3, padding="same")
        self.conv4 = nn.Conv2d(384, 384, 3, padding="same")
        self.conv5 = nn.Conv2d(384, 256, 3, padding="same")
        self.pool = nn.AvgPool2d(3, 2)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.pool(self.conv1(x).clamp(min=0))
        x = self.pool(self.conv2(x).clamp(min=0))
        x = self.conv3(x).clamp(min=0)
        x = self.conv4(x).clamp(min=0)
        x = self.pool(self.conv5(x).clamp(min=0))
        x = x.flatten(1)
        x = self.fc1(self.drop(x)).clamp(min=0)
        x = self.fc2(self.drop(x)).clamp(min=0)
        return self.fc3(x)


# %% conv_block: a submodule holds a convolution, its ReLU and perhaps an average pooling
class Block(nn.Module):
    def __init__(self, n_in, n_out, kernel, stride=1, padding=0, pool=False):
        super().__init__()
        self.conv = nn.Conv2d(n_in, n_out, kernel, stride, padding)
        self.pool = pool

    def forward(self, x):
        x = torch.relu(self.conv(x))
        if self.pool:
            x = F.avg_pool2d(x, 3, 2)
        return x


class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.blocks = nn.Sequential(
            Block(3, 96, 11, stride=4, pool=True),
            Block(96, 256, 5, padding=2, pool=True),
            Block(256, 384, 3, padding=1),
            Block(384, 384, 3, padding=1),
            Block(384, 256, 3, padding=1, pool=True),
        )
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.head(self.blocks(x))


# %% sequential_subclass: the class is an nn.Sequential with named modules
class AlexNetAvgPool(nn.Sequential):
    def __init__(self, num_classes=4):
        super().__init__()
        self.add_module("conv1", nn.Conv2d(3, 96, 11, stride=4))
        self.add_module("relu1", nn.ReLU())
        self.add_module("pool1", nn.AvgPool2d(3, 2))
        self.add_module("conv2", nn.Conv2d(96, 256, 5, padding=2))
        self.add_module("relu2", nn.ReLU())
        self.add_module("pool2", nn.AvgPool2d(3, 2))
        self.add_module("conv3", nn.Conv2d(256, 384, 3, padding=1))
        self.add_module("relu3", nn.ReLU())
        self.add_module("conv4", nn.Conv2d(384, 384, 3, padding=1))
        self.add_module("relu4", nn.ReLU())
        self.add_module("conv5", nn.Conv2d(384, 256, 3, padding=1))
        self.add_module("relu5", nn.ReLU())
        self.add_module("pool5", nn.AvgPool2d(3, 2))
        self.add_module("flatten", nn.Flatten())
        self.add_module("drop6", nn.Dropout())
        self.add_module("fc6", nn.Linear(9216, 4096))
        self.add_module("relu6", nn.ReLU())
        self.add_module("drop7", nn.Dropout())
        self.add_module("fc7", nn.Linear(4096, 4096))
        self.add_module("relu7", nn.ReLU())
        self.add_module("fc8", nn.Linear(4096, num_classes))


# %% zero_pad_module: nn.ZeroPad2d pads before convolutions without padding
class AlexNetAvgPool(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.ZeroPad2d(2),
            nn.Conv2d(96, 256, 5),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.ZeroPad2d(1),
            nn.Conv2d(256, 384, 3),
            nn.ReLU(),
            nn.ZeroPad2d(1),
            nn.Conv2d(384, 384, 3),
            nn.ReLU(),
            nn.ZeroPad2d(1),
            nn.Conv2d(384, 256, 3),
            nn.ReLU(),
            nn.AvgPool2d(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)
