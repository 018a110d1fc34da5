# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # AlexNet and its variants
#
# <<badge cnn>>
#
# In 2012 a network of five convolutions and three linear layers won the ImageNet competition by a
# wide margin, and computer vision changed direction. You build that network, **AlexNet** (without
# the normalisation of 2012, which went out of use), and then bend it: larger kernels instead of
# pooling, averages instead of maxima, and, for extra credit, half the width and kernels with holes.
#
# Each exercise shows a table of layers; you write the class that fits it. All networks take images
# of shape `(batch, 3, 227, 227)` and return one score per class, `(batch, num_classes)`.

# %% [markdown]
# ## Set up
#
# **On your own machine** there is nothing to do here: `README.md`, beside this notebook, says how
# to install what it needs.
#
# **In Colab** this is a copy that is gone when you close it. First of all choose *File → Save a
# copy in Drive*; next time, open that copy from your Drive. The cell below installs `starter`, the
# package with the checks, and leaves Colab's own PyTorch as it is. If it cannot reach the course's
# repository, upload `starter.zip` to the files on the left and run it again. A GPU is under
# *Runtime → Change runtime type*.

# %%
import subprocess
import sys
from pathlib import Path

if "google.colab" in sys.modules:
    source = "./starter.zip"
    if not Path(source).exists():
        source = "<<repository archive>>"
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, source], capture_output=True, text=True)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        print("starter was not installed:", *errors[-1:])
        print("Upload starter.zip to the files on the left, and run this cell again.")

# %%
import torch
from torch import nn
import torch.nn.functional as F

from starter import check, examine, grading, readiness, ready, summarize
from starter.figures import draw_convolution

_ = torch.manual_seed(0)

# %% [markdown]
# ## How it works
#
# **Write** your code where a cell says `TODO` and raises `NotImplementedError`. You may add cells
# of your own; what a class needs must stand in its cell or above it.
#
# **Names, layout and style are free**: one `nn.Sequential` or many, modules or functions
# (`nn.ReLU()` or `F.relu`), `flatten` or `view`. Only behaviour counts. The initial values of the
# weights are free too.
#
# **Check** yourself with the cells below each exercise, as often as you like:
#
# | check | what it asks |
# |---|---|
# | shapes | the output has shape `(batch, num_classes)` |
# | parameters | the number of weights and biases, for each row and in all |
# | layers | each row of the table: kind, kernel, padding, stride, dilation, output shape |
# | robustness | graded later, see below |
#
# A failing check says what it wanted and what it found. If that is not enough,
# `check("alexnet.layers", AlexNet, hint=True)` gives one more hint, and
# `examine("alexnet", AlexNet)` asks all questions of an exercise at once, robustness included, and
# reports. Cells that only explore are skipped while your work is graded; that is what `grading()`
# in them asks.

# %% [markdown]
# ### What the robustness check asks
#
# Its cell is empty in your copy; the questions are no secret. They are these, and no others:
#
# - another `num_classes` than 4, and a batch of a single image;
# - float64: a model and images in double precision give scores in double precision;
# - gradients reach every parameter;
# - dropout is active in train mode and off in eval mode (`model.train()`, `model.eval()`);
# - any device: the network computes where its parameters and images are, and makes no tensor on a
#   fixed device;
# - PyTorch's own settings and functions (default dtype, gradient mode, `F.relu`, ...) are as
#   before, and no megabytes are printed.
#
# The checks mostly run your network on PyTorch's `meta` device, where tensors have a shape but no
# values. That is quick even with 58 million parameters, and it means that `forward` must not make
# decisions by looking at pixel values.

