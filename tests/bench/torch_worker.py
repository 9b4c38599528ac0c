#!/usr/bin/python3
"""PyTorch's side of `make bench`: reads requests, one a line, trains that net on one thread and answers
with processor seconds a step.

    BLOCK WIDTH DEPTH BATCH STEPS               fully connected, logging ||h||, ||dL/dh||, ||dL/dW|| when
                                                depthlab does
    cifar BLOCK DEPTH BATCH STEPS MODE          on 3x32x32, shortcut A
    resnet18 VARIANT SIDE BATCH STEPS MODE      on 1xSIDExSIDE
    memory FAMILY BLOCK DEPTH BATCH MODE        the MiB that one step of such a net adds to the most this
                                                process has held; true of a fresh process

MODE is default or channels_last."""
import os
import resource
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # set_num_threads forgets BLAS
try:
    import torch
except ImportError:
    sys.exit(1)
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peer"))
import conv_nets

INPUTS, CLASSES, SAMPLES = 144, 10, 1024
torch.set_num_threads(1)


def log_due(step):
    return step in (0, 1, 2, 5, 10, 20) or step % 50 == 0


class Net(nn.Module):
    """plain: relu(W x + b) repeated; residual: relu(x + BN(W relu(BN(W x)))), as depthlab's."""

    def __init__(self, block, width, depth):
        super().__init__()
        self.residual = block == "residual"
        self.layers = nn.ModuleList([nn.Linear(INPUTS, width, bias=not self.residual)])
        self.layers += [nn.Linear(width, width, bias=not self.residual) for _ in range(depth)]
        self.norms = nn.ModuleList([nn.BatchNorm1d(width) for _ in self.layers] if self.residual else [])
        self.head = nn.Linear(width, CLASSES)
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight)

    def forward(self, x, seen):
        def layer(i, x):
            h = self.layers[i](x)
            if seen is not None:
                h.retain_grad()
                seen.append(h)
            return self.norms[i](h) if self.residual else h

        x = torch.relu(layer(0, x))
        if self.residual:
            for i in range(1, len(self.layers), 2):
                x = torch.relu(x + layer(i + 1, torch.relu(layer(i, x))))
        else:
            for i in range(1, len(self.layers)):
                x = torch.relu(layer(i, x))
        return self.head(x)


class Training:
    def __init__(self, block, width, depth, batch):
        self.net = Net(block, width, depth)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=1e-3, momentum=0.9)
        self.x = torch.randn(SAMPLES, INPUTS)
        self.y = torch.randint(CLASSES, (SAMPLES,))
        self.batch = batch
        self.run(20)

    def run(self, steps):
        log = []
        begin = time.process_time()
        for step in range(steps):
            at = step * self.batch % SAMPLES
            x, y = self.x[at:at + self.batch], self.y[at:at + self.batch]
            seen = [] if log_due(step) else None
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.net(x, seen), y)
            loss.backward()
            if seen is not None:
                log += [(h.norm().item(), h.grad.norm().item(), layer.weight.grad.norm().item())
                        for h, layer in zip(seen, self.net.layers)]
            self.optimizer.step()
        return (time.process_time() - begin) / steps


class ConvTraining:
    def __init__(self, family, kind, size, batch, mode):
        cifar = family == "cifar"
        mine = {"block": kind, "depth": size} if cifar else {"variant": kind, "width": 64, "inputs": 1}
        spec, side = conv_nets.spec_of(family=family, **mine), 32 if cifar else size
        layout = {"default": torch.contiguous_format, "channels_last": torch.channels_last}[mode]
        self.net = conv_nets.build(spec).to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=1e-3, momentum=0.9)
        self.x = torch.randn(batch, spec["inputs"], side, side).contiguous(memory_format=layout)
        self.y = torch.randint(CLASSES, (batch,))
        self.run(1)

    def run(self, steps):
        begin = time.process_time()
        for _ in range(steps):
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.net(self.x), self.y).backward()
            self.optimizer.step()
        return (time.process_time() - begin) / steps


def most_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(family, kind, size, batch, mode):
    before = most_mib()
    ConvTraining(family, kind, int(size), int(batch), mode)  # which makes one step to get warm
    return most_mib() - before


def parse(word):
    """Which training is meant, how to make it, how many steps."""
    if word[0] in conv_nets.FAMILY:
        family, kind, size, batch, steps, mode = word
        return ConvTraining, (family, kind, int(size), int(batch), mode), int(steps)
    block, *numbers = word
    width, depth, batch, steps = map(int, numbers)
    return Training, (block, width, depth, batch), steps


nets = {}


def seconds(word):
    make, key, steps = parse(word)
    if key not in nets:
        nets[key] = make(*key)
    return nets[key].run(steps)


print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    what, *rest = line.split()
    print(memory(*rest) if what == "memory" else seconds([what, *rest]), flush=True)
