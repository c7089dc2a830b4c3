#!/usr/bin/env python3
"""The peer on a GPU: the same D3PG update and the same decision in PyTorch, eager, compiled, and as CUDA graphs.

It computes what `t2drl bench` times: both families at their default sizes, gamma 0, one critic, fresh noise in every update and decision, made-up batches that stay on the GPU.
To be a strong peer it uses the fused Adam, keeps constants on the GPU, and waits for nothing inside an update.
Before it times anything it checks losses, gradients and weights of both families against the golden files, in float64.

See README.md beside this file for the command and for the keys of the output.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent.parent / "src/test/resources/golden/networks"


# ---- The mathematics --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Config:
    """Sizes and settings of one learner; the defaults of a family are in FAMILIES."""

    family: str
    users: int
    features: int  # of a user in the shared family, of the whole cell in the flat one
    action: int
    hidden: int
    embedding: int
    steps: int
    activation: str
    actor_rate: float
    critic_rate: float
    beta_min: float = 0.1
    beta_max: float = 10.0
    softmax_factor: float = 1.5
    ask_height: float = 16.0
    min_share: float = 0.01
    steps_per_slot: float = 1000.0
    hoist: bool = False  # the state's part of the first layer once a chain instead of in every step

    @property
    def rows(self):
        """The shape of what belongs to one cell's values: a number a user, or one."""
        return (self.users,) if self.family == "shared" else ()


FAMILIES = {
    "shared": Config("shared", 15, 14, 30, 64, 16, 3, "relu", 2e-3, 4e-3),
    "flat": Config("flat", 15, 15 * 14, 30, 256, 16, 5, "mish", 1e-3, 2e-3),
}

ACTIVATIONS = {"relu": F.relu, "mish": F.mish, "silu": F.silu}


class Schedule:
    """Coefficients of the reverse steps, computed in double; entry l of a list is that of step l."""

    def __init__(self, config):
        n = config.steps
        beta = [0.0] + [
            1 - math.exp(-config.beta_min / n - (2 * l - 1) * (config.beta_max - config.beta_min) / (2 * n * n)) for l in range(1, n + 1)
        ]
        bar = [1.0]
        for l in range(1, n + 1):
            bar.append(bar[-1] * (1 - beta[l]))
        steps = range(1, n + 1)
        self.clean_from_noisy = [0.0] + [1 / math.sqrt(bar[l]) for l in steps]
        self.clean_from_noise = [0.0] + [math.sqrt(1 / bar[l] - 1) for l in steps]
        self.mean_from_clean = [0.0] + [beta[l] * math.sqrt(bar[l - 1]) / (1 - bar[l]) for l in steps]
        self.mean_from_noisy = [0.0] + [(1 - bar[l - 1]) * math.sqrt(1 - beta[l]) / (1 - bar[l]) for l in steps]
        self.deviation = [0.0] + [math.sqrt(beta[l] * (1 - bar[l - 1]) / (1 - bar[l])) if l > 1 else 0.0 for l in steps]


def embeddings(config, device, dtype):
    """The sinusoidal embeddings of all steps, [L + 1, E]; row 0 is not used."""
    half = config.embedding // 2
    frequency = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - 1))
    angle = torch.arange(config.steps + 1, dtype=torch.float64)[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], dim=1).to(device, dtype)


def shared_layers(config, p, h1):
    """The shared network behind its first layer: h1 [B, U, H] before its activation."""
    act = ACTIVATIONS[config.activation]
    h1 = act(h1)
    h2 = act(F.linear(h1, p["net.2.weight"], p["net.2.bias"]) + F.linear(h1.mean(1, keepdim=True), p["net.2.pool.weight"]))
    h3 = act(F.linear(h2, p["net.3.weight"], p["net.3.bias"]) + F.linear(h2.mean(1, keepdim=True), p["net.3.pool.weight"]))
    return F.linear(h3, p["net.4.weight"], p["net.4.bias"])


