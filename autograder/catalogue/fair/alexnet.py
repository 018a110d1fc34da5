"""Correct submissions for AlexNet, as students write them."""

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
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% features_and_classifier: two Sequentials with in-place ReLUs and torch.flatten between them
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super(AlexNet, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, 1, 2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
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
        x = torch.flatten(x, 1)
        return self.classifier(x)


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


# %% functional_activations: F.relu and F.max_pool2d in forward and a view by the batch size
class AlexNet(nn.Module):
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
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, stride=2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pool2d(F.relu(self.conv5(x)), kernel_size=3, stride=2)
        x = x.view(x.size(0), -1)
        x = F.relu(self.fc1(F.dropout(x, training=self.training)))
        x = F.relu(self.fc2(F.dropout(x, 0.5, self.training)))
        return self.fc3(x)


# %% reused_modules: one ReLU, one pooling and one dropout module serve every layer
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.relu = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(3, stride=2)
        self.dropout = nn.Dropout(0.5)
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.out = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.relu(self.conv3(x))
        x = self.relu(self.conv4(x))
        x = self.pool(self.relu(self.conv5(x)))
        x = x.reshape(-1, 9216)
        x = self.relu(self.fc1(self.dropout(x)))
        x = self.relu(self.fc2(self.dropout(x)))
        return self.out(x)


# %% module_list_loop: the layers stand in an nn.ModuleList and forward loops over it
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(3, 96, 11, 4),
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
                nn.Flatten(),
                nn.Dropout(),
                nn.Linear(9216, 4096),
                nn.ReLU(),
                nn.Dropout(),
                nn.Linear(4096, 4096),
                nn.ReLU(),
                nn.Linear(4096, num_classes),
            ]
        )

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
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


# %% lazy_layers: LazyConv2d and LazyLinear find their input sizes at the first call
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyConv2d(96, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.LazyConv2d(256, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.LazyConv2d(384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Flatten(),
            nn.Dropout(p=0.5),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.Dropout(p=0.5),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.LazyLinear(num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% lazy_layers_warmed_up: the lazy layers are filled by a dummy image in the constructor
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.LazyConv2d(96, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.LazyConv2d(256, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.LazyLinear(4096),
            nn.ReLU(),
            nn.LazyLinear(num_classes),
        )
        with torch.no_grad():
            self(torch.zeros(1, 3, 227, 227))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(start_dim=1))


# %% size_from_dummy_image: the input size of the first linear layer is measured with a dummy image
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4),
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
        with torch.no_grad():
            n = self.features(torch.zeros(1, 3, 227, 227)).numel()
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(n, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


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


# %% adaptive_pooling_that_changes_nothing: a 6x6 adaptive average pooling follows the 6x6 maps
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
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
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        x = self.classifier(x)
        return x


# %% adaptive_max_pooling: adaptive max poolings to 27, 13 and 6, whose windows are the same
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.AdaptiveMaxPool2d(27),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            nn.AdaptiveMaxPool2d(13),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.AdaptiveMaxPool2d(6),
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


# %% dropout_rate_argument: the constructor takes more arguments and the dropout rate is 0.3
class AlexNet(nn.Module):
    def __init__(self, num_classes=4, in_channels=3, dropout=0.3):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 96, 11, 4),
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
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


# %% paper_initialisation: the weights are initialised as in the paper of 2012
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
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
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.normal_(m.weight, mean=0.0, std=0.01)
                nn.init.constant_(m.bias, 0)
        for i in (3, 8, 10):
            nn.init.constant_(self.net[i].bias, 1)

    def forward(self, x):
        return self.net(x)


# %% kaiming_initialisation: a method given to self.apply initialises the weights
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4),
            nn.ReLU(True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, 1, 2),
            nn.ReLU(True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, 1, 1),
            nn.ReLU(True),
            nn.Conv2d(384, 384, 3, 1, 1),
            nn.ReLU(True),
            nn.Conv2d(384, 256, 3, 1, 1),
            nn.ReLU(True),
            nn.MaxPool2d(3, 2),
        )
        self.fc = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(True),
            nn.Linear(4096, num_classes),
        )
        self.apply(self.init_weights)

    def init_weights(self, m):
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
            nn.init.zeros_(m.bias)

    def forward(self, x):
        n = x.shape[0]
        return self.fc(self.conv(x).view(n, 256 * 6 * 6))


