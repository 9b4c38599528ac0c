#!/usr/bin/python3
"""What PyTorch says, in float64: tests/peer/golden/NAME.golden, which tests/net/test_golden.c reads.

A file is a text header, one `key value` or `tensor count name` a line, an empty line, then the tensors
as little-endian doubles in the header's order: the weights and running statistics before training,
the batch, and for each of five steps of training the loss, dL/dh of every layer and dL/dw of every
weight (of a convolutional net at the first step alone: the weights at the end tell of the others);
then the weights and running statistics after them, and the loss and logits of the same batch with
those statistics. Names are depthlab's. The fully-connected nets are described here, the convolutional
ones in conv_nets.py.

    apt-get install python3-torch;  tests/peer/make_golden.py
"""
import math
import os
import struct
import torch
from torch import nn
import conv_nets

INPUTS, WIDTH, CLASSES, BATCH, STEPS = 7, 5, 3, 19, 5  # 19: the second group has 13 dead lanes
RATES = {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}
ADAM = {"lr": 0.01, "weight_decay": 0.01, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}
GROWTH = 2

# name: block, depth, span, norm, activation, branch, and what else differs
CASES = {
    "plain": ("plain", 4, 2, "none", "relu", "none"),
    "plain-tanh": ("plain", 4, 2, "none", "tanh", "none"),
    "plain-sigmoid-layer": ("plain", 4, 2, "layer", "sigmoid", "none"),
    "plain-batch": ("plain", 4, 2, "batch", "relu", "none"),
    "residual": ("residual", 4, 2, "none", "relu", "1/sqrt(L)"),
    "residual-batch": ("residual", 4, 2, "batch", "relu", "none"),
    "residual-layer-span3": ("residual", 6, 3, "layer", "tanh", "rezero"),
    "residual-batch-zero-last": ("residual", 4, 2, "batch", "relu", "zero-last"),
    "preact": ("preact", 4, 2, "none", "relu", "zero-last"),
    "preact-span1": ("preact", 3, 1, "none", "linear", "1/sqrt(L)"),
    "preact-batch": ("preact", 4, 2, "batch", "relu", "rezero"),
    "preact-layer": ("preact", 4, 2, "layer", "relu", "1/sqrt(L)"),
    "concat": ("concat", 4, 2, "none", "relu", "none"),
    "concat-batch": ("concat", 3, 1, "batch", "relu", "none"),
    "inception": ("inception", 4, 2, "none", "leaky-relu", "none"),
    "inception-layer": ("inception", 4, 2, "layer", "relu", "none"),
    "highway": ("highway", 4, 2, "none", "tanh", "none"),
    "highway-batch": ("highway", 2, 1, "batch", "relu", "none"),
    "preact-scaled": ("preact", 4, 2, "none", "gelu", "none", {"shortcut": "scaled(0.5)"}),
    "residual-gated": ("residual", 4, 2, "none", "relu", "none", {"shortcut": "gated(1)"}),
    "plain-skip": ("plain", 4, 2, "none", "relu", "none", {"skip_from": 1, "skip_to": 4}),
    "preact-over-l": ("preact", 3, 1, "none", "relu", "1/L", {"optimizer": "nesterov"}),
    "preact-skipinit-adam": ("preact", 3, 1, "none", "relu", "skipinit", {"optimizer": "adam"}),
    "residual-fixup-adamw": ("residual", 4, 2, "none", "relu", "fixup", {"optimizer": "adamw"}),
}