def mlp_layers(config, p, names, h1):
    """An MLP behind its first layer."""
    act = ACTIVATIONS[config.activation]
    h2 = act(F.linear(act(h1), p[names[0] + ".weight"], p[names[0] + ".bias"]))
    return F.linear(h2, p[names[1] + ".weight"], p[names[1] + ".bias"])


def first_layer(config, weight, bias, parts):
    """Dense over the concatenated parts; the first has the full leading shape, the others may lack it."""
    if not config.hoist:
        lead = parts[0].shape[:-1]
        return F.linear(torch.cat([part.expand(*lead, part.shape[-1]) for part in parts], dim=-1), weight, bias)
    total = bias
    column = 0
    for part in parts:
        total = total + F.linear(part, weight[:, column : column + part.shape[-1]])
        column += part.shape[-1]
    return total


def actor(config, schedule, embedding, p, s, noise):
    """The reverse chain: s to the raw action [B, A]; noise [L, B, A] holds a_L, z_L, .., z_2."""
    return (shared_actor if config.family == "shared" else flat_actor)(config, schedule, embedding, p, s, noise)


def shared_actor(config, schedule, embedding, p, s, noise):
    weight, bias = p["net.1.weight"], p["net.1.bias"]
    hoisted = F.linear(s, weight[:, : config.features], bias) if config.hoist else None
    per_user = noise.view(config.steps, -1, 2, config.users).transpose(2, 3)  # entries u and U + u belong to user u
    a = per_user[0]
    for l in range(config.steps, 0, -1):
        if config.hoist:
            h1 = first_layer(config, weight[:, config.features :], hoisted, [a, embedding[l]])
        else:
            h1 = first_layer(config, weight, bias, [s, a, embedding[l]])
        clean = torch.tanh(shared_layers(config, p, h1))
        a = schedule.mean_from_clean[l] * clean + schedule.mean_from_noisy[l] * a
        if l > 1:
            a = a + schedule.deviation[l] * per_user[config.steps - l + 1]
    return a.transpose(1, 2).reshape(-1, config.action)


def flat_actor(config, schedule, embedding, p, s, noise):
    act = ACTIVATIONS[config.activation]
    step = act(F.linear(embedding, p["step.0.weight"], p["step.0.bias"]))
    step = F.linear(step, p["step.2.weight"], p["step.2.bias"])  # [L + 1, E]
    weight, bias = p["trunk.0.weight"], p["trunk.0.bias"]
    start = config.action + config.embedding
    hoisted = F.linear(s, weight[:, start:], bias) if config.hoist else None
    a = noise[0]
    for l in range(config.steps, 0, -1):
        if config.hoist:
            h1 = first_layer(config, weight[:, :start], hoisted, [a, step[l]])
        else:
            h1 = first_layer(config, weight, bias, [a, step[l], s])
        eps = mlp_layers(config, p, ("trunk.2", "trunk.4"), h1)
        clean = torch.clamp(schedule.clean_from_noisy[l] * a - schedule.clean_from_noise[l] * eps, -1, 1)
        a = schedule.mean_from_clean[l] * clean + schedule.mean_from_noisy[l] * a
        if l > 1:
            a = a + schedule.deviation[l] * noise[config.steps - l + 1]
    return torch.clamp(a, -1, 1)


def water_level(config, y, weight):
    """The level at which sum_u clip(y_u - level, 0, 1) * weight_u = R, [B, 1]; 0 where all asks fit. y, weight: [B, U], weight = hit * A3.

    What is served falls with the level along straight lines between the points y_u and y_u - 1: sort them, go down, and solve on the line that passes R.
    """
    points, order = torch.cat([y, y - 1], dim=1).sort(dim=1, descending=True)
    slopes = torch.cat([weight, -weight], dim=1).gather(1, order).cumsum(1)[:, :-1]  # below each point, but the last
    served = F.pad((slopes * (points[:, :-1] - points[:, 1:])).cumsum(1), (1, 0))  # at each point
    k = ((served <= config.steps_per_slot).sum(1, keepdim=True) - 1).clamp(max=points.shape[1] - 2)  # the last point that fits
    slope = slopes.gather(1, k)
    level = points.gather(1, k) - (config.steps_per_slot - served.gather(1, k)) / slope
    fits = (y.clamp(0, 1) * weight).sum(1, keepdim=True) <= config.steps_per_slot
    return torch.where(fits, torch.zeros_like(level), level.clamp(min=0))