# %% zero_pad_module: nn.ZeroPad2d pads before convolutions without padding
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.ZeroPad2d(2),
            nn.Conv2d(96, 256, 5),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.ZeroPad2d(1),
            nn.Conv2d(256, 384, 3),
            nn.ReLU(),
            nn.ZeroPad2d(1),
            nn.Conv2d(384, 384, 3),
            nn.ReLU(),
            nn.ZeroPad2d(1),
            nn.Conv2d(384, 256, 3),
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
        return self.classifier(torch.flatten(self.features(x), start_dim=1))


# %% same_padding: the convolutions of stride 1 have padding="same"
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4, padding="valid")
        self.conv2 = nn.Conv2d(96, 256, 5, padding="same")
        self.conv3 = nn.Conv2d(256, 384, 3, padding="same")
        self.conv4 = nn.Conv2d(384, 384, 3, padding="same")
        self.conv5 = nn.Conv2d(384, 256, 3, padding="same")
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)
        self.pool = nn.MaxPool2d(3, 2)
        self.drop = nn.Dropout()

    def forward(self, x):
        x = self.pool(self.conv1(x).relu())
        x = self.pool(self.conv2(x).relu())
        x = self.conv3(x).relu()
        x = self.conv4(x).relu()
        x = self.pool(self.conv5(x).relu())
        x = self.drop(x.flatten(1))
        x = self.drop(self.fc1(x).relu())
        x = self.fc2(x).relu()
        return self.fc3(x)


# %% kernel_tuples: kernels, strides and paddings are tuples and every argument is written out
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()

        def conv(n_in, n_out, k, s=(1, 1), p=(0, 0)):
            return nn.Conv2d(
                in_channels=n_in,
                out_channels=n_out,
                kernel_size=k,
                stride=s,
                padding=p,
                dilation=(1, 1),
                groups=1,
                bias=True,
                padding_mode="zeros",
            )

        def pool():
            return nn.MaxPool2d(
                kernel_size=(3, 3),
                stride=(2, 2),
                padding=0,
                dilation=1,
                return_indices=False,
                ceil_mode=False,
            )

        self.net = nn.Sequential(
            conv(3, 96, (11, 11), s=(4, 4)),
            nn.ReLU(),
            pool(),
            conv(96, 256, (5, 5), p=(2, 2)),
            nn.ReLU(),
            pool(),
            conv(256, 384, (3, 3), p=(1, 1)),
            nn.ReLU(),
            conv(384, 384, (3, 3), p=(1, 1)),
            nn.ReLU(),
            conv(384, 256, (3, 3), p=(1, 1)),
            nn.ReLU(),
            pool(),
            nn.Flatten(start_dim=1, end_dim=-1),
            nn.Dropout(p=0.5),
            nn.Linear(in_features=9216, out_features=4096, bias=True),
            nn.ReLU(),
            nn.Dropout(p=0.5),
            nn.Linear(in_features=4096, out_features=4096, bias=True),
            nn.ReLU(),
            nn.Linear(in_features=4096, out_features=num_classes, bias=True),
        )

    def forward(self, x):
        return self.net(x)


# %% ceil_mode: the poolings have ceil_mode=True, which changes nothing for odd sizes
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),
            nn.Conv2d(96, 256, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),
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


# %% relu_by_clamp: ReLU is written as torch.clamp(x, min=0)
def relu(x):
    return torch.clamp(x, min=0)