# the same of the convolutional nets: what differs from make_conv's and conv_nets.spec_of's settings
CONV_CASES = {
    "cifar-plain": {"block": "plain"},
    "cifar-shortcut-a": {"width": 4},
    "cifar-shortcut-a-odd": {"batch": 19, "width": 2, "height": 7, "columns": 9},
    "cifar-shortcut-a-deep": {"depth": 14, "width": 2},
    "cifar-shortcut-b": {"shortcut": "B", "height": 9},
    "cifar-shortcut-c": {"shortcut": "C"},
    "cifar-scaled": {"shortcut": "scaled(0.5)"},
    "cifar-gated": {"shortcut": "gated(-1)"},
    "cifar-zero-last": {"branch": "zero-last"},
    "cifar-over-root": {"order": "full-preact", "branch": "1/sqrt(L)", "width": 2},
    "cifar-skipinit": {"order": "full-preact", "branch": "skipinit", "norm": "none"},
    "cifar-fixup": {"branch": "fixup", "norm": "none"},
    "cifar-norm-after-add": {"order": "norm-after-add"},
    "cifar-relu-before-add": {"order": "relu-before-add"},
    "cifar-relu-only-preact": {"order": "relu-only-preact"},
    "cifar-full-preact": {"order": "full-preact"},
    "cifar-full-preact-b": {"order": "full-preact", "shortcut": "B", "width": 2},
    "cifar-bottleneck": {"form": "bottleneck", "depth": 11, "shortcut": "B", "width": 2},
    "cifar-bottleneck-full-preact": {"form": "bottleneck", "depth": 11, "shortcut": "B", "width": 2,
                                     "order": "full-preact", "height": 7},
    "cifar-concat": {"block": "concat", "order": "full-preact", "depth": 14, "growth": 2, "height": 9},
    "cifar-inception": {"block": "inception"},
    "resnet18-d2l": {"family": "resnet18", "variant": "d2l", "depth": 18, "width": 1, "batch": 19,
                     "inputs": 1, "height": 17, "columns": 17},
    "resnet18-torchvision": {"family": "resnet18", "variant": "torchvision", "depth": 18, "width": 2,
                             "height": 17, "columns": 18},
    "cifar-20": {"depth": 20, "width": 1},
}

ACTIVATION = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "linear": lambda x: x,
              "leaky-relu": lambda x: nn.functional.leaky_relu(x, 0.01), "gelu": nn.functional.gelu}
NORM = {"none": lambda size: None, "batch": nn.BatchNorm1d, "layer": nn.LayerNorm}
TRAINED = ("rezero", "skipinit", "fixup")  # branches with a number of their own
OPTIMIZER = {
    "sgd": lambda w: torch.optim.SGD(w, **RATES),
    "nesterov": lambda w: torch.optim.SGD(w, **RATES, nesterov=True),
    "adam": lambda w: torch.optim.Adam(w, ADAM["lr"], (0.9, 0.99), 1e-8, ADAM["weight_decay"]),
    "adamw": lambda w: torch.optim.AdamW(w, ADAM["lr"], (0.9, 0.99), 1e-8, ADAM["weight_decay"]),
}