def action_map(config, a, hit, a3):
    """Raw action [B, 2U] to bandwidth shares b and fractions f of A3, [B, U] each, differentiable in a."""
    shares, asks = a[:, : config.users], a[:, config.users :]
    b = config.min_share + (1 - config.users * config.min_share) * torch.softmax(config.softmax_factor * shares, dim=1)
    y = config.ask_height * (asks + 1) / 2
    weight = hit * a3
    with torch.no_grad():
        level = water_level(config, y, weight)
        between = (hit != 0) & (y > level) & (y < level + 1)
        above = (hit != 0) & (y >= level + 1)
        divisor = torch.where(between, weight, torch.zeros_like(weight)).sum(1, keepdim=True)
        moves = (level > 0) & (divisor > 0)
        divisor = torch.where(moves, divisor, torch.ones_like(divisor))
        full = torch.where(above, weight, torch.zeros_like(weight)).sum(1, keepdim=True)
    # The level once more, as a differentiable function of the asks that it lies between: this gives the map's gradient.
    asked = torch.where(between, y * weight, torch.zeros_like(y)).sum(1, keepdim=True)
    level = torch.where(moves, (asked + full - config.steps_per_slot) / divisor, level)
    f = torch.where(between, y - level, above.to(y.dtype))
    return b, f


def critic(config, p, s, a, hit, a3):
    """q [B, U] in the shared family, Q [B] in the flat one."""
    if config.family == "shared":
        b, f = action_map(config, a, hit, a3)
        x = torch.cat([s, torch.log(config.users * b)[..., None], 2 * f[..., None]], dim=-1)
        return shared_layers(config, p, F.linear(x, p["net.1.weight"], p["net.1.bias"])).squeeze(-1)
    x = torch.cat([s, a], dim=1)
    return mlp_layers(config, p, ("2", "4"), F.linear(x, p["0.weight"], p["0.bias"])).squeeze(-1)


def critic_loss(config, p, batch):
    return F.mse_loss(critic(config, p, batch["s"], batch["a"], batch["hit"], batch["A3"]), batch["r"])


def actor_loss(config, schedule, embedding, p, critic_p, batch, noise):
    a = actor(config, schedule, embedding, p, batch["s"], noise)
    return -critic(config, critic_p, batch["s"], a, batch["hit"], batch["A3"]).mean()


def decision(config, schedule, embedding, p, batch, noise):
    """What a cell's controller needs: bandwidth shares b and compute shares xi."""
    a = actor(config, schedule, embedding, p, batch["s"], noise)
    b, f = action_map(config, a, batch["hit"], batch["A3"])
    return b, f * batch["A3"] / config.steps_per_slot


# ---- A learner --------------------------------------------------------------------------------------------------


def layers(config):
    """Names and shapes of the weights of actor and critic: (name, outputs, inputs, has a bias)."""
    h, e = config.hidden, config.embedding
    if config.family == "shared":

        def net(inputs, outputs):
            return [
                ("net.1", h, inputs, True),
                ("net.2", h, h, True),
                ("net.2.pool", h, h, False),
                ("net.3", h, h, True),
                ("net.3.pool", h, h, False),
                ("net.4", outputs, h, True),
            ]

        return net(config.features + 2 + e, 2), net(config.features + 2, 1)
    step = [("step.0", 2 * e, e, True), ("step.2", e, 2 * e, True)]
    trunk = [("trunk.0", h, config.action + e + config.features, True), ("trunk.2", h, h, True), ("trunk.4", config.action, h, True)]
    return step + trunk, [("0", h, config.features + config.action, True), ("2", h, h, True), ("4", 1, h, True)]


