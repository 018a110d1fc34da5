"""Correct submissions for the tiny AlexNet, as students write them."""

import torch
import torch.nn.functional as F
from torch import nn


# %% one_sequential: the whole network is one nn.Sequential
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 48, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(48, 128, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(128, 192, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(192, 192, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(192, 128, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(4608, 2048),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(2048, 1024),
            nn.ReLU(),
            nn.Linear(1024, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% features_and_classifier: two Sequentials with in-place ReLUs and torch.flatten between them
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 48, 11, 4),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(48, 128, 5, 1, 2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(128, 192, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(192, 192, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(192, 128, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(p=0.5),
            nn.Linear(128 * 6 * 6, 2048),
            nn.ReLU(inplace=True),
            nn.Dropout(p=0.5),
            nn.Linear(2048, 1024),
            nn.ReLU(inplace=True),
            nn.Linear(1024, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


# %% functional_activations: F.relu, F.max_pool2d and F.dropout in forward
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 48, 11, stride=4)
        self.conv2 = nn.Conv2d(48, 128, 5, padding=2)
        self.conv3 = nn.Conv2d(128, 192, 3, padding=1)
        self.conv4 = nn.Conv2d(192, 192, 3, padding=1)
        self.conv5 = nn.Conv2d(192, 128, 3, padding=1)
        self.fc1 = nn.Linear(4608, 2048)
        self.fc2 = nn.Linear(2048, 1024)
        self.fc3 = nn.Linear(1024, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, 2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2)
        x = x.view(-1, 4608)
        x = F.relu(self.fc1(F.dropout(x, training=self.training)))
        x = F.relu(self.fc2(F.dropout(x, training=self.training)))
        return self.fc3(x)


# %% width_argument: a base class multiplies the channels of AlexNet by a width
class ScaledAlexNet(nn.Module):
    def __init__(self, num_classes, width, hidden):
        super().__init__()
        c = [3] + [int(n * width) for n in (96, 256, 384, 384, 256)]
        self.conv1 = nn.Conv2d(c[0], c[1], 11, stride=4)
        self.conv2 = nn.Conv2d(c[1], c[2], 5, padding=2)
        self.conv3 = nn.Conv2d(c[2], c[3], 3, padding=1)
        self.conv4 = nn.Conv2d(c[3], c[4], 3, padding=1)
        self.conv5 = nn.Conv2d(c[4], c[5], 3, padding=1)
        self.pool = nn.MaxPool2d(3, 2)
        self.drop = nn.Dropout()
        self.fc1 = nn.Linear(c[5] * 6 * 6, hidden[0])
        self.fc2 = nn.Linear(hidden[0], hidden[1])
        self.fc3 = nn.Linear(hidden[1], num_classes)

    def forward(self, x):
        x = self.pool(self.conv1(x).relu())
        x = self.pool(self.conv2(x).relu())
        x = self.conv3(x).relu()
        x = self.conv4(x).relu()
        x = self.pool(self.conv5(x).relu())
        x = x.flatten(1)
        x = self.fc1(self.drop(x)).relu()
        x = self.fc2(self.drop(x)).relu()
        return self.fc3(x)


class AlexNetTiny(ScaledAlexNet):
    def __init__(self, num_classes=4):
        super().__init__(num_classes, width=0.5, hidden=(2048, 1024))


# %% config_list: the layers are built from a list with the letter M for pooling
class AlexNetTiny(nn.Module):
    cfg = [
        (48, 11, 4, 0),
        "M",
        (128, 5, 1, 2),
        "M",
        (192, 3, 1, 1),
        (192, 3, 1, 1),
        (128, 3, 1, 1),
        "M",
    ]

    def __init__(self, num_classes=4):
        super().__init__()
        layers, channels = [], 3
        for c in self.cfg:
            if c == "M":
                layers.append(nn.MaxPool2d(3, 2))
            else:
                layers += [nn.Conv2d(channels, *c), nn.ReLU()]
                channels = c[0]
        layers += [nn.Flatten(), nn.Dropout(), nn.Linear(4608, 2048), nn.ReLU()]
        layers += [nn.Dropout(), nn.Linear(2048, 1024), nn.ReLU(), nn.Linear(1024, num_classes)]
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


# %% lazy_layers: LazyConv2d and LazyLinear find their input sizes at the first call
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyConv2d(48, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.LazyConv2d(128, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.LazyConv2d(192, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(192, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(128, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.LazyLinear(2048),
            nn.ReLU(),
            nn.Dropout(),
            nn.LazyLinear(1024),
            nn.ReLU(),
            nn.LazyLinear(num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% sequential_subclass: the class is itself an nn.Sequential and has no forward
class AlexNetTiny(nn.Sequential):
    def __init__(self, num_classes=4, dropout=0.2):
        super().__init__(
            nn.Conv2d(3, 48, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(48, 128, 5, padding="same"),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(128, 192, 3, padding="same"),
            nn.ReLU(),
            nn.Conv2d(192, 192, 3, padding="same"),
            nn.ReLU(),
            nn.Conv2d(192, 128, 3, padding="same"),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.AdaptiveAvgPool2d((6, 6)),
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(4608, 2048),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(2048, 1024),
            nn.ReLU(),
            nn.Linear(1024, num_classes),
        )


# %% relu_by_clamp: a ReLU of one's own is a clamp at zero
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(3, 48, 11, stride=4),
                nn.Conv2d(48, 128, 5, padding=2),
                nn.Conv2d(128, 192, 3, padding=1),
                nn.Conv2d(192, 192, 3, padding=1),
                nn.Conv2d(192, 128, 3, padding=1),
            ]
        )
        self.pool = nn.MaxPool2d(3, 2)
        self.drop = nn.Dropout()
        self.fcs = nn.ModuleList(
            [nn.Linear(4608, 2048), nn.Linear(2048, 1024), nn.Linear(1024, num_classes)]
        )

    @staticmethod
    def relu(x):
        return x.clamp(min=0)

    def forward(self, x):
        for i, conv in enumerate(self.convs):
            x = self.relu(conv(x))
            if i in (0, 1, 4):
                x = self.pool(x)
        x = x.view(x.size(0), -1)
        for fc in self.fcs[:-1]:
            x = self.relu(fc(self.drop(x)))
        return self.fcs[-1](x)


# %% adaptive_pooling_that_changes_nothing: an adaptive pooling to 6x6 follows the last pooling
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        widths = [3, 48, 128, 192, 192, 128]
        kernels = [(11, 4, 0), (5, 1, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1)]
        layers = []
        for i, (kernel, stride, padding) in enumerate(kernels):
            layers += [nn.Conv2d(widths[i], widths[i + 1], kernel, stride, padding), nn.ReLU()]
            if i in (0, 1, 4):
                layers.append(nn.MaxPool2d(3, 2))
        self.features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d((6, 6)))
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(128 * 6 * 6, 2048),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(2048, 1024),
            nn.ReLU(),
            nn.Linear(1024, num_classes),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# %% dropout_before_flatten: the first dropout acts on the maps, and ReLUs are methods of tensors
class AlexNetTiny(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 48, (11, 11), (4, 4))
        self.conv2 = nn.Conv2d(48, 128, (5, 5), padding=(2, 2))
        self.conv3 = nn.Conv2d(128, 192, (3, 3), padding=(1, 1))
        self.conv4 = nn.Conv2d(192, 192, (3, 3), padding=(1, 1))
        self.conv5 = nn.Conv2d(192, 128, (3, 3), padding=(1, 1))
        self.fc1 = nn.Linear(4608, 2048)
        self.fc2 = nn.Linear(2048, 1024)
        self.fc3 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 3, 2)
        x = F.max_pool2d(self.conv2(x).relu(), 3, 2)
        x = self.conv4(self.conv3(x).relu()).relu()
        x = F.max_pool2d(self.conv5(x).relu(), 3, 2)
        x = self.dropout(x).flatten(start_dim=1)
        x = self.dropout(self.fc1(x).relu())
        return self.fc3(self.fc2(x).relu())
