"""Right AlexNets, as students write them."""

import math

import torch
import torch.nn.functional as F
from torch import nn


# %% one_sequential: the whole network is one nn.Sequential
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% features_and_classifier: two Sequentials and torch.flatten between them
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
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
        x = self.features(x)
        x = torch.flatten(x, 1)
        x = self.classifier(x)
        return x


# %% reused_modules: one pooling and one dropout module serve every layer, F.relu in forward
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.pool = nn.MaxPool2d(3, 2)
        self.dropout = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = self.pool(F.relu(self.conv5(x)))
        x = x.view(x.size(0), -1)
        x = self.dropout(x)
        x = F.relu(self.fc1(x))
        x = self.dropout(x)
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x


# %% attribute_per_layer: every layer has its own attribute and forward calls them one by one
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, kernel_size=11, stride=4, padding=0)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.conv2 = nn.Conv2d(96, 256, kernel_size=5, stride=1, padding=2)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.conv3 = nn.Conv2d(256, 384, kernel_size=3, stride=1, padding=1)
        self.relu3 = nn.ReLU()
        self.conv4 = nn.Conv2d(384, 384, kernel_size=3, stride=1, padding=1)
        self.relu4 = nn.ReLU()
        self.conv5 = nn.Conv2d(384, 256, kernel_size=3, stride=1, padding=1)
        self.relu5 = nn.ReLU()
        self.pool5 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.flatten = nn.Flatten()
        self.drop6 = nn.Dropout()
        self.fc6 = nn.Linear(9216, 4096)
        self.relu6 = nn.ReLU()
        self.drop7 = nn.Dropout()
        self.fc7 = nn.Linear(4096, 4096)
        self.relu7 = nn.ReLU()
        self.fc8 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.conv1(x)
        x = self.relu1(x)
        x = self.pool1(x)
        x = self.conv2(x)
        x = self.relu2(x)
        x = self.pool2(x)
        x = self.conv3(x)
        x = self.relu3(x)
        x = self.conv4(x)
        x = self.relu4(x)
        x = self.conv5(x)
        x = self.relu5(x)
        x = self.pool5(x)
        x = self.flatten(x)
        x = self.drop6(x)
        x = self.fc6(x)
        x = self.relu6(x)
        x = self.drop7(x)
        x = self.fc7(x)
        x = self.relu7(x)
        x = self.fc8(x)
        return x


# %% module_list_by_kind: convolutions and linear layers stand in two lists, the rest is in forward
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.convs = nn.ModuleList()
        for n_in, n_out, k, p, s in [
            (3, 96, 11, 0, 4),
            (96, 256, 5, 2, 1),
            (256, 384, 3, 1, 1),
            (384, 384, 3, 1, 1),
            (384, 256, 3, 1, 1),
        ]:
            self.convs.append(nn.Conv2d(n_in, n_out, k, padding=p, stride=s))
        sizes = [9216, 4096, 4096, num_classes]
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.dropout = nn.Dropout()

    def forward(self, x):
        for i, conv in enumerate(self.convs):
            x = conv(x).relu()
            if i in (0, 1, 4):
                x = F.max_pool2d(x, 3, 2)
        x = x.flatten(1)
        for linear in self.linears[:-1]:
            x = linear(self.dropout(x)).relu()
        return self.linears[-1](x)


# %% config_list: the layers are built from a list of tuples and the letter M
class AlexNet(nn.Module):
    cfg = [
        (96, 11, 4, 0),
        "M",
        (256, 5, 1, 2),
        "M",
        (384, 3, 1, 1),
        (384, 3, 1, 1),
        (256, 3, 1, 1),
        "M",
    ]

    def __init__(self, num_classes=4):
        super().__init__()
        layers = []
        channels = 3
        for c in self.cfg:
            if c == "M":
                layers.append(nn.MaxPool2d(3, 2))
            else:
                out, kernel, stride, padding = c
                layers += [nn.Conv2d(channels, out, kernel, stride, padding), nn.ReLU(inplace=True)]
                channels = out
        layers.append(nn.Flatten())
        features = channels * 6 * 6
        for width in (4096, 4096):
            layers += [nn.Dropout(), nn.Linear(features, width), nn.ReLU(inplace=True)]
            features = width
        layers.append(nn.Linear(features, num_classes))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% functional_parameters: every weight is an nn.Parameter used by F.conv2d and F.linear
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()

        def weight(*shape):
            bound = 1 / math.sqrt(math.prod(shape[1:]))
            return nn.Parameter(torch.empty(*shape).uniform_(-bound, bound))

        self.w1, self.b1 = weight(96, 3, 11, 11), nn.Parameter(torch.zeros(96))
        self.w2, self.b2 = weight(256, 96, 5, 5), nn.Parameter(torch.zeros(256))
        self.w3, self.b3 = weight(384, 256, 3, 3), nn.Parameter(torch.zeros(384))
        self.w4, self.b4 = weight(384, 384, 3, 3), nn.Parameter(torch.zeros(384))
        self.w5, self.b5 = weight(256, 384, 3, 3), nn.Parameter(torch.zeros(256))
        self.w6, self.b6 = weight(4096, 9216), nn.Parameter(torch.zeros(4096))
        self.w7, self.b7 = weight(4096, 4096), nn.Parameter(torch.zeros(4096))
        self.w8, self.b8 = weight(num_classes, 4096), nn.Parameter(torch.zeros(num_classes))

    def forward(self, x):
        x = F.relu(F.conv2d(x, self.w1, self.b1, stride=4))
        x = F.max_pool2d(x, 3, 2)
        x = F.relu(F.conv2d(x, self.w2, self.b2, padding=2))
        x = F.max_pool2d(x, 3, 2)
        x = F.relu(F.conv2d(x, self.w3, self.b3, padding=1))
        x = F.relu(F.conv2d(x, self.w4, self.b4, padding=1))
        x = F.relu(F.conv2d(x, self.w5, self.b5, padding=1))
        x = F.max_pool2d(x, 3, 2)
        x = F.dropout(x.flatten(1), 0.5, training=self.training)
        x = F.relu(F.linear(x, self.w6, self.b6))
        x = F.dropout(x, 0.5, training=self.training)
        x = F.relu(F.linear(x, self.w7, self.b7))
        return F.linear(x, self.w8, self.b8)