def initial(layer_list, device, dtype):
    p = {}
    for name, outputs, inputs, bias in layer_list:
        bound = 0.01 if name == "net.4" and outputs == 2 else 1 / math.sqrt(inputs)
        p[name + ".weight"] = torch.empty(outputs, inputs, device=device, dtype=dtype).uniform_(-bound, bound)
        if bias:
            bound = 0 if bound == 0.01 else bound
            p[name + ".bias"] = torch.empty(outputs, device=device, dtype=dtype).uniform_(-bound, bound)
    return p


class Learner:
    """Actor, critic, their Adams and one batch. `update` is the whole update; gamma is 0, so there are no targets."""

    def __init__(self, config, batch, device, dtype=torch.float32, compiled=False):
        self.config = config
        self.schedule = Schedule(config)
        self.embedding = embeddings(config, device, dtype)
        actor_layers, critic_layers = layers(config)
        self.actor = initial(actor_layers, device, dtype)
        self.critic = initial(critic_layers, device, dtype)
        self.batch = made_up_batch(config, batch, device, dtype)
        self.noise = torch.zeros(config.steps, batch, config.action, device=device, dtype=dtype)
        for p in (self.actor, self.critic):
            for tensor in p.values():
                tensor.requires_grad_(True)
        # The same memory, but constants: the actor's step needs no gradient of the critic's weights.
        self.fixed_critic = {name: tensor.detach() for name, tensor in self.critic.items()}
        on_gpu = {"fused": True, "capturable": True} if device.type == "cuda" else {}
        self.actor_adam = torch.optim.Adam(self.actor.values(), lr=config.actor_rate, **on_gpu)
        self.critic_adam = torch.optim.Adam(self.critic.values(), lr=config.critic_rate, **on_gpu)
        self.critic_loss = compile_static(critic_loss) if compiled else critic_loss
        self.actor_loss = compile_static(actor_loss) if compiled else actor_loss
        self.decision = compile_static(decision) if compiled else decision

    def update_critic(self):
        self.critic_adam.zero_grad(set_to_none=True)
        loss = self.critic_loss(self.config, self.critic, self.batch)
        loss.backward()
        self.critic_adam.step()
        return loss

    def update_actor(self):
        self.actor_adam.zero_grad(set_to_none=True)
        loss = self.actor_loss(self.config, self.schedule, self.embedding, self.actor, self.fixed_critic, self.batch, self.noise)
        loss.backward()
        self.actor_adam.step()
        return loss

    def update(self):
        self.noise.normal_()
        self.update_critic()
        self.update_actor()

    def decide(self):
        with torch.no_grad():
            self.noise.normal_()
            return self.decision(self.config, self.schedule, self.embedding, self.actor, self.batch, self.noise)


def compile_static(function):
    return torch.compile(function, dynamic=False)


def made_up_batch(config, batch, device, dtype):
    """States and rewards of order one, actions in [-1, 1], some hits, plausible steps."""
    state = (batch, config.users, config.features) if config.family == "shared" else (batch, config.features)
    random = torch.Generator().manual_seed(1)

    def put(tensor):
        return tensor.to(device, dtype)

    return {
        "s": put(0.5 * torch.randn(state, generator=random)),
        "a": put(2 * torch.rand(batch, config.action, generator=random) - 1),
        "hit": put((torch.rand(batch, config.users, generator=random) < 0.6).float()),
        "A3": put(120 + 10 * torch.randint(12, (batch, config.users), generator=random).float()),
        "r": put(torch.randn((batch, *config.rows), generator=random)),
    }


# ---- Checks against the golden files ----------------------------------------------------------------------------