class Net(nn.Module):
    def __init__(self, block, depth, span, norm, activation, branch, more):
        super().__init__()
        self.block, self.norm, self.act = block, norm, ACTIVATION[activation]
        self.branch, self.blocks, self.span = branch, depth // span, span
        self.parts = {}  # depthlab's name: module
        self.scales = nn.ParameterList()
        self.pre, self.more = block in ("preact", "concat"), more
        inner = WIDTH - WIDTH // 2 if block == "inception" else WIDTH
        width = WIDTH
        self.linear("stem", INPUTS, WIDTH)
        if not self.pre:
            self.add_norm("stem.norm1", WIDTH)
        for b in range(1, self.blocks + 1):
            for i in range(1, span + 1):
                start = width if i == 1 else inner
                end = GROWTH if block == "concat" and i == span else inner
                self.linear(f"block{b}.layer{i}", start, end)
                self.add_norm(f"block{b}.norm{i}", start if self.pre else end)
            if block == "inception":
                self.linear(f"block{b}.short", width, WIDTH // 2)
                self.add_norm(f"block{b}.norm{span + 1}", WIDTH // 2)
            if block == "highway" or "gated" in more.get("shortcut", ""):
                self.linear(f"block{b}.gate", width, WIDTH, True)
            if block != "plain" and branch in TRAINED:
                self.scales.append(nn.Parameter(torch.tensor([0.3 + 0.1 * b])))
            width += GROWTH if block == "concat" else 0
        if self.pre:
            self.add_norm("head.norm1", width)
        self.linear("head", width, CLASSES)
        self.draw()

    def linear(self, name, inputs, outputs, bias=False):
        bias = bias or name == "head" or self.norm == "none"
        self.add_module(name.replace(".", "_"), nn.Linear(inputs, outputs, bias=bias))
        self.parts[name] = getattr(self, name.replace(".", "_"))

    def add_norm(self, name, size):
        module = NORM[self.norm](size)
        if module:
            self.add_module(name.replace(".", "_"), module)
        self.parts[name] = module

    def draw(self):
        """Nothing stays at 0 or 1, where a missing factor or term would not be seen."""
        for name, module in self.parts.items():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, math.sqrt(2 / module.in_features))
            elif module:
                nn.init.normal_(module.weight, 1, 0.2)
            if module and module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.1)
        if self.branch == "zero-last" and self.block != "plain":
            last = "norm" if self.norm != "none" and self.block == "residual" else "layer"
            for b in range(1, self.blocks + 1):
                nn.init.zeros_(self.parts[f"block{b}.{last}{self.span}"].weight)

    def apply_layer(self, name, x):
        h = self.parts[name](x)
        h.retain_grad()
        self.h[name] = h
        return h

    def apply_norm(self, name, x):
        return self.parts[name](x) if self.parts[name] else x

    def gate(self, b, x):
        return torch.sigmoid(self.parts[f"block{b}.gate"](x))

    def join(self, b, x, f):
        if self.branch == "1/sqrt(L)":
            f = f / math.sqrt(self.blocks)
        if self.branch == "1/L":
            f = f / self.blocks
        if self.branch in TRAINED:
            f = f * self.scales[b - 1]
        shortcut = self.more.get("shortcut", "identity")
        if shortcut == "scaled(0.5)":
            x = 0.5 * x
        if shortcut == "gated(1)":
            x = self.gate(b, x) * x
        return x + f

    def highway(self, b, x, f):
        t = self.gate(b, x)
        return t * f + (1 - t) * x

    def inception(self, b, x, f):
        z = self.parts[f"block{b}.short"](x)
        return torch.cat((f, self.act(self.apply_norm(f"block{b}.norm{self.span + 1}", z))), 1)

    def long_way(self, layer, x, arriving):
        """The long connection leaves behind the activation of one layer, arrives before another's."""
        if "skip_to" in self.more and layer == self.more["skip_to"] and arriving:
            return self.left + x
        if "skip_to" in self.more and layer == self.more["skip_from"] and not arriving:
            self.left = x
        return x

    def forward(self, x):
        self.h = {}
        x = self.apply_layer("stem", x)
        if not self.pre:
            x = self.act(self.apply_norm("stem.norm1", x))
        for b in range(1, self.blocks + 1):
            f = x
            for i in range(1, self.span + 1):
                layer, norm = f"block{b}.layer{i}", f"block{b}.norm{i}"
                if self.pre:
                    f = self.apply_layer(layer, self.act(self.apply_norm(norm, f)))
                else:
                    f = self.apply_norm(norm, self.apply_layer(layer, f))
                    if self.block != "residual" or i < self.span:
                        number = (b - 1) * self.span + i
                        f = self.act(self.long_way(number, f, True))
                        f = self.long_way(number, f, False)
            x = {"plain": lambda: f, "residual": lambda: self.act(self.join(b, x, f)),
                 "preact": lambda: self.join(b, x, f), "concat": lambda: torch.cat((x, f), 1),
                 "inception": lambda: self.inception(b, x, f),
                 "highway": lambda: self.highway(b, x, f)}[self.block]()
        if self.pre:
            x = self.act(self.apply_norm("head.norm1", x))
        return self.apply_layer("head", x)

    def named(self):
        """Every trained number under depthlab's name."""
        for name, module in self.parts.items():
            if module:
                yield f"{name}.weight", module.weight
                if module.bias is not None:
                    yield f"{name}.bias", module.bias
        for b, scale in enumerate(self.scales, 1):
            yield f"block{b}.scale", scale

    def statistics(self):
        for name, module in self.parts.items():
            if isinstance(module, nn.BatchNorm1d):
                yield f"{name}.running_mean", module.running_mean
                yield f"{name}.running_var", module.running_var