# %% [markdown]
# ## The size of an output
#
# A convolution slides a window over the image. Along one axis, with input size $n$, kernel $k$,
# padding $p$, stride $s$ and dilation $d$, the window fits
#
# $$
# \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1
# $$
#
# times. The first convolution of AlexNet has $n = 227$, $k = 11$, $p = 0$, $s = 4$, $d = 1$:
#
# $$
# \left\lfloor \frac{227 + 2 \cdot 0 - 1 \cdot (11 - 1) - 1}{4} \right\rfloor + 1
# = \left\lfloor \frac{216}{4} \right\rfloor + 1 = 55 .
# $$
#
# Pooling follows the same formula. Keep it at hand as a function:


# %%
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


output_size(227, 11, stride=4)

# %% [markdown]
# In small: a kernel of 3 with stride 2, on 9 pixels with a border of 1.

# %%
draw_convolution(9, 3, stride=2, padding=1)

# %% [markdown]
# The **number of parameters** does not depend on the size of the image. Each of the output channels
# has one kernel that spans all input channels, and one bias. In the first convolution, from 3
# channels to 96:
#
# $$ 96 \cdot (3 \cdot 11 \cdot 11) + 96 = 34\,944 . $$
#
# A linear layer from $a$ to $b$ numbers has $b \cdot a + b$ parameters.

# %% [markdown] exercise="alexnet"
# ## Exercise 1: AlexNet
#
# *<<points alexnet>>*
#
# Here is the whole network. Read it from top to bottom: the image gets smaller, the number of
# channels grows, and three linear layers turn what is left into scores. The output shapes leave out
# the batch, which may have any length.
#
# <<table alexnet>>
#
# - The channels are in the output shapes; the kernel, padding and stride columns say the rest.
# - Every convolution and every linear layer has a bias, and no convolution is split into groups.
#   (The network of 2012 was, because it had to fit on two GPUs.)
# - Dropout's probability is not in the table. AlexNet used 0.5, which is also PyTorch's default.
# - The result is the raw scores of the last layer. No softmax: the loss takes care of that.


# %% solution="alexnet"
class AlexNet(nn.Module):
    """AlexNet: images (batch, 3, 227, 227) to scores (batch, num_classes)."""

    def __init__(self, num_classes=4):
        super().__init__()
        # TODO: make the layers of the table that have parameters, and any others you like to keep
        # as modules. The last one gives num_classes scores.
        ### BEGIN SOLUTION
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
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        ### END SOLUTION

    def forward(self, images):
        # TODO: send the images through all rows of the table, in order, and return the scores.
        ### BEGIN SOLUTION
        return self.classifier(self.features(images))
        ### END SOLUTION


# %% check="alexnet.shapes"
check("alexnet.shapes", AlexNet)

# %% check="alexnet.parameters"
check("alexnet.parameters", AlexNet)

# %% check="alexnet.layers"
check("alexnet.layers", AlexNet)

# %% check="alexnet.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("alexnet.robustness", AlexNet)
### END HIDDEN TESTS

# %% [markdown] exercise="alexnet"
# ### See your network as a table
#
# `summarize(model)` prints any model, yours included, in the seven columns of the tables.
# `summarize(model, beside="alexnet")` sets it beside the expected table and marks the differences.
# It is the quickest way to find a wrong padding. The `meta` device spares you the memory.

# %% exercise="alexnet"
if not grading() and readiness(AlexNet) != "not attempted yet":
    with torch.device("meta"):
        model = AlexNet()
    display(summarize(model, beside="alexnet"))

# %% [markdown] exercise="alexnet"
# ### Question: where are the parameters?
#
# *<<points cnn_parameters>>*
#
# Look down the last column of the table. Which part of AlexNet holds most of its parameters, and
# roughly what share? Which part does most of the multiplications? Explain both, and name one
# consequence of each for somebody who trains the network.

