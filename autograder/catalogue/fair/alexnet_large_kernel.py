"""Correct submissions for AlexNet with large kernels, as students write them."""

import torch
import torch.nn.functional as F
from torch import nn


# %% one_sequential: the whole network is one nn.Sequential
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=21, stride=8, padding=1),
            nn.ReLU(),
            nn.Conv2d(96, 256, kernel_size=7, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, stride=2),
            nn.ReLU(),
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


# %% features_and_classifier: two Sequentials with in-place ReLUs and positional arguments
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super(AlexNetLargeKernel, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 21, 8, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(96, 256, 7, 2, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, 2, 0),
            nn.ReLU(inplace=True),
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


# %% functional_activations: attributes for the layers with weights, F.relu and F.dropout in forward
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 21, stride=8, padding=1)
        self.conv2 = nn.Conv2d(96, 256, 7, stride=2, padding=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, stride=2, padding=0)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.relu(self.conv5(x))
        x = x.view(x.size(0), -1)
        x = F.dropout(x, 0.5, training=self.training)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.5, training=self.training)
        x = F.relu(self.fc2(x))
        return self.fc3(x)


# %% module_list_loop: convolutions and linear layers stand in two nn.ModuleLists
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(3, 96, 21, stride=8, padding=1),
                nn.Conv2d(96, 256, 7, stride=2, padding=2),
                nn.Conv2d(256, 384, 3, padding=1),
                nn.Conv2d(384, 384, 3, padding=1),
                nn.Conv2d(384, 256, 3, stride=2),
            ]
        )
        self.hidden = nn.ModuleList([nn.Linear(9216, 4096), nn.Linear(4096, 4096)])
        self.out = nn.Linear(4096, num_classes)
        self.dropout = nn.Dropout()

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu(conv(x))
        x = x.flatten(1)
        for linear in self.hidden:
            x = torch.relu(linear(self.dropout(x)))
        return self.out(x)


# %% config_list: the convolutions are built from a list of tuples
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        # channels, kernel, stride, padding
        cfg = [(96, 21, 8, 1), (256, 7, 2, 2), (384, 3, 1, 1), (384, 3, 1, 1), (256, 3, 2, 0)]
        layers, channels = [], 3
        for out, k, s, p in cfg:
            layers.append(nn.Conv2d(channels, out, kernel_size=k, stride=s, padding=p))
            layers.append(nn.ReLU(inplace=True))
            channels = out
        layers += [
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(channels * 36, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        ]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% functional_parameters: modules of its own hold nn.Parameters and call F.conv2d and F.linear
class MyConv(nn.Module):
    def __init__(self, n_in, n_out, k, stride=1, padding=0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in, k, k) * (2 / (n_in * k * k)) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding)


class MyLinear(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) * (2 / n_in) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            MyConv(3, 96, 21, 8, 1),
            nn.ReLU(),
            MyConv(96, 256, 7, 2, 2),
            nn.ReLU(),
            MyConv(256, 384, 3, 1, 1),
            nn.ReLU(),
            MyConv(384, 384, 3, 1, 1),
            nn.ReLU(),
            MyConv(384, 256, 3, 2, 0),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(),
            MyLinear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            MyLinear(4096, 4096),
            nn.ReLU(),
            MyLinear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% lazy_layers: LazyConv2d and LazyLinear find their input sizes at the first call
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyConv2d(96, 21, stride=8, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(256, 7, stride=2, padding=2),
            nn.ReLU(),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(384, 3, padding=1),
            nn.ReLU(),
            nn.LazyConv2d(256, 3, stride=2),
            nn.ReLU(),
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


# %% base_class: a base class has the classifier and the forward, the variant has the features
class AlexNetBase(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = self.make_features()
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

    def make_features(self):
        raise NotImplementedError

    def forward(self, x):
        return self.classifier(self.features(x))


class AlexNetLargeKernel(AlexNetBase):
    def make_features(self):
        return nn.Sequential(
            nn.Conv2d(3, 96, 21, stride=8, padding=1),
            nn.ReLU(),
            nn.Conv2d(96, 256, 7, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, stride=2),
            nn.ReLU(),
        )


# %% changed_alexnet: AlexNet is built first and its features are replaced
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


class AlexNetLargeKernel(AlexNet):
    def __init__(self, num_classes=4):
        super().__init__(num_classes)
        self.features[0] = nn.Conv2d(3, 96, 21, stride=8, padding=1)
        self.features[3] = nn.Conv2d(96, 256, 7, stride=2, padding=2)
        self.features[10] = nn.Conv2d(384, 256, 3, stride=2)
        self.features = nn.Sequential(
            *[m for m in self.features if not isinstance(m, nn.MaxPool2d)]
        )


# %% adaptive_pooling_that_changes_nothing: a 6x6 adaptive average pooling follows the 6x6 maps
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=21, stride=8, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(96, 256, kernel_size=7, stride=2, padding=2),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, stride=2),
            nn.ReLU(inplace=True),
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
        x = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(x, 1))


# %% dropout_rate: the dropout rates are 0.2 and 0.4
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 21, stride=8, padding=1),
            nn.ReLU(),
            nn.Conv2d(96, 256, 7, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, stride=2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(0.4),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)


