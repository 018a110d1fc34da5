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
import math

import torch
from torch import nn
import torch.nn.functional as F

from starter import check, examine, summarize
from starter.figures import draw_convolution
from starter.runtime import grading
from starter.training import readiness, training_step

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

# %% [markdown]
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

# %% [markdown]
# ### See your network as a table
#
# `summarize(model)` prints any model, yours included, in the seven columns of the tables.
# `summarize(model, beside="alexnet")` sets it beside the expected table and marks the differences.
# It is the quickest way to find a wrong padding. The `meta` device spares you the memory.

# %%
if not grading() and readiness(AlexNet) != "not attempted yet":
    with torch.device("meta"):
        model = AlexNet()
    display(summarize(model, beside="alexnet"))

# %% [markdown]
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

# %% [markdown]
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

# %%
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

# %% [markdown]
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

# %% [markdown]
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

# %% [markdown]
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

# %% [markdown]
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

# %% [markdown]
# ## Bonus 2: kernels with holes
#
# *<<points alexnet_dilated>>, extra credit*
#
# A dilation of 2 spreads a kernel out so that it skips every other pixel. A kernel of 3 then
# spans 5 pixels, and AlexNet's kernel of 11 spans 21, as wide as the one of exercise 2, with no
# weight more than before.

# %%
draw_convolution(13, 3, padding=2, dilation=2)

# %% [markdown]
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
# ## What comes next: one training step
#
# A network that fits its table is not yet one that has learned anything. Here is the smallest
# possible start: two images, one with upright and one with level stripes, and a single step of
# gradient descent. Afterwards the loss on these two images should be lower than before.

# %%
torch.manual_seed(0)
stripes = torch.sin(torch.linspace(0, 40, 227))
images = 0.3 * torch.randn(2, 3, 227, 227)
images[0] += stripes  # varies from left to right: upright stripes
images[1] += stripes[:, None]  # varies from top to bottom: level stripes
labels = torch.tensor([0, 1])


# %%
def one_step(Model):
    if readiness(Model) != "ready":
        return readiness(Model)
    torch.manual_seed(0)
    before, after = training_step(Model(), images, labels)  # the model is freed on return
    return f"loss went down: {'yes' if after < before else 'no'}"


models = (
    [] if grading() else [AlexNet, AlexNetLargeKernel, AlexNetAvgPool, AlexNetTiny, AlexNetDilated]
)
for Model in models:
    print(f"{Model.__name__}: {one_step(Model)}")

# %% [markdown]
# From here on it is many steps and many images.

# %% [markdown]
# ## Hand in
#
# Write your name and student id below, save the notebook (Ctrl+S, or ⌘S on a Mac), and run the
# cell. It looks whether all graded cells are there, says how far you are, and writes the one file
# to hand in, `cnn_STUDENTID.ipynb`. Pack as often as you like: the last file counts.

# %%
from starter.packing import pack

name = ""
student_id = ""

pack("cnn", name, student_id)
