"""PyTorch's side of depthlab's convolutional families. This text says what is built; parameters have
the names that PyTorch gives them here.

A convolution is 3x3 with padding 1 unless said, and has no bias where norms are. A norm is batch
normalisation: eps 1e-5, momentum 0.1, unbiased running variance. w is the width of the spec.

cifar (He et al. 2015, section 4.2): conv1, three stages of n blocks with w, 2w, 4w channels, global
average pool, linear. The first block of stages 2 and 3 has stride 2. Depth is 6n + 2, of bottlenecks
9n + 2. A block whose output differs in shape from its input is called a change.

    form
    basic       F has conv1, with the block's stride, and conv2
    bottleneck  F has conv1 1x1, conv2 3x3 with the block's stride, conv3 1x1 to four times the stage's
                channels. The stem has w channels, so the first block of stage 1 is a change too.

    order (He et al. 2016, figure 4); m is the last number in F, s what the shortcut gives:
    original          F: conv bn relu ... convm bnm          y = relu(s + F)
    norm-after-add    F: conv bn relu ... convm              y = relu(bnm(s + F))
    relu-before-add   F: conv bn relu ... convm bnm relu     y = s + F
    relu-only-preact  F: relu conv bn ... relu convm bnm     y = s + F
    full-preact       F: bn relu conv ... bnm relu convm     y = s + F

    stem         full-preact: conv1 alone. The others: conv1 bn1 relu. For relu-only-preact this is He's
                 rule, to activate once before the ways part: the first block's own relu then changes
                 nothing. (For full-preact we leave that rule: the first shortcut starts at conv1.)
    before pool  full-preact: bn relu. relu-only-preact: relu. The others: nothing.

    block
    residual     the above. The shortcut starts from the block's input x in every order.
    plain        the same without s
    concat       y = (x, F(x)), F: bn1 relu conv1 bn2 relu conv2. conv1 has w channels in every stage,
                 conv2 `growth`. No stride: 2x2 average pooling (stride 2, an odd last row or column is
                 left out) before the first block of stages 2 and 3. Stem and end as in full-preact.
    inception    y = (A(x), B(x)), C being the stage's channels. A: conv1 bn1 relu conv2 bn2 relu with
                 C - C/2 channels; B: short bn3 relu with C/2, short being 3x3. On a change conv1 and
                 short have stride 2. Stem and end as in original.

    shortcut
    A            x; on a change x[:, :, ::stride, ::stride] with (out - in) / 2 channels of zeros before
                 it and the rest of them after it
    B            x; on a change shortcut.0, a 1x1 convolution with the stride, and shortcut.1, its norm
    C            what B has on a change, in every block
    scaled(c)    c a, a being what A gives
    gated(b)     sigmoid(gate(a)) * a; gate is a 1x1 convolution with bias from all of a's channels to as
                 many, with stride 1; its bias starts at b

    branch       what is added to s: F; F / sqrt(number of blocks); `scale` F, one number a block
                 (rezero, skipinit, fixup). zero-last in the original order: bnm's gain starts at 0.
    norm         none: the convolutions have biases

resnet18: conv1 7x7 with stride 2 and padding 3, bn1, relu, max pool 3x3 with stride 2 and padding 1;
layer1 to layer4, two blocks each, with w, 2w, 4w, 8w channels, w being 64, the first block of layer2 to
layer4 with stride 2; global average pool, fc. A block is relu(bn2(conv2(relu(bn1(conv1(x))))) + s), s
being x or, on a change, downsample's.

    d2l          the convolutions have biases; downsample.0 is 1x1 with the stride and has no norm
    torchvision  the convolutions have none; downsample.1 is the norm of downsample.0
"""
import math
import torch
from torch import nn
from torch.nn.functional import avg_pool2d, pad, relu

BOTTLENECK = 4  # how much wider a bottleneck's output is than its middle
TRAINED = ("rezero", "skipinit", "fixup")