# %% base_class: a base class for all the variants reads its geometry from class attributes
class BaseAlexNet(nn.Module):
    conv_args = None
    pool = None

    def __init__(self, num_classes=4):
        super().__init__()
        channels = [3, 96, 256, 384, 384, 256]
        layers = []
        for i, args in enumerate(self.conv_args):
            layers += [nn.Conv2d(channels[i], channels[i + 1], **args), nn.ReLU()]
            if self.pool is not None and i in (0, 1, 4):
                layers.append(self.pool(kernel_size=3, stride=2))
        self.features = nn.Sequential(*layers)
        self.classifier = self.make_classifier(num_classes)

    @staticmethod
    def make_classifier(num_classes):
        return nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.flatten(1)
        return self.classifier(x)


class AlexNet(BaseAlexNet):
    pool = nn.MaxPool2d
    conv_args = [
        dict(kernel_size=11, stride=4),
        dict(kernel_size=5, padding=2),
        dict(kernel_size=3, padding=1),
        dict(kernel_size=3, padding=1),
        dict(kernel_size=3, padding=1),
    ]


# %% conv_block: a submodule holds a convolution, its ReLU and perhaps a pooling
class ConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels, pool=False, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, **kwargs)
        self.pool = nn.MaxPool2d(3, 2) if pool else nn.Identity()

    def forward(self, x):
        return self.pool(F.relu(self.conv(x)))


class LinearBlock(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.dropout = nn.Dropout()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, x):
        return F.relu(self.linear(self.dropout(x)))


class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.block1 = ConvBlock(3, 96, pool=True, kernel_size=11, stride=4)
        self.block2 = ConvBlock(96, 256, pool=True, kernel_size=5, padding=2)
        self.block3 = ConvBlock(256, 384, kernel_size=3, padding=1)
        self.block4 = ConvBlock(384, 384, kernel_size=3, padding=1)
        self.block5 = ConvBlock(384, 256, pool=True, kernel_size=3, padding=1)
        self.block6 = LinearBlock(9216, 4096)
        self.block7 = LinearBlock(4096, 4096)
        self.head = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.block1(x)
        x = self.block2(x)
        x = self.block3(x)
        x = self.block4(x)
        x = self.block5(x)
        x = x.flatten(1)
        x = self.block6(x)
        x = self.block7(x)
        return self.head(x)


# %% module_dict: the layers stand in an nn.ModuleDict and forward calls them by name
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "conv1": nn.Conv2d(3, 96, 11, stride=4),
                "conv2": nn.Conv2d(96, 256, 5, padding=2),
                "conv3": nn.Conv2d(256, 384, 3, padding=1),
                "conv4": nn.Conv2d(384, 384, 3, padding=1),
                "conv5": nn.Conv2d(384, 256, 3, padding=1),
                "fc1": nn.Linear(9216, 4096),
                "fc2": nn.Linear(4096, 4096),
                "fc3": nn.Linear(4096, num_classes),
                "pool": nn.MaxPool2d(3, 2),
                "drop": nn.Dropout(),
                "flat": nn.Flatten(),
            }
        )

    def forward(self, x):
        names = "conv1 pool conv2 pool conv3 conv4 conv5 pool flat drop fc1 drop fc2 fc3"
        for name in names.split():
            x = self.layers[name](x)
            if name.startswith("conv") or name in ("fc1", "fc2"):
                x = torch.relu(x)
        return x


# %% layers_added_in_a_loop: add_module names the layers and getattr finds them again
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        channels = [3, 96, 256, 384, 384, 256]
        kernels = [11, 5, 3, 3, 3]
        for i in range(5):
            k = kernels[i]
            conv = nn.Conv2d(
                channels[i],
                channels[i + 1],
                k,
                stride=4 if i == 0 else 1,
                padding=0 if i == 0 else k // 2,
            )
            self.add_module(f"conv{i + 1}", conv)
        self.fc1 = nn.Linear(256 * 6 * 6, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)
        self.drop = nn.Dropout()

    def forward(self, x):
        for i in range(1, 6):
            x = getattr(self, f"conv{i}")(x).relu_()
            if i in (1, 2, 5):
                x = F.max_pool2d(x, 3, 2)
        x = torch.reshape(x, (x.shape[0], 9216))
        x = F.relu(self.fc1(self.drop(x)), inplace=True)
        x = F.relu(self.fc2(self.drop(x)), inplace=True)
        return self.fc3(x)