class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)
        self.dropout = nn.Dropout()

    def forward(self, x):
        x = F.max_pool2d(relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(relu(self.conv2(x)), 3, 2)
        x = relu(self.conv3(x))
        x = relu(self.conv4(x))
        x = F.max_pool2d(relu(self.conv5(x)), 3, 2)
        x = self.dropout(x.flatten(1))
        x = self.dropout(relu(self.fc1(x)))
        x = relu(self.fc2(x))
        return self.fc3(x)


# %% ordered_dict: the layers have names from an OrderedDict
from collections import OrderedDict


class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.model = nn.Sequential(
            OrderedDict(
                [
                    ("conv1", nn.Conv2d(3, 96, 11, stride=4)),
                    ("relu1", nn.ReLU()),
                    ("pool1", nn.MaxPool2d(3, 2)),
                    ("conv2", nn.Conv2d(96, 256, 5, padding=2)),
                    ("relu2", nn.ReLU()),
                    ("pool2", nn.MaxPool2d(3, 2)),
                    ("conv3", nn.Conv2d(256, 384, 3, padding=1)),
                    ("relu3", nn.ReLU()),
                    ("conv4", nn.Conv2d(384, 384, 3, padding=1)),
                    ("relu4", nn.ReLU()),
                    ("conv5", nn.Conv2d(384, 256, 3, padding=1)),
                    ("relu5", nn.ReLU()),
                    ("pool5", nn.MaxPool2d(3, 2)),
                    ("flatten", nn.Flatten()),
                    ("drop6", nn.Dropout()),
                    ("fc6", nn.Linear(9216, 4096)),
                    ("relu6", nn.ReLU()),
                    ("drop7", nn.Dropout()),
                    ("fc7", nn.Linear(4096, 4096)),
                    ("relu7", nn.ReLU()),
                    ("fc8", nn.Linear(4096, num_classes)),
                ]
            )
        )

    def forward(self, x):
        return self.model(x)


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


# %% dropout_before_flatten: the first dropout acts on the 6x6 maps, element by element
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
            nn.Dropout(),
        )
        self.classifier = nn.Sequential(
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.reshape(x.shape[0], -1)
        return self.classifier(x)


# %% sequential_subclass: the class is itself an nn.Sequential and has no forward
class AlexNet(nn.Sequential):
    def __init__(self, num_classes=4):
        super().__init__(
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
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )


# %% identities: nn.Identity stands where other nets have a normalisation
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        norm = nn.Identity
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            norm(),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2),
            norm(),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1),
            norm(),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            norm(),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            norm(),
            nn.ReLU(),
            nn.MaxPool2d(3, 2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            norm(),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            norm(),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% annotated_and_checked: type annotations, docstrings and an assert of the shapes
class AlexNet(nn.Module):
    """AlexNet for images of 3 x 227 x 227."""

    def __init__(self, num_classes: int = 4) -> None:
        super().__init__()
        self.num_classes: int = num_classes
        self.features: nn.Sequential = self._make_features()
        self.classifier: nn.Sequential = self._make_classifier(256 * 6 * 6, num_classes)

    @staticmethod
    def _make_features() -> nn.Sequential:
        return nn.Sequential(
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

    @staticmethod
    def _make_classifier(features: int, num_classes: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Dropout(),
            nn.Linear(features, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the logits, one row for each image."""
        assert x.shape[1:] == (3, 227, 227), x.shape
        x = self.features(x)
        assert x.shape[1:] == (256, 6, 6), x.shape
        return self.classifier(torch.flatten(x, 1))


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
        for name in [
            "conv1",
            "pool",
            "conv2",
            "pool",
            "conv3",
            "conv4",
            "conv5",
            "pool",
            "flat",
            "drop",
            "fc1",
            "drop",
            "fc2",
            "fc3",
        ]:
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


# %% keeps_activations: forward keeps the maps of every convolution to look at them later
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.activations = {}
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
        for i, layer in enumerate(self.features):
            x = layer(x)
            if isinstance(layer, nn.Conv2d):
                self.activations[i] = x.detach()
        return self.classifier(x.flatten(1))

    def first_kernels(self):
        return self.features[0].weight.detach()


# %% channels_last: forward changes the memory format of the input for speed
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
        x = x.contiguous(memory_format=torch.channels_last)
        return self.classifier(self.features(x))


# %% doubled_relu: every ReLU stands twice, which is the same function
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.ReLU(),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% max_pool_before_relu: max pooling comes before ReLU, which is the same function
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.ReLU(),
            nn.Conv2d(96, 256, kernel_size=5, padding=2),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.ReLU(),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.ReLU(),
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


# %% dropout_before_relu: the second dropout comes before ReLU, which is the same function
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
            nn.Dropout(),
            nn.ReLU(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% dropout2d_on_vectors: nn.Dropout2d acts on vectors, element by element with a warning
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
            nn.Dropout2d(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout2d(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% fully_convolutional: the linear layers are convolutions with as many parameters
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
            nn.Dropout(),
            nn.Conv2d(256, 4096, kernel_size=6),
            nn.ReLU(),
            nn.Dropout(),
            nn.Conv2d(4096, 4096, kernel_size=1),
            nn.ReLU(),
            nn.Conv2d(4096, num_classes, kernel_size=1),
            nn.Flatten(),
        )

    def forward(self, x):
        return self.net(x)


# %% handmade_dropout: dropout is written by hand with a random mask
class AlexNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.pool = nn.MaxPool2d(3, 2)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def dropout(self, x):
        if not self.training:
            return x
        return x * (torch.rand_like(x) > 0.5) / 0.5

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


# %% permuted_flatten: the maps are flattened channels last, the same function with the weights of fc1 reordered
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
        x = x.permute(0, 2, 3, 1).flatten(1)
        x = self.dropout(x)
        x = F.relu(self.fc1(x))
        x = self.dropout(x)
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x