def spec_of(**settings):
    """A net's description, as in depthlab's struct net_spec; 3 channels and 10 classes unless said."""
    spec = {"family": "cifar", "block": "residual", "depth": 8, "width": 16, "form": "basic",
            "order": "original", "norm": "batch", "activation": "relu", "branch": "none",
            "shortcut": "A", "inputs": 3, "classes": 10}
    spec.update(settings)
    return spec


def conv(spec, inputs, outputs, kernel=3, stride=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=spec["norm"] == "none")


def norm(spec, channels):
    return nn.BatchNorm2d(channels) if spec["norm"] == "batch" else nn.Identity()


def active(bn, x):
    """relu(bn(x)), over what the norm gave, which nobody else reads."""
    return relu(bn(x), inplace=isinstance(bn, nn.BatchNorm2d))


def zero_pad(x, channels, stride):
    more = channels - x.shape[1]
    return pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, more // 2, more - more // 2))


class Block(nn.Module):
    """plain and residual, basic and bottleneck, in the five orders."""

    def __init__(self, spec, channels, width, stride):
        super().__init__()
        self.spec, self.order, self.stride = spec, spec["order"], stride
        kernels = (1, 3, 1) if spec["form"] == "bottleneck" else (3, 3)
        self.layers = len(kernels)
        self.channels = width * BOTTLENECK if spec["form"] == "bottleneck" else width
        self.add_branch(kernels, [channels] + [width] * (self.layers - 1) + [self.channels])
        if spec["block"] == "residual":
            self.add_shortcut(channels, stride != 1 or channels != self.channels)

    def add_branch(self, kernels, size):
        strided = kernels.index(3) + 1
        for i, kernel in enumerate(kernels, 1):
            stride = self.stride if i == strided else 1
            normed = size[i - 1] if self.order == "full-preact" else size[i]
            setattr(self, f"conv{i}", conv(self.spec, size[i - 1], size[i], kernel, stride))
            setattr(self, f"bn{i}", norm(self.spec, normed))

    def add_shortcut(self, channels, change):
        kind = self.spec["shortcut"]
        if kind == "C" or kind == "B" and change:
            self.shortcut = nn.Sequential(conv(self.spec, channels, self.channels, 1, self.stride),
                                          norm(self.spec, self.channels))
        if kind.startswith("gated"):
            self.gate = nn.Conv2d(self.channels, self.channels, 1)
        if self.spec["branch"] in TRAINED:
            self.scale = nn.Parameter(torch.ones(1))

    def branch(self, x):
        for i in range(1, self.layers + 1):
            conv, bn, last = getattr(self, f"conv{i}"), getattr(self, f"bn{i}"), i == self.layers
            if self.order == "full-preact":
                x = conv(active(bn, x))
            elif self.order == "relu-only-preact":
                x = bn(conv(relu(x)))
            elif last and self.order == "norm-after-add":
                x = conv(x)
            elif last and self.order == "original":
                x = bn(conv(x))
            else:
                x = active(bn, conv(x))
        return x

    def around(self, x):
        if hasattr(self, "shortcut"):
            return self.shortcut(x)
        x = zero_pad(x, self.channels, self.stride) if x.shape[1] != self.channels else x
        kind = self.spec["shortcut"]
        if kind.startswith("scaled"):
            return float(kind[len("scaled("):-1]) * x
        return torch.sigmoid(self.gate(x)) * x if kind.startswith("gated") else x

    def join(self, x, f):
        if self.spec["branch"] == "1/sqrt(L)":
            f = f / math.sqrt(blocks_of(self.spec))
        if hasattr(self, "scale"):
            f = f * self.scale
        return self.around(x) + f

    def forward(self, x):
        f = self.branch(x)
        y = self.join(x, f) if self.spec["block"] == "residual" else f
        if self.order == "norm-after-add":
            return active(getattr(self, f"bn{self.layers}"), y)
        return relu(y, inplace=self.spec["norm"] == "batch") if self.order == "original" else y


