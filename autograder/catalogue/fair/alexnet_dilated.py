"""Correct submissions for the dilated AlexNet, as students write them."""

import torch
import torch.nn.functional as F
from torch import nn


# %% one_sequential: the whole network is one nn.Sequential
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4, padding=5, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=4, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=2, dilation=2),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=2, dilation=2),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=2, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
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


# %% features_and_classifier: two Sequentials with positional arguments and in-place ReLUs
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4, 5, 2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, 1, 4, 2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, 1, 2, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, 1, 2, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, 1, 2, 2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


# %% same_padding: padding="same" works out the padding of the dilated kernels of stride 1
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4, padding=5, dilation=2)
        self.conv2 = nn.Conv2d(96, 256, 5, padding="same", dilation=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding="same", dilation=2)
        self.conv4 = nn.Conv2d(384, 384, 3, padding="same", dilation=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding="same", dilation=2)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)
        self.dropout = nn.Dropout(0.4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, 2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2)
        x = x.view(x.size(0), -1)
        x = F.relu(self.fc1(self.dropout(x)))
        x = F.relu(self.fc2(self.dropout(x)))
        return self.fc3(x)


# %% dilation_set_afterwards: AlexNet is built first and its convolutions are changed in a loop
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


class AlexNetDilated(AlexNet):
    def __init__(self, num_classes=4):
        super().__init__(num_classes)
        convs = [m for m in self.features if isinstance(m, nn.Conv2d)]
        for conv, padding in zip(convs, [5, 4, 2, 2, 2]):
            conv.dilation = (2, 2)
            conv.padding = (padding, padding)


# %% conv_block: a block works out the padding of its dilated kernel
class DilatedBlock(nn.Module):
    def __init__(self, n_in, n_out, kernel, stride=1, padding=None, dilation=2):
        super().__init__()
        if padding is None:
            padding = dilation * (kernel - 1) // 2
        self.conv = nn.Conv2d(n_in, n_out, kernel, stride, padding, dilation)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.conv(x))


class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            DilatedBlock(3, 96, 11, stride=4, padding=5),
            nn.MaxPool2d(3, 2),
            DilatedBlock(96, 256, 5),
            nn.MaxPool2d(3, 2),
            DilatedBlock(256, 384, 3),
            DilatedBlock(384, 384, 3),
            DilatedBlock(384, 256, 3),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
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
        return self.classifier(self.features(x))


# %% functional_dilation: the weights are nn.Parameters and F.conv2d gets the dilation
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        sizes = [(96, 3, 11), (256, 96, 5), (384, 256, 3), (384, 384, 3), (256, 384, 3)]
        self.weights = nn.ParameterList(
            [nn.Parameter(torch.empty(o, i, k, k)) for o, i, k in sizes]
        )
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(o)) for o, i, k in sizes])
        for w in self.weights:
            nn.init.kaiming_uniform_(w, nonlinearity="relu")
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
        strides = [4, 1, 1, 1, 1]
        paddings = [5, 4, 2, 2, 2]
        for i in range(5):
            x = F.conv2d(x, self.weights[i], self.biases[i], strides[i], paddings[i], dilation=2)
            x = F.relu(x)
            if i in [0, 1, 4]:
                x = F.max_pool2d(x, 3, 2)
        return self.classifier(torch.flatten(x, 1))


# %% module_list_loop: convolutions and linear layers stand in two nn.ModuleLists
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(3, 96, (11, 11), stride=(4, 4), padding=(5, 5), dilation=(2, 2)),
                nn.Conv2d(96, 256, (5, 5), padding=(4, 4), dilation=(2, 2)),
                nn.Conv2d(256, 384, (3, 3), padding=(2, 2), dilation=(2, 2)),
                nn.Conv2d(384, 384, (3, 3), padding=(2, 2), dilation=(2, 2)),
                nn.Conv2d(384, 256, (3, 3), padding=(2, 2), dilation=(2, 2)),
            ]
        )
        self.linears = nn.ModuleList(
            [nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, num_classes)]
        )
        self.pool = nn.MaxPool2d(3, 2, dilation=1)
        self.dropout = nn.Dropout()

    def forward(self, x):
        for i, conv in enumerate(self.convs):
            x = torch.relu(conv(x))
            if i in (0, 1, 4):
                x = self.pool(x)
        x = x.flatten(start_dim=1)
        x = torch.relu(self.linears[0](self.dropout(x)))
        x = torch.relu(self.linears[1](self.dropout(x)))
        return self.linears[2](x)


# %% zero_pad_module: nn.ZeroPad2d pads before dilated convolutions without padding
class AlexNetDilated(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.ZeroPad2d(5),
            nn.Conv2d(3, 96, 11, stride=4, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.ZeroPad2d(4),
            nn.Conv2d(96, 256, 5, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.ZeroPad2d(2),
            nn.Conv2d(256, 384, 3, dilation=2),
            nn.ReLU(),
            nn.ZeroPad2d(2),
            nn.Conv2d(384, 384, 3, dilation=2),
            nn.ReLU(),
            nn.ZeroPad2d(2),
            nn.Conv2d(384, 256, 3, dilation=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
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


# %% config_list: the layers are built from a list with the letter M for pooling
class AlexNetDilated(nn.Module):
    config = [(96, 11, 4, 5), "M", (256, 5, 1, 4), "M", (384, 3, 1, 2), (384, 3, 1, 2)]

    def __init__(self, num_classes=4):
        super().__init__()
        layers, channels = [], 3
        for entry in [*self.config, (256, 3, 1, 2), "M"]:
            if entry == "M":
                layers.append(nn.MaxPool2d(kernel_size=3, stride=2))
                continue
            width, kernel, stride, padding = entry
            layers.append(nn.Conv2d(channels, width, kernel, stride, padding, dilation=2))
            layers.append(nn.ReLU(inplace=True))
            channels = width
        self.features = nn.Sequential(*layers)
        self.fc1, self.fc2 = nn.Linear(9216, 4096), nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.features(x).reshape(len(x), -1)
        x = F.relu(self.fc1(F.dropout(x, training=self.training)))
        x = F.relu(self.fc2(F.dropout(x, training=self.training)))
        return self.fc3(x)


# %% sequential_subclass: the class is itself an nn.Sequential and has no forward
class AlexNetDilated(nn.Sequential):
    def __init__(self, num_classes=4):
        def conv(inputs, outputs, kernel, **options):
            return nn.Conv2d(inputs, outputs, kernel, dilation=2, **options)

        super().__init__(
            conv(3, 96, 11, stride=4, padding=5),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            conv(96, 256, 5, padding=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            conv(256, 384, 3, padding=2),
            nn.ReLU(),
            conv(384, 384, 3, padding=2),
            nn.ReLU(),
            conv(384, 256, 3, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