def golden_tensor(node, device):
    shape = node["shape"]
    if "data" in node:
        return torch.tensor(node["data"], dtype=torch.float64, device=device).reshape(shape)
    t, scale = node["formula"]["t"], node["formula"]["scale"]
    mask = 0xFFFFFFFF
    values = []
    for k in range(math.prod(shape)):
        x = (k * 2654435761 + t * 2246822519) & mask
        x ^= x >> 16
        x = (x * 2246822507) & mask
        x ^= x >> 13
        x = (x * 3266489909) & mask
        x ^= x >> 16
        values.append(scale * ((x >> 8) / 8388608 - 1))
    return torch.tensor(values, dtype=torch.float64, device=device).reshape(shape)


def golden_error(want, got):
    """The largest error in units of the largest expected value."""
    got = got.detach().double().flatten()
    if isinstance(want, (int, float)):  # a loss
        return abs(got.item() - want) / max(abs(want), 1e-300)
    if "data" in want:
        expected = torch.tensor(want["data"], dtype=torch.float64, device=got.device)
        return ((got - expected).abs().max() / expected.abs().max().clamp(min=1e-300)).item()
    index = torch.tensor(want["index"], device=got.device)
    value = torch.tensor(want["value"], dtype=torch.float64, device=got.device)
    sample = ((got[index] - value).abs().max() / max(want["max_abs"], 1e-300)).item()
    squares = abs((got * got).sum().item() - want["sum_of_squares"]) / max(2 * want["sum_of_squares"], 1e-300)
    return max(sample, squares)


def golden_config(file):
    c = file["config"]
    shared = file["kind"] == "shared_d3pg"
    batch = file["updates"][0]["batch"]
    return Config(
        family="shared" if shared else "flat",
        users=c["users"] if shared else c["action"] // 2,
        features=c["features"] if shared else c["state"],
        action=2 * c["users"] if shared else c["action"],
        hidden=c["hidden"],
        embedding=c["embedding"],
        steps=c["steps"],
        activation=c["activation"],
        actor_rate=c["lr_actor"],
        critic_rate=c["lr_critic"],
        beta_min=c["beta_min"],
        beta_max=c["beta_max"],
        softmax_factor=c.get("c_b", 1.5),
        ask_height=c.get("k", 16),
        min_share=batch["b_min"]["data"][0] if shared else 0.01,
        steps_per_slot=batch["R"]["data"][0] if shared else 1000,
    )


def golden_check(path, device, hoist):
    """The largest error in one file, over losses, actions, gradients and weights of consecutive updates.

    In files with a discount the expected targets y take the reward's place: from there on everything that is compared here is the same.
    """
    file = json.loads(path.read_text())
    config = replace(golden_config(file), hoist=hoist)
    learner = Learner(config, file["config"]["batch"], device, torch.float64)
    networks = {"actor": learner.actor, "critic1": learner.critic}
    with torch.no_grad():
        for name, p in networks.items():
            for key, tensor in p.items():
                tensor.copy_(golden_tensor(file["weights"][name + "." + key], device))
    worst = 0.0
    for update in file["updates"]:
        batch, expected = update["batch"], update["expected"]
        for key in ("s", "a", "hit", "A3"):
            if key in batch:
                learner.batch[key].copy_(golden_tensor(batch[key], device))
        learner.batch["r"].copy_(golden_tensor(expected["y"] if file["config"]["gamma"] else batch["r"], device))
        noise = update["noise"]["actor"]
        for i, key in enumerate(["a_L"] + ["z_%d" % l for l in range(config.steps, 1, -1)]):
            learner.noise[i].copy_(golden_tensor(noise[key], device))
        worst = max(worst, golden_error(expected["critic1_loss"], learner.update_critic()))
        action = actor(config, learner.schedule, learner.embedding, learner.actor, learner.batch["s"], learner.noise)
        worst = max(worst, golden_error(expected["action"], action))
        worst = max(worst, golden_error(expected["actor_loss"], learner.update_actor()))
        for name, p in networks.items():
            for key, tensor in p.items():
                worst = max(worst, golden_error(expected["gradients"][name + "." + key], tensor.grad))
                worst = max(worst, golden_error(expected["weights"][name + "." + key], tensor))
    return worst