# %% [markdown] question="cnn_parameters"
# ### BEGIN SOLUTION
# The three linear layers hold 54.6 of 58.3 million parameters, about 94 %; the first of them
# alone holds 65 %, because it connects each of 9216 numbers with each of 4096. The five
# convolutions share the remaining 3.7 million.
#
# With the multiplications it is the other way round. A linear layer uses each weight once per
# image, so there are about 55 million. A convolution uses each of its weights again at every
# position, 55 × 55 times in the first layer, which makes about 1.1 billion in all, or 95 % of the
# work.
#
# Consequences: memory, the size of the file and the danger of overfitting sit in the linear layers,
# which is why dropout stands there. Also, the first linear layer fixes the size of the image. Time
# sits in the convolutions; to make the network faster, change those (or their strides).
# ### END SOLUTION

# %% [markdown] exercise="alexnet_large_kernel"
# ## Exercise 2: large kernels, no pooling
#
# *<<points alexnet_large_kernel>>*
#
# Must a network pool at all? This one does not: its strides do the shrinking. Its first kernels are
# 21 pixels wide, wide enough to show a whole piece of texture once they are trained.
#
# <<table alexnet_large_kernel>>
#
# The last convolution takes 13 to 6 with a window of 3 and a stride of 2, just as the last
# pooling of AlexNet did, except that its weights are learned:

# %% exercise="alexnet_large_kernel"
draw_convolution(13, 3, stride=2)


