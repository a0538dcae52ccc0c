"""
The other side of the measurement of training: the same network in PyTorch, tuned as well as we know:
channels last, Adam over all tensors at once, and an allocator that keeps its pages (see the
environment in training.bench.ts).

    python3 training-peer.py NETWORK.json THREADS
    < seconds   > {"ms": median of a step, "leastMs": the fastest, "cpuMs": processor time of a step}
    < losses    > {"losses": [...]} of ten steps from the first weights
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

with open(sys.argv[1]) as file:
    given = json.load(file)
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
torch.set_flush_denormal(True)


def numbers(name):
    """A tensor written beside the description, float32."""
    shape, offset = given["tensors"][name]
    size = 1
    for side in shape:
        size *= side
    with open(given["data"], "rb") as file:
        file.seek(offset)
        return torch.frombuffer(bytearray(file.read(4 * size)), dtype=torch.float32).reshape(shape)


def recurrent(kind, name):
    """PyTorch's own layer, which has a second bias for its gates; where ours has one, that stays 0."""
    own = ("reset", "update", "candidate") if kind == "gru" else ("input", "forget", "cell", "output")
    gates = [name + (".gates." if kind == "lstm" else ".") + gate + "." for gate in own]
    joined = lambda field: torch.cat([numbers(gate + field) for gate in gates])
    cells, inputs = numbers(gates[0] + "weight").shape
    layer = (torch.nn.GRU if kind == "gru" else torch.nn.LSTM)(inputs, cells, batch_first=True)
    second, learned = torch.zeros(len(gates) * cells), torch.zeros(len(gates) * cells)
    if kind == "gru":
        second[2 * cells :] = numbers(name + ".recurrentBias")
        learned[2 * cells :] = 1
    with torch.no_grad():
        layer.weight_ih_l0.copy_(joined("weight"))
        layer.weight_hh_l0.copy_(joined("recurrent"))
        layer.bias_ih_l0.copy_(joined("bias"))
        layer.bias_hh_l0.copy_(second)
    layer.bias_hh_l0.register_hook(lambda gradient: gradient * learned)
    return layer


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.held = torch.nn.ParameterDict()
        self.steps = []
        for node in given["nodes"]:
            self.steps.append((getattr(self, node["kind"]), node))
            if node["kind"] in ("gru", "lstm"):
                self.recurrent = recurrent(node["kind"], node["name"])
                continue
            for field in node["fields"]:
                value = numbers(node["name"] + "." + field).clone()
                if node["kind"] == "conv2d" and field == "weight":
                    value = value.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
                if node["kind"] == "depthwise2d" and field == "weight":
                    value = value.permute(2, 0, 1).unsqueeze(1).contiguous()
                if field in ("mean", "variance"):
                    self.register_buffer(node["name"] + "_" + field, value)
                else:
                    self.held[node["name"] + "_" + field] = torch.nn.Parameter(value)

    def forward(self, x):
        values = {given["input"]: x}
        for run, node in self.steps:
            values[node["output"]] = run(node, *[values[i] for i in node["inputs"]])
        return values[given["output"]]

    def own(self, node, field):
        key = node["name"] + "_" + field
        return self.held[key] if key in self.held else None

    def conv2d(self, node, x):
        weight, bias = self.own(node, "weight"), self.own(node, "bias")
        return F.conv2d(x, weight, bias, node["stride"], node["pad"])

    def depthwise2d(self, node, x):
        weight, bias = self.own(node, "weight"), self.own(node, "bias")
        return F.conv2d(x, weight, bias, node["stride"], node["pad"], groups=x.shape[1])

    def gru(self, node, x):
        return self.recurrent(x)[0]

    def lstm(self, node, x):
        return self.recurrent(x)[0]

    def dense(self, node, x):
        return F.linear(x, self.own(node, "weight"), self.own(node, "bias"))

    def batchNorm(self, node, x):
        mean, variance = getattr(self, node["name"] + "_mean"), getattr(self, node["name"] + "_variance")
        gamma, beta = self.own(node, "gamma"), self.own(node, "beta")
        return F.batch_norm(x, mean, variance, gamma, beta, True, 0.1, node["epsilon"])

    def activation(self, node, x):
        return torch.tanh(x) if given["smooth"] else F.relu(x, inplace=True)

    def add(self, node, a, b):
        return a + b

    def pool2d(self, node, x):
        if node["mode"] == "average":
            return x.mean((2, 3), keepdim=True)
        return F.max_pool2d(x, node["size"], node["stride"])

    def reshape(self, node, x):
        return (x.permute(0, 2, 3, 1) if x.dim() == 4 else x).reshape(x.shape[0], -1)

    def softmax(self, node, x):
        return x


network = Network().to(memory_format=torch.channels_last)
x = numbers("batch inputs")
if x.dim() == 4:
    x = x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
labels = numbers("batch labels").long()
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, foreach=True)


def train():
    optimizer.zero_grad(set_to_none=True)
    y = network(x)
    loss = F.mse_loss(y, x) if given["loss"] == "meanSquared" else F.cross_entropy(y, labels)
    loss.backward()
    optimizer.step()
    return loss


for line in sys.stdin:
    if line.strip() == "losses":
        print(json.dumps({"losses": [train().item() for _ in range(10)]}), flush=True)
        continue
    times = []
    before = sum(os.times()[:2])
    end = time.perf_counter() + float(line)
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        train()
        times.append(time.perf_counter() - start)
    cpu = (sum(os.times()[:2]) - before) / len(times)
    times.sort()
    ms, least = 1000 * times[len(times) // 2], 1000 * times[0]
    print(json.dumps({"ms": ms, "leastMs": least, "cpuMs": 1000 * cpu}), flush=True)