class ConvNet:
    """A net of conv_nets.py, watched: h is what leaves a convolution or a linear layer."""

    def __init__(self, spec):
        self.spec, self.net, self.h = spec, conv_nets.build(spec), {}
        for name, module in self.net.named_modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                module.register_forward_hook(lambda m, x, h, name=name: self.see(name, h))
        self.draw()

    def see(self, name, h):
        h.retain_grad()
        self.h[name] = h

    def draw(self):
        """As for the fully-connected nets; the statistics do not start at 0 and 1 either."""
        for name, w in list(self.named()) + list(self.statistics()):
            if w.dim() > 1:
                nn.init.normal_(w, 0, math.sqrt(2 / w[0].numel()))
            elif name.endswith("running_var"):
                nn.init.uniform_(w, 0.5, 1.5)
            elif name.endswith("scale"):
                nn.init.normal_(w, 0.5, 0.1)
            elif name.endswith("gate.bias"):
                nn.init.normal_(w, -1, 0.1)
            else:
                normed = name.endswith(".weight")  # a vector of weights is a norm's gain
                nn.init.normal_(w, 1 if normed else 0, 0.2 if normed else 0.1)
            if self.spec["branch"] == "zero-last" and name.endswith("bn2.weight"):
                nn.init.zeros_(w)

    def __call__(self, x):
        return self.net(x)

    def parameters(self):
        return self.net.parameters()

    def train(self, on):
        self.net.train(on)

    def named(self):
        return self.net.named_parameters()

    def statistics(self):
        return ((name, w) for name, w in self.net.named_buffers() if w.is_floating_point())


def train(net, x, target, optimizer, graded):
    """Five steps; gradients are kept at the steps in `graded`. Returns the tensors of the file."""
    tensors = []

    def keep(name, tensor):
        tensors.append((name, tensor.detach().double().flatten().tolist()))

    for name, w in list(net.named()) + list(net.statistics()):
        keep(f"start {name}", w)
    keep("input", x)
    keep("target", target)
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), target)
        loss.backward()
        keep(f"loss {step}", loss)
        if step in graded:
            for layer, h in net.h.items():
                keep(f"dh {step} {layer}", h.grad)
            for param, w in net.named():
                keep(f"dw {step} {param}", w.grad)
        optimizer.step()
    for param, w in list(net.named()) + list(net.statistics()):
        keep(f"end {param}", w)
    net.train(False)
    logits = net(x)
    keep("eval loss", nn.functional.cross_entropy(logits, target))
    keep("eval logits", logits)
    return tensors


def write(name, header, tensors):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", f"{name}.golden")
    with open(path, "wb") as file:
        for key, value in header.items():
            file.write(f"{key} {value}\n".encode())
        for key, values in tensors:
            file.write(f"tensor {len(values)} {key}\n".encode())
        file.write(b"\n")
        for key, values in tensors:
            file.write(struct.pack(f"<{len(values)}d", *values))


def make(name, block, depth, span, norm, activation, branch, more={}):
    net = Net(block, depth, span, norm, activation, branch, more)
    x, target = torch.randn(BATCH, INPUTS), torch.randint(CLASSES, (BATCH,))
    rule = more.get("optimizer", "sgd")
    tensors = train(net, x, target, OPTIMIZER[rule](net.parameters()), range(STEPS))
    rates = ADAM if rule.startswith("adam") else RATES
    header = {"block": block, "depth": depth, "span": span, "norm": norm, "activation": activation,
              "branch": branch, "inputs": INPUTS, "width": WIDTH, "classes": CLASSES, "batch": BATCH,
              "steps": STEPS, **rates, **more}
    if block == "concat":
        header["growth"] = GROWTH
    write(name, header, tensors)


def make_conv(name, settings):
    size = {"batch": 5, "height": 8, "columns": 8, "classes": CLASSES, "width": 3, **settings}
    spec = conv_nets.spec_of(**size)
    net = ConvNet(spec)
    x = torch.randn(spec["batch"], spec["inputs"], spec["height"], spec["columns"])
    target = torch.randint(CLASSES, (spec["batch"],))
    tensors = train(net, x, target, OPTIMIZER["sgd"](net.parameters()), [0])
    write(name, {**spec, "steps": STEPS, **RATES}, tensors)


torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
for seed, (name, case) in enumerate(CASES.items()):
    torch.manual_seed(seed)
    make(name, *case)
for seed, (name, settings) in enumerate(CONV_CASES.items(), 100):
    torch.manual_seed(seed)
    make_conv(name, settings)