class Concat(Block):
    def __init__(self, spec, channels, width, stride):
        nn.Module.__init__(self)
        self.spec, self.order, self.stride, self.layers = spec, "full-preact", 1, 2
        self.pool, self.channels = stride, channels + spec["growth"]
        self.add_branch((3, 3), [channels, spec["width"], spec["growth"]])

    def forward(self, x):
        x = avg_pool2d(x, self.pool) if self.pool > 1 else x
        return torch.cat((x, self.branch(x)), 1)


class Inception(nn.Module):
    def __init__(self, spec, channels, width, stride):
        super().__init__()
        half, self.channels = width // 2, width
        self.conv1, self.bn1 = conv(spec, channels, width - half, 3, stride), norm(spec, width - half)
        self.conv2, self.bn2 = conv(spec, width - half, width - half), norm(spec, width - half)
        self.short, self.bn3 = conv(spec, channels, half, 3, stride), norm(spec, half)

    def forward(self, x):
        a = active(self.bn2, self.conv2(active(self.bn1, self.conv1(x))))
        return torch.cat((a, active(self.bn3, self.short(x))), 1)


BLOCK = {"plain": Block, "residual": Block, "concat": Concat, "inception": Inception}


def blocks_of(spec):
    layers = 3 if spec["form"] == "bottleneck" else 2
    return (spec["depth"] - 2) // layers


class Cifar(nn.Module):
    def __init__(self, spec):
        super().__init__()
        channels, self.order = spec["width"], spec["order"]
        self.conv1 = conv(spec, spec["inputs"], channels)
        if self.order != "full-preact":
            self.bn1 = norm(spec, channels)
        for stage in range(3):
            blocks = []
            for i in range(blocks_of(spec) // 3):
                stride = 2 if stage and i == 0 else 1
                blocks.append(BLOCK[spec["block"]](spec, channels, spec["width"] << stage, stride))
                channels = blocks[-1].channels
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        if self.order == "full-preact":
            self.bn = norm(spec, channels)
        self.linear = nn.Linear(channels, spec["classes"])

    def forward(self, x):
        x = self.conv1(x)
        x = x if self.order == "full-preact" else active(self.bn1, x)
        x = self.layer3(self.layer2(self.layer1(x)))
        if self.order == "full-preact":
            x = active(self.bn, x)
        if self.order == "relu-only-preact":
            x = relu(x)
        return self.linear(x.mean((2, 3)))


class Block18(nn.Module):
    def __init__(self, d2l, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=d2l)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=d2l)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1:
            convolution = nn.Conv2d(inputs, outputs, 1, stride, bias=d2l)
            self.downsample = nn.Sequential(convolution, *([] if d2l else [nn.BatchNorm2d(outputs)]))

    def forward(self, x):
        f = self.bn2(self.conv2(active(self.bn1, self.conv1(x))))
        return relu(f + (self.downsample(x) if self.downsample else x), inplace=True)


class ResNet18(nn.Module):
    def __init__(self, spec):
        super().__init__()
        d2l, channels = spec["variant"] == "d2l", spec["width"]
        self.conv1 = nn.Conv2d(spec["inputs"], channels, 7, 2, 3, bias=d2l)
        self.bn1 = nn.BatchNorm2d(channels)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        for stage in range(4):
            width = spec["width"] << stage
            setattr(self, f"layer{stage + 1}", nn.Sequential(
                Block18(d2l, channels, width, 2 if stage else 1), Block18(d2l, width, width, 1)))
            channels = width
        self.fc = nn.Linear(channels, spec["classes"])

    def forward(self, x):
        x = self.maxpool(active(self.bn1, self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


FAMILY = {"cifar": Cifar, "resnet18": ResNet18}


def build(spec):
    return FAMILY[spec["family"]](spec)