# %% solution="alexnet_large_kernel"
class AlexNetLargeKernel(nn.Module):
    """AlexNet without pooling: images (batch, 3, 227, 227) to scores (batch, num_classes)."""

    def __init__(self, num_classes=4):
        super().__init__()
        # TODO: make the layers of the table. Mind the paddings: they differ from AlexNet's.
        ### BEGIN SOLUTION
        self.features = nn.Sequential(
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
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        ### END SOLUTION

    def forward(self, images):
        # TODO: send the images through all rows of the table, in order, and return the scores.
        ### BEGIN SOLUTION
        return self.classifier(self.features(images))
        ### END SOLUTION


# %% check="alexnet_large_kernel.shapes"
check("alexnet_large_kernel.shapes", AlexNetLargeKernel)

# %% check="alexnet_large_kernel.parameters"
check("alexnet_large_kernel.parameters", AlexNetLargeKernel)

# %% check="alexnet_large_kernel.layers"
check("alexnet_large_kernel.layers", AlexNetLargeKernel)

# %% check="alexnet_large_kernel.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("alexnet_large_kernel.robustness", AlexNetLargeKernel)
### END HIDDEN TESTS

# %% [markdown] exercise="alexnet_large_kernel"
# ### Question: how much does one number see?
#
# *<<points cnn_receptive_field>>*
#
# Both networks reach a shape of 256 × 13 × 13 for the first time: AlexNet in its second pooling,
# the large-kernel network in its second convolution. How many pixels of the image, along one
# axis, can one of these numbers depend on? Work it out for both networks, and say what the two
# results tell you.

# %% [markdown] question="cnn_receptive_field"
# ### BEGIN SOLUTION
# Walk through the layers with two numbers: the width seen, which starts at 1, and the step, which
# is the distance in the image between neighbours and also starts at 1. A layer with kernel $k$
# and stride $s$ adds $(k - 1)$ steps to the width, and then multiplies the step by $s$.
#
# | AlexNet | width | step | | large kernel | width | step |
# |---|---|---|---|---|---|---|
# | conv 11, stride 4 | 11 | 4 | | conv 21, stride 8 | 21 | 8 |
# | pool 3, stride 2 | 19 | 8 | | conv 7, stride 2 | 69 | 16 |
# | conv 5 | 51 | 8 | | | | |
# | pool 3, stride 2 | 67 | 16 | | | | |
#
# So 67 pixels against 69, in steps of 16 for both. The large kernels cover what convolution and
# pooling covered together: at this point both networks see nearly the same part of the image and
# sample it equally densely. They differ in how they get there, by four layers or by two.
# ### END SOLUTION

# %% [markdown] exercise="alexnet_avg_pool"
# ## Exercise 3: average pooling
#
# *<<points alexnet_avg_pool>>*
#
# Max pooling keeps the strongest response in each window and forgets the others. Average pooling
# lets all of them speak. Nothing else changes.
#
# <<table alexnet_avg_pool>>
#
# Before you run the checks, guess: which of them could tell this network from AlexNet?


# %% solution="alexnet_avg_pool"
class AlexNetAvgPool(nn.Module):
    """AlexNet with average pooling: images (batch, 3, 227, 227) to scores (batch, num_classes)."""

    def __init__(self, num_classes=4):
        super().__init__()
        # TODO: make the layers of the table. You may reuse what you wrote for AlexNet.
        ### BEGIN SOLUTION
        self.features = nn.Sequential(
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
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        ### END SOLUTION

    def forward(self, images):
        # TODO: send the images through all rows of the table, in order, and return the scores.
        ### BEGIN SOLUTION
        return self.classifier(self.features(images))
        ### END SOLUTION


# %% check="alexnet_avg_pool.shapes"
check("alexnet_avg_pool.shapes", AlexNetAvgPool)

# %% check="alexnet_avg_pool.parameters"
check("alexnet_avg_pool.parameters", AlexNetAvgPool)

# %% check="alexnet_avg_pool.layers"
check("alexnet_avg_pool.layers", AlexNetAvgPool)

# %% check="alexnet_avg_pool.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("alexnet_avg_pool.robustness", AlexNetAvgPool)
### END HIDDEN TESTS

# %% [markdown] exercise="alexnet_avg_pool"
# ### Question: three ways to shrink
#
# *<<points cnn_strides>>*
#
# You have now shrunk 13 × 13 to 6 × 6 in three ways: by a maximum, by an average, and by a
# convolution with stride 2. Why can a large stride replace pooling? What is lost by it, and what
# is gained?

# %% [markdown] question="cnn_strides"
# ### BEGIN SOLUTION
# Size and view follow from kernel and stride alone: whatever is computed in the window, 13
# becomes 6 and each number sees three neighbours. Average pooling even *is* a strided
# convolution, one with fixed weights 1/9 and no mixing of channels. A learned convolution can
# therefore take over the shrinking while it does its own work.
#
# Lost: pooling evaluates the features at every position first and then sums up, so a response
# that moves by a pixel often leaves the result the same (maximum) or nearly so (average). With a
# large stride the positions between the steps are never evaluated. The result depends more on
# where exactly a pattern lies, and fine detail can be mistaken for coarse (aliasing). The maximum
# is also one nonlinear step more.
#
# Gained: a layer less, less work, since no response is computed only to be thrown away, and the
# network learns for itself how to sum up a window, at the price of weights that pooling does not
# have.
# ### END SOLUTION

# %% [markdown] exercise="alexnet_tiny"
# ## Bonus 1: a tiny AlexNet
#
# *<<points alexnet_tiny>>, extra credit*
#
# The same geometry at half the width or less: convolution channels 48, 128, 192, 192, 128, then
# linear layers 4608 → 2048 → 1024 → `num_classes`. Guess before you look at the total: when every
# layer is half as wide, by what factor does the number of weights between two layers shrink?
#
# <<table alexnet_tiny>>


# %% solution="alexnet_tiny"
class AlexNetTiny(nn.Module):
    """A narrow AlexNet: images (batch, 3, 227, 227) to scores (batch, num_classes)."""

    def __init__(self, num_classes=4):
        super().__init__()
        # TODO: make the layers of the table: AlexNet's geometry, fewer channels.
        ### BEGIN SOLUTION
        self.features = nn.Sequential(
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
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(128 * 6 * 6, 2048),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(2048, 1024),
            nn.ReLU(),
            nn.Linear(1024, num_classes),
        )
        ### END SOLUTION

    def forward(self, images):
        # TODO: send the images through all rows of the table, in order, and return the scores.
        ### BEGIN SOLUTION
        return self.classifier(self.features(images))
        ### END SOLUTION


# %% check="alexnet_tiny.shapes"
check("alexnet_tiny.shapes", AlexNetTiny)

# %% check="alexnet_tiny.parameters"
check("alexnet_tiny.parameters", AlexNetTiny)

# %% check="alexnet_tiny.layers"
check("alexnet_tiny.layers", AlexNetTiny)

# %% check="alexnet_tiny.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("alexnet_tiny.robustness", AlexNetTiny)
### END HIDDEN TESTS

# %% [markdown] exercise="alexnet_dilated"
# ## Bonus 2: kernels with holes
#
# *<<points alexnet_dilated>>, extra credit*
#
# A dilation of 2 spreads a kernel out so that it skips every other pixel. A kernel of 3 then
# spans 5 pixels, and AlexNet's kernel of 11 spans 21, as wide as the one of exercise 2, with no
# weight more than before.

# %% exercise="alexnet_dilated"
draw_convolution(13, 3, padding=2, dilation=2)

# %% [markdown] exercise="alexnet_dilated"
# To keep AlexNet's sizes, the paddings grow along:
#
# <<table alexnet_dilated>>
#
# Try `output_size` from above on the first convolution. Pooling stays as it was in AlexNet.


# %% solution="alexnet_dilated"
class AlexNetDilated(nn.Module):
    """AlexNet with dilation 2: images (batch, 3, 227, 227) to scores (batch, num_classes)."""

    def __init__(self, num_classes=4):
        super().__init__()
        # TODO: make the layers of the table. The dilation belongs to the convolutions only.
        ### BEGIN SOLUTION
        self.features = nn.Sequential(
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
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )
        ### END SOLUTION

    def forward(self, images):
        # TODO: send the images through all rows of the table, in order, and return the scores.
        ### BEGIN SOLUTION
        return self.classifier(self.features(images))
        ### END SOLUTION


# %% check="alexnet_dilated.shapes"
check("alexnet_dilated.shapes", AlexNetDilated)

# %% check="alexnet_dilated.parameters"
check("alexnet_dilated.parameters", AlexNetDilated)

# %% check="alexnet_dilated.layers"
check("alexnet_dilated.layers", AlexNetDilated)

# %% check="alexnet_dilated.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("alexnet_dilated.robustness", AlexNetDilated)
### END HIDDEN TESTS

# %% [markdown]
# ## Exploration: what the networks learn
#
# From here on nothing is graded. You train the networks you wrote, side by side, and look inside
# them. A class that is not finished is left out, and you can come back when it is. On two CPU cores
# all of it takes about three minutes with the small numbers chosen for you; on a GPU the same cells
# take larger ones.

# %% tags=["nbval-ignore-output"]
from starter.figures import draw_kernels, draw_maps, draw_samples
from starter.figures import draw_receptive_field, slide_receptive_field
from starter.images import accuracy, draw_images, load_photo, normalized
from starter.networks import compare, feature_maps, first_kernels
from starter.training import Live, fit, preset, report

print(report())

# %% [markdown]
# ### Four objects in four styles
#
# A child who has seen photos of houses knows a house in a pencil sketch. Does a network? The
# question is called **domain shift**: what a model learned in some domains has to serve in another.
# The images below are drawn by the kit, so that this works without a network connection: four
# classes (columns) in four domains (rows). You train on three domains. The fourth, `sketch`, is
# held out: nothing is learned from it.

# %%
sizes = preset(
    small={"each": 24, "steps": 36, "batch": 16, "every": 12},
    large={"each": 150, "steps": 1000, "batch": 128, "every": 50},
)
if not grading():
    images = draw_images(sizes["each"])
    train, test = images.without("sketch").split(0.75)
    unseen = images.only("sketch")
    print(f"{len(train)} images to train on, {len(test)} to test with, {len(unseen)} sketches")
    display(draw_samples(images))

# %% [markdown]
# Before you go on, guess: which of the other styles will help most with sketches, and what could a
# network latch on to in the first three that sketches do not have?
#
# **Your own images**, or PACS (photos, art paintings, cartoons and sketches of seven classes), do
# as well. `read_images` takes a folder or a zip archive in the layout `domain/class/image.jpg`;
# files that are damaged are skipped and named. Give the networks as many classes as you have
# (`len(images.classes)`), and hold out any domain you like:
#
# ```python
# from starter.download import download
# from starter.images import read_images
#
# images = read_images("PACS.zip", each=60)
# images = read_images(download("https://example.org/my-images.zip", "my-images.zip"))
# ```

# %% [markdown]
# ### Train them side by side
#
# PyTorch's default weights are small. Through eight layers without normalisation the signal fades,
# and the first hundred steps bring nothing. He et al. (2015) worked out the size of weights with
# which ReLU networks keep it alive, as long as inputs have nothing to do with each other. Pixels
# do: neighbours are nearly equal, and add up in the first convolution. So its weights start ten
# times smaller than that. The loss then begins not far from $\ln 4 \approx 1.39$, that of pure
# guessing.


# %%
def prepare(model):
    for p in model.parameters():
        if p.dim() > 1:
            nn.init.kaiming_normal_(p, nonlinearity="relu")
        else:
            nn.init.zeros_(p)
    with torch.no_grad():
        next(p for p in model.parameters() if p.dim() > 1).mul_(0.1)
    return model


def evaluate(model):
    return {"accuracy": accuracy(model, test), "accuracy, sketch": accuracy(model, unseen)}


# %% [markdown]
# Now all networks see the same images in the same order. Watch two things while they train. When
# does the loss leave its plateau? And do the two accuracies rise together?
#
# The square button above stops the training: the networks keep what they have learned so far, and
# you can look at them below. If three evaluations in a row bring nothing better, a network stops by
# itself.

# %% tags=["nbval-ignore-output"]
models, starts, histories, live = {}, {}, [], Live()
for Model in [] if grading() else ready("cnn", globals()):
    torch.manual_seed(0)
    model = prepare(Model(num_classes=len(images.classes)))
    name = Model.__name__
    models[name], starts[name] = model, first_kernels(model)
    batches = train.batches(sizes["batch"])
    history = fit(
        model,
        batches,
        sizes["steps"],
        lr=1e-4,
        evaluate=evaluate,
        every=sizes["every"],
        patience=3,
        live=live,
    )
    histories.append(history)
    if history.interrupted:
        break

# %% [markdown]
# ### The price and the yield
#
# One row for each network. Multiply-adds and memory follow from the layers alone, by the arithmetic
# you know from the tables; time and accuracies are what came out just now. `accuracy` is measured
# on new images of the three domains, `accuracy, sketch` on the domain that was held out. Guessing
# gives 25 %.

# %% tags=["nbval-ignore-output"]
if models:
    display(compare(models, histories, sizes["batch"]))

# %% [markdown]
# - Sort the networks by parameters, by multiply-adds and by time. Are these the same order? Which
#   number foretells the time best, and where does it fail?
# - How much accuracy does the step from known domains to sketches cost? Exactly 25 % may mean that
#   every sketch lands in one and the same class. Which one, and what have the objects of the other
#   three domains that is missing inside a pencil line?
# - Hold out `painting` instead, and let the networks see sketches. Is the network that is best at
#   home also the best abroad? With so few images a difference of a few per cent means nothing:
#   change the seed, and see how far the numbers move.
# - The tiny network has about a tenth of the weights. What did you pay for it?

# %% [markdown]
# ### What the first kernels became
#
# The first kernels look at pixels directly, so they can be looked at as small images themselves.
# After a long training on many images one finds edges of all directions, spots and stripes of
# colour. After few steps they still look like the noise they began with; what has moved shows when
# the beginning is subtracted. Look for kernels that are smooth where the noise is not: light on one
# side and dark on the other, or of one colour. Are those of 21 × 21 pixels smoother or coarser than
# those of 11 × 11?

# %% tags=["nbval-ignore-output"]
if models:
    moved = {name: first_kernels(model) - starts[name] for name, model in models.items()}
    display(draw_kernels(moved, "What training changed in the first kernels"))

# %% tags=["nbval-ignore-output"]
if models:
    kernels = {name: first_kernels(model) for name, model in models.items()}
    display(draw_kernels(kernels, "The first kernels as they are now"))

# %% [markdown]
# ### A photo through a network's eyes
#
# Every channel of a layer is an image again: bright where its kernel found what it looks for. Here
# is a real photo, and for each ReLU of a network the seven channels with the most contrast. The
# deeper the layer, the coarser the map: 55 × 55 numbers in the first, 13 × 13 in the last. What
# gets lost on the way, and what is kept? Try another of your networks, or `load_photo("flower")`.

# %% tags=["nbval-ignore-output"]
if models:
    photo = load_photo("china")
    pixels = normalized(photo)  # from -2 to 2, as in training
    name, model = next(iter(models.items()))
    maps = {key: maps for key, maps in feature_maps(model, pixels).items() if "ReLU" in key}
    print(name)
    display(draw_maps(maps, photo))

# %% [markdown]
# And the same photo after the first layer that shrinks what the first convolution found, in every
# network: by maxima, by averages, or, with the large kernels, by the stride of the next
# convolution. Compare the edges. Which maps are sharp, which are soft, and which are full of holes?

# %% tags=["nbval-ignore-output"]
if models:
    third = {}
    for name, model in models.items():
        key, maps = list(feature_maps(model, pixels).items())[2]
        third[f"{name}\n{key}"] = maps
    display(draw_maps(third, photo))

# %% [markdown]
# ### How far one number sees
#
# The part of the image that a number can depend on is its **receptive field**. The figures show a
# small stack of layers along one axis, the image at the bottom. Follow the lines from the orange
# number down. First three plain layers with a kernel of 3: each adds a ring.

# %%
draw_receptive_field([(3, 1, 0, 1)] * 3)

# %% [markdown]
# A stride in the second layer, a padding of 1 everywhere: from there on, neighbours lie two pixels
# apart, and each further layer adds twice as much. The padding keeps the sizes.

# %%
draw_receptive_field([(3, 1, 1, 1), (3, 2, 1, 1), (3, 1, 1, 1)])

# %% [markdown]
# Dilations of 1, 2 and 4 and no stride at all: the field grows as fast as with strides, and the
# size stays. Does the number at the top depend on every pixel in its field? Then make it dilation 2
# in all three layers, as in the bonus exercise, and look again.

# %%
draw_receptive_field([(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)])

# %% [markdown]
# Now turn the knobs yourself. Find two stacks with the same receptive field, one by strides and one
# by dilations. What does each pay for it? And when you have answered the question of exercise 2 on
# paper, check yourself: `draw_receptive_field` takes any list of (kernel, stride, padding,
# dilation) and any `size`.

# %% tags=["nbval-ignore-output"]
if not grading():
    display(slide_receptive_field())

# %% [markdown]
# ### To think about
#
# - Train on `photo` and `sketch`, and hold out `cartoon`. Is every domain equally far from the
#   others?
# - Exchange `kaiming_normal_` for PyTorch's own start (leave out `prepare`). What do the curves do?
# - Turn all images grey before training (`images.images` are bytes of shape `(count, 3, 227,
#   227)`). What happens to the two accuracies, and what does that say about what the networks
#   looked at?

# %% [markdown]
# ## Hand in
#
# Write your name and student id below, save the notebook (Ctrl+S, or ⌘S on a Mac), and run the
# cell. It looks whether all graded cells are there, says how far you are, and writes the one file
# to hand in, `cnn_STUDENTID.ipynb`. Pack as often as you like: the last file counts.

# %%
from starter.handin import pack

name = ""
student_id = ""

pack("cnn", name, student_id)