GOLDEN_FILES = ("shared_d3pg_gamma0", "shared_full_size", "d3pg_mish_critics1", "d3pg_silu_critics1")


def check(folder, device):
    """Prints one line a file; whether all agree."""
    passed = True
    for name in GOLDEN_FILES:
        for hoist in (False, True):
            error = golden_check(folder / (name + ".json"), device, hoist)
            good = error < 1e-8
            passed &= good
            print("%s  %-24s %s  largest error %.1e" % ("ok  " if good else "FAIL", name, "hoisted" if hoist else "plain  ", error))
    return passed


# ---- Timing -----------------------------------------------------------------------------------------------------

ROUNDS = 5
ROUND_SECONDS = 0.1
WARM_UP_SECONDS = 0.2


def times(run, device, wait_each=False):
    """Seconds a call, one mean a round, sorted. Calls follow each other without waiting; with wait_each the host waits for every one."""

    def wait():
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    def spell(seconds, least=1):
        start = time.perf_counter()
        count = 0
        while count < least or time.perf_counter() - start < seconds:
            # So that the queue never holds more than a few calls when the deadline comes.
            for _ in range(1 if wait_each else 4):
                run()
                count += 1
            wait()
        return (time.perf_counter() - start) / count

    each = spell(WARM_UP_SECONDS, 3)
    count = max(1, int(ROUND_SECONDS / each))
    means = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(count):
            run()
            if wait_each:
                wait()
        wait()
        means.append((time.perf_counter() - start) / count)
    return sorted(means)


