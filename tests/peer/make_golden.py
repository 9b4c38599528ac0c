#!/usr/bin/python3
"""What PyTorch says, in float64: tests/peer/golden/NAME.golden, which tests/net/test_golden.c reads.

A file is a text header, one `key value` or `tensor name count` a line, an empty line, then the tensors
as little-endian doubles in the header's order: the weights before training, the batch, and for each
of five steps of training the loss, dL/dh of every layer and dL/dw of every weight; last the weights and
running statistics after them. Names are depthlab's.

    apt-get install python3-torch;  tests/peer/make_golden.py
"""
import math
import os
import struct
import torch
from torch import nn

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
                self.linear(f"block{b}.short", width, WIDTH // 2, True)
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


def make(path, seed, block, depth, span, norm, activation, branch, more={}):
    torch.manual_seed(seed)
    net = Net(block, depth, span, norm, activation, branch, more)
    x, target = torch.randn(BATCH, INPUTS), torch.randint(CLASSES, (BATCH,))
    tensors = []

    def keep(name, tensor):
        tensors.append((name, tensor.detach().double().flatten().tolist()))

    for name, w in net.named():
        keep(f"start {name}", w)
    keep("input", x)
    keep("target", target)
    name = more.get("optimizer", "sgd")
    optimizer = OPTIMIZER[name](net.parameters())
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), target)
        loss.backward()
        keep(f"loss {step}", loss)
        for layer, h in net.h.items():
            keep(f"dh {step} {layer}", h.grad)
        for param, w in net.named():
            keep(f"dw {step} {param}", w.grad)
        optimizer.step()
    for param, w in list(net.named()) + list(net.statistics()):
        keep(f"end {param}", w)

    rates = ADAM if name.startswith("adam") else RATES
    header = {"block": block, "depth": depth, "span": span, "norm": norm, "activation": activation,
              "branch": branch, "inputs": INPUTS, "width": WIDTH, "classes": CLASSES, "batch": BATCH,
              "steps": STEPS, **rates, **more}
    if block == "concat":
        header["growth"] = GROWTH
    with open(path, "wb") as file:
        for key, value in header.items():
            file.write(f"{key} {value}\n".encode())
        for name, values in tensors:
            file.write(f"tensor {len(values)} {name}\n".encode())
        file.write(b"\n")
        for name, values in tensors:
            file.write(struct.pack(f"<{len(values)}d", *values))


torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
for seed, (name, case) in enumerate(CASES.items()):
    make(os.path.join(folder, f"{name}.golden"), seed, *case)