# %% xavier_initialisation: the weights get a Xavier initialisation
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(3, 96, 21, 8, 1),
            nn.ReLU(),
            nn.Conv2d(96, 256, 7, 2, 2),
            nn.ReLU(),
            nn.Conv2d(256, 384, 3, 1, 1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, 1, 1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, 2),
            nn.ReLU(),
        )
        self.fc = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        for name, p in self.named_parameters():
            if name.endswith("weight"):
                nn.init.xavier_uniform_(p)
            else:
                nn.init.zeros_(p)

    def forward(self, x):
        return self.fc(self.conv(x).view(-1, 9216))


# %% functional_pad: F.pad pads the maps and the convolutions have no padding
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 21, stride=8)
        self.conv2 = nn.Conv2d(96, 256, 7, stride=2)
        self.conv3 = nn.Conv2d(256, 384, 3)
        self.conv4 = nn.Conv2d(384, 384, 3)
        self.conv5 = nn.Conv2d(384, 256, 3, stride=2)
        self.fc1 = nn.Linear(9216, 4096)
        self.fc2 = nn.Linear(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)
        self.dropout = nn.Dropout()

    def forward(self, x):
        x = F.relu(self.conv1(F.pad(x, (1, 1, 1, 1))))
        x = F.relu(self.conv2(F.pad(x, (2, 2, 2, 2))))
        x = F.relu(self.conv3(F.pad(x, (1, 1, 1, 1))))
        x = F.relu(self.conv4(F.pad(x, (1, 1, 1, 1))))
        x = F.relu(self.conv5(x))
        x = self.dropout(torch.flatten(x, start_dim=1))
        x = self.dropout(F.relu(self.fc1(x)))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


# %% mixed_same_padding: padding="same" where the stride is 1 and tuples elsewhere
class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes: int = 4):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 96, (21, 21), stride=(8, 8), padding=(1, 1)),
            nn.ReLU(),
            nn.Conv2d(96, 256, (7, 7), stride=(2, 2), padding=(2, 2)),
            nn.ReLU(),
            nn.Conv2d(256, 384, (3, 3), padding="same"),
            nn.ReLU(),
            nn.Conv2d(384, 384, (3, 3), padding="same"),
            nn.ReLU(),
            nn.Conv2d(384, 256, (3, 3), stride=(2, 2), padding="valid"),
            nn.ReLU(),
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

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.backbone(x))


# %% conv_block: a function builds a convolution with its ReLU
def conv_relu(n_in, n_out, **kwargs):
    return nn.Sequential(nn.Conv2d(n_in, n_out, **kwargs), nn.ReLU(inplace=True))


def linear_relu(n_in, n_out):
    return nn.Sequential(nn.Dropout(), nn.Linear(n_in, n_out), nn.ReLU(inplace=True))


class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv1 = conv_relu(3, 96, kernel_size=21, stride=8, padding=1)
        self.conv2 = conv_relu(96, 256, kernel_size=7, stride=2, padding=2)
        self.conv3 = conv_relu(256, 384, kernel_size=3, padding=1)
        self.conv4 = conv_relu(384, 384, kernel_size=3, padding=1)
        self.conv5 = conv_relu(384, 256, kernel_size=3, stride=2)
        self.fc1 = linear_relu(256 * 6 * 6, 4096)
        self.fc2 = linear_relu(4096, 4096)
        self.fc3 = nn.Linear(4096, num_classes)

    def forward(self, x):
        x = self.conv5(self.conv4(self.conv3(self.conv2(self.conv1(x)))))
        x = x.flatten(1)
        return self.fc3(self.fc2(self.fc1(x)))


# %% sequential_subclass: the class is an nn.Sequential to which the layers are appended
class AlexNetLargeKernel(nn.Sequential):
    def __init__(self, num_classes=4):
        super().__init__()
        for n_in, n_out, k, s, p in (
            (3, 96, 21, 8, 1),
            (96, 256, 7, 2, 2),
            (256, 384, 3, 1, 1),
            (384, 384, 3, 1, 1),
            (384, 256, 3, 2, 0),
        ):
            self.append(nn.Conv2d(n_in, n_out, k, stride=s, padding=p))
            self.append(nn.ReLU())
        self.append(nn.Flatten())
        for n_in in (9216, 4096):
            self.append(nn.Dropout())
            self.append(nn.Linear(n_in, 4096))
            self.append(nn.ReLU())
        self.append(nn.Linear(4096, num_classes))


# %% relu_by_maximum: ReLU is a module of its own made of torch.maximum, among identities
class MyReLU(nn.Module):
    def forward(self, x):
        return torch.maximum(x, torch.zeros_like(x))


class AlexNetLargeKernel(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 96, 21, stride=8, padding=1),
            MyReLU(),
            nn.Identity(),
            nn.Conv2d(96, 256, 7, stride=2, padding=2),
            MyReLU(),
            nn.Identity(),
            nn.Conv2d(256, 384, 3, padding=1),
            MyReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            MyReLU(),
            nn.Conv2d(384, 256, 3, stride=2),
            MyReLU(),
            nn.Identity(),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(9216, 4096),
            MyReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            MyReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.net(x)