def captured(run):
    """`run` as one CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return graph.replay


def ceilings(device):
    """What the GPU reaches at best here: copying, read plus written bytes; a product of two square matrices."""
    source = torch.empty(1 << 28, device=device)
    target = torch.empty_like(source)
    copy = 2 * 4 * source.numel() / times(lambda: target.copy_(source), device)[0] / 1e9
    n = 8192
    a, b = torch.randn(n, n, device=device), torch.randn(n, n, device=device)
    out = torch.empty(n, n, device=device)
    product = {}
    for precision in PRECISIONS:
        set_precision(precision)
        product[precision] = 2 * n**3 / times(lambda: torch.mm(a, b, out=out), device)[0] / 1e12
    return {"copy_gigabytes_per_second": copy, "matrix_product_teraflops": product}


PRECISIONS = ("fp32", "tf32")
BATCHES = (256, 16384, 64, 1024, 4096)
CELLS = (65536, 1, 64, 4096)
COMPILE_SECONDS = 30  # what one case may take longer when torch.compile makes its code
MOST_CELLS_ALONE = 64  # up to here the time of one decision that the host waits for is of interest


def set_precision(precision):
    torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")


def cases():
    """All cases, the ones that matter most first: time may run out, and torch.compile takes most of it."""
    for compiled in (False, True):
        for first in range(max(len(BATCHES), len(CELLS))):
            for precision in PRECISIONS:
                for family in FAMILIES:
                    if first < len(BATCHES):
                        yield "updates", family, BATCHES[first], precision, compiled
                    if first < len(CELLS):
                        yield "decisions", family, CELLS[first], precision, compiled


def measure(kind, family, size, precision, compiled, device, hoist):
    """Two rows: called from Python, and as one CUDA graph."""
    set_precision(precision)
    if compiled:
        torch._dynamo.reset()
    torch.cuda.reset_peak_memory_stats(device)
    config = replace(FAMILIES[family], hoist=hoist)
    learner = Learner(config, size, device, compiled=compiled)
    call = learner.update if kind == "updates" else learner.decide
    for graph in (False, True):
        run = captured(call) if graph else call
        seconds = times(run, device)
        mode = ("compile_graph" if graph else "compile") if compiled else ("graph" if graph else "eager")
        row = {"agent": "d3pg", "family": family, "batch" if kind == "updates" else "cells": size, "precision": precision, "mode": mode}
        unit, factor = ("millis", 1e3) if kind == "updates" else ("micros", 1e6)
        row["median_" + unit] = factor * statistics.median(seconds)
        row["least_" + unit] = factor * seconds[0]
        row["most_" + unit] = factor * seconds[-1]
        if kind == "decisions" and size <= MOST_CELLS_ALONE:
            row["latency_micros"] = 1e6 * statistics.median(times(run, device, wait_each=True))
        row["peak_bytes"] = torch.cuda.max_memory_allocated(device)
        yield row


def line(row):
    what = "%-6s %s %-13s" % (row["family"], row["precision"], row["mode"])
    if "batch" in row:
        return "update   batch %5d  %s %9.3f ms, %.0f updates/s" % (row["batch"], what, row["median_millis"], 1e3 / row["median_millis"])
    rate = 1e6 * row["cells"] / row["median_micros"]
    alone = ", alone %.1f us" % row["latency_micros"] if "latency_micros" in row else ""
    return "decision cells %5d  %s %9.1f us, %.0f decisions/s%s" % (row["cells"], what, row["median_micros"], rate, alone)


def reason(error):
    return str(error).strip().split("\n")[0][:200] or type(error).__name__


def driver_version():
    try:
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return None


def main():
    parser = argparse.ArgumentParser(description="Times D3PG updates and decisions in PyTorch on a GPU.")
    parser.add_argument("--json", type=pathlib.Path, help="file for the results")
    parser.add_argument("--seconds", type=float, default=270, help="no new case starts after this time (default 270)")
    parser.add_argument("--golden", type=pathlib.Path, default=GOLDEN, help="folder of the golden network files")
    parser.add_argument("--hoist", action="store_true", help="the state's part of the first layer once a chain instead of in every step")
    parser.add_argument("--check", action="store_true", help="only check against the golden files; runs on a CPU, too")
    arguments = parser.parse_args()
    start = time.perf_counter()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if not (arguments.golden / (GOLDEN_FILES[0] + ".json")).exists():
        sys.exit("There are no golden files in %s: name their folder with --golden." % arguments.golden)
    if not check(arguments.golden, device):
        sys.exit("The script does not compute what networks.md says; nothing was timed.")
    if arguments.check:
        return
    if device.type != "cuda":
        sys.exit("There is no GPU that PyTorch can use: only --check works here.")

    results = {
        "device": torch.cuda.get_device_name(device),
        "driver": driver_version(),
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "hoisted": arguments.hoist,
        "updates": [],
        "decisions": [],
        "skipped": [],
    }
    try:
        results["ceilings"] = ceilings(device)
        print(json.dumps(results["ceilings"]))
    except RuntimeError as error:  # no memory for such large ones: the cases still count
        results["skipped"].append({"kind": "ceilings", "reason": reason(error)})
        print("skipped", json.dumps(results["skipped"][-1]), flush=True)
    for case in cases():
        kind, family, size, precision, compiled = case
        try:
            if time.perf_counter() - start > arguments.seconds - (COMPILE_SECONDS if compiled else 0):
                raise TimeoutError("the time was over")
            for row in measure(*case, device, arguments.hoist):
                results[kind].append(row)
                print(line(row), flush=True)
        except Exception as error:  # out of memory, no compiler for Triton, ...: the other cases still count
            skipped = {"kind": kind, "family": family, "size": size, "precision": precision, "compiled": compiled, "reason": reason(error)}
            results["skipped"].append(skipped)
            print("skipped", json.dumps(skipped), flush=True)
        if arguments.json:
            partial = arguments.json.with_suffix(".part")
            partial.write_text(json.dumps(results, indent=2) + "\n")
            os.replace(partial, arguments.json)
    rows = len(results["updates"]) + len(results["decisions"])
    print("%d rows, %d cases skipped, %.0f s" % (rows, len(results["skipped"]), time.perf_counter() - start))


if __name__ == "__main__":
    main()
