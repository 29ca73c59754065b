#!/usr/bin/env python3
"""Makes the small golden directory that lies in ../resources/golden.

    python3 golden_subset.py --from FULL_GOLDEN_DIRECTORY --out DIRECTORY [--network network.safetensors]

Two sources. Cases without pictures of people are copied from a full golden directory, files and manifest entries as they
are (COPIED). The full directory's solver cases show faces, so two small ones are computed here instead: a UNet of one
resolution learns drawings of gradients, discs and boxes for a few minutes, then DMILO and DMILO-PGD restore such a drawing,
with the conventions of the authors' dmilo.py and dmilo-pgd.py and every intermediate written down. --network takes the
weights from an earlier run instead of training again, which would give other ones on another machine.

Needs Python 3.9, numpy and torch >= 1.13; one CPU thread, five to ten minutes.
"""
import argparse, hashlib, json, math, os, shutil, struct
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

SIDE = 32
STEPS, OUTER, INNER = 3, 2, 4
RATE_Z, RATE_NU, WEIGHT_NU, WEIGHT_Z = 0.02, 1e-3, 0.1, 1e-4
RATE_X = 0.5
NOISE = 0.01
COPIED = [
    "ddim/schedule.safetensors",
    "ddim/steps.safetensors",
    "unet/time_embedding_128.safetensors",
    "unet/celebalike.safetensors",
    "unet/celebalike.trace.safetensors",
    "unet/published_celeba_keys.json",
    "operators/kernels_gaussian.safetensors",
    "operators/noise.safetensors",
]
CONFIG = {
    "image_size": SIDE, "num_channels": 32, "num_res_blocks": 1, "channel_mult": "1", "learn_sigma": False,
    "class_cond": False, "use_checkpoint": False, "attention_resolutions": "8", "num_heads": 1, "num_head_channels": -1,
    "num_heads_upsample": -1, "use_scale_shift_norm": True, "dropout": 0.0, "resblock_updown": True, "use_fp16": False,
    "use_new_attention_order": False,
}
TOLERANCE = (
    "state tensors (z, Z, latents, X, output, kernels): at least 99 % of the elements within 1e-4 (absolute) and "
    "rel_l2 <= max(2e-3, 10*reference_noise); nu: at least 95 % of the elements within 1e-5 and every element within "
    "2*lr_nu*(number of steps so far); gradients of the first step: rel_l2 <= 5e-4 (layer 0, t=999) or 1e-4 (others); "
    "scalars (trace.loss, gd_norm): rel <= 1e-3 (first outer iteration 1e-4); psnr 0.01 dB")
NAMING = (
    "oT.lL.iK.z|nu = after Adam step K of layer L (index into timesteps; processed from last to first) in outer iteration T; "
    ".grad_* = gradients of that step; oT.lL.z|nu = end of the layer; oT.latentI = latents after the pass that ends outer "
    "iteration T (last one clamped = X); init.latentI = first sampling pass; init.latent0 = initial noise; oT.X_after_gd = "
    "PGD: X after the gradient step and clamp; oT.gdK.X_before_clamp; trace.loss etc. one value per inner iteration with "
    "trace.index_outer_layer_inner")


# ---- the network: guided diffusion's UNet of one resolution, attributes named as its state dict is ----

class Block(nn.Module):
    def __init__(self, inputs, embedding, outputs):
        super().__init__()
        self.in_layers = nn.Sequential(nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, 2 * outputs))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(32, outputs), nn.SiLU(), nn.Dropout(0), nn.Conv2d(outputs, outputs, 3, padding=1))
        self.skip_connection = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, e):
        scale, shift = self.emb_layers(e)[..., None, None].chunk(2, dim=1)
        norm, silu, dropout, conv = self.out_layers
        return self.skip_connection(x) + conv(dropout(silu(norm(self.in_layers(x)) * (1 + scale) + shift)))


class SelfAttention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(32, channels)
        self.qkv = nn.Conv1d(channels, 3 * channels, 1)
        self.proj_out = nn.Conv1d(channels, channels, 1)

    def forward(self, x, e):
        flat = x.flatten(2)
        q, k, v = self.qkv(self.norm(flat)).chunk(3, dim=1)
        weights = torch.softmax(q.transpose(1, 2) @ k / math.sqrt(q.shape[1]), dim=-1)
        return (flat + self.proj_out(v @ weights.transpose(1, 2))).reshape(x.shape)


class Network(nn.Module):
    def __init__(self, width=CONFIG["num_channels"]):
        super().__init__()
        e = 4 * width
        self.width = width
        self.time_embed = nn.Sequential(nn.Linear(width, e), nn.SiLU(), nn.Linear(e, e))
        self.input_blocks = nn.ModuleList(
            [nn.ModuleList([nn.Conv2d(3, width, 3, padding=1)]), nn.ModuleList([Block(width, e, width)])])
        self.middle_block = nn.ModuleList([Block(width, e, width), SelfAttention(width), Block(width, e, width)])
        self.output_blocks = nn.ModuleList([nn.ModuleList([Block(2 * width, e, width)]) for _ in range(2)])
        self.out = nn.Sequential(nn.GroupNorm(32, width), nn.SiLU(), nn.Conv2d(width, 3, 3, padding=1))

    def forward(self, x, t):
        half = self.width // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
        angles = t.float()[:, None] * frequencies
        e = self.time_embed(torch.cat([angles.cos(), angles.sin()], dim=1))
        first = self.input_blocks[0][0](x)
        second = self.input_blocks[1][0](first, e)
        h = second
        for layer in self.middle_block:
            h = layer(h, e)
        h = self.output_blocks[0][0](torch.cat([h, second], dim=1), e)
        return self.out(self.output_blocks[1][0](torch.cat([h, first], dim=1), e))


# ---- drawings, and a network that knows them ----

def drawing(rng):
    """A colour gradient with one to three discs or boxes on it, (3, SIDE, SIDE) in [0, 1]."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1)
    image = np.stack([a + b * rows + c * columns for a, b, c in rng.uniform([0.2, -0.3, -0.3], [0.8, 0.3, 0.3], (3, 3))])
    for _ in range(rng.integers(1, 4)):
        cy, cx, r = *rng.uniform(0.15, 0.85, 2), rng.uniform(0.1, 0.3)
        dy, dx = np.abs(rows - cy), np.abs(columns - cx)
        inside = (dy ** 2 + dx ** 2 < r * r) if rng.random() < 0.5 else (dy < r) & (dx < 0.7 * r)
        image[:, inside] = rng.uniform(0.1, 0.9, 3)[:, None]
    return np.clip(image, 0, 1)


ALPHA_BAR = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float32), 0)


def train(iterations=400, batch=16):
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    net = Network()
    nn.init.zeros_(net.out[2].weight), nn.init.zeros_(net.out[2].bias)
    images = torch.from_numpy(np.stack([drawing(rng) for _ in range(4000)]).astype(np.float32)) * 2 - 1
    adam = torch.optim.Adam(net.parameters(), lr=2e-3)
    for k in range(iterations):
        for group in adam.param_groups:
            group["lr"] = 2e-3 * min(1, (k + 1) / 50) * max(0.02, 1 - k / iterations)
        x = images[torch.randint(len(images), (batch,))]
        t, noise = torch.randint(1000, (batch,)), torch.randn_like(x)
        a = ALPHA_BAR[t][:, None, None, None]
        loss = F.mse_loss(net(a.sqrt() * x + (1 - a).sqrt() * noise, t), noise)
        adam.zero_grad()
        loss.backward()
        adam.step()
        if k % 50 == 0:
            print(f"training {k} of {iterations}: loss {loss.item():.4f}", flush=True)
    return net


# ---- the solvers ----

class Case:
    """One solve with the authors' conventions; ``tensors`` receives everything under the manifest's names."""

    def __init__(self, net, seed, every_inner):
        self.net, self.every_inner, self.tensors, self.traces = net, every_inner, {}, {}
        rng = np.random.default_rng(seed)
        gt = np.round(drawing(rng) * 255).astype(np.uint8)
        self.keep("gt_u8", torch.from_numpy(gt.transpose(1, 2, 0).copy()))
        self.truth = torch.from_numpy((gt / 255 * 2 - 1).astype(np.float32))[None]
        mask = np.ones(SIDE * SIDE, np.float32)
        mask[rng.permutation(SIDE * SIDE)[:int(0.7 * SIDE * SIDE)]] = 0
        self.mask = self.keep("mask", torch.from_numpy(mask).reshape(1, 1, SIDE, SIDE))
        clean = self.keep("y_clean", self.truth * self.mask)
        normal = lambda: torch.from_numpy(rng.standard_normal(clean.shape).astype(np.float32))
        self.y = self.keep("y_n", clean + NOISE * normal())  # on removed pixels too, as the authors do
        stride = 1000 // STEPS
        self.times = [min(i * stride, 999) for i in range(STEPS, 0, -1)]
        self.stride = stride
        self.latents = [normal()]
        with torch.no_grad():
            for i in range(STEPS):
                self.latents.append(self.g(i, self.latents[i]))
        for i, z in enumerate(self.latents):
            self.keep(f"init.latent{i}", z)
        self.nu = [torch.zeros_like(clean) for _ in range(STEPS)]

    def keep(self, name, tensor):
        self.tensors[name] = tensor.detach().clone()
        return tensor

    def trace(self, name, value):
        self.traces.setdefault("trace." + name, []).append(value)

    def g(self, i, x):
        """The deterministic DDIM step from times[i] with clipped x_0 and noise derived again from it."""
        t = self.times[i]
        a, b = ALPHA_BAR[t], ALPHA_BAR[t - self.stride] if t >= self.stride else torch.tensor(1.0)
        x0 = ((x - (1 - a).sqrt() * self.net(x, torch.tensor([t]))) / a.sqrt()).clamp(-1, 1)
        return b.sqrt() * x0 + (1 - b).sqrt() * (x - a.sqrt() * x0) / (1 - a).sqrt()

    def fit(self, outer, target):
        """Every layer, the image side first: through the mask to ``target``, the others to the latent just found."""
        for i in range(STEPS - 1, -1, -1):
            last = i == STEPS - 1
            z = self.latents[i].detach().clone().requires_grad_()
            nu = self.nu[i].detach().clone().requires_grad_()
            adam = torch.optim.Adam([{"params": nu, "lr": RATE_NU}, {"params": z, "lr": RATE_Z}])
            for j in range(INNER):
                x = self.g(i, z) + nu
                fidelity = F.mse_loss(x * self.mask, target) if last else F.mse_loss(x, self.latents[i + 1])
                sparsity, gaussianity = nu.abs().mean(), z.square().mean()
                loss = fidelity + WEIGHT_NU * sparsity + WEIGHT_Z * gaussianity
                adam.zero_grad()
                loss.backward()
                adam.step()
                self.note_inner(outer, i, j, z, nu)
                for name, value in (("loss", loss), ("reconstruct_loss", fidelity), ("nu_loss", sparsity),
                                    ("zprior_loss", gaussianity)):
                    self.trace(name, value.item())
                self.trace("index_outer_layer_inner", [outer, i, j])
            self.latents[i], self.nu[i] = z.detach(), nu.detach()
            self.keep(f"o{outer}.l{i}.z", z), self.keep(f"o{outer}.l{i}.nu", nu)

    def note_inner(self, outer, i, j, z, nu):
        if outer == 0 and (j == 0 or self.every_inner):
            self.keep(f"o{outer}.l{i}.i{j}.z", z), self.keep(f"o{outer}.l{i}.i{j}.nu", nu)
        if outer == 0 and j == 0:
            self.keep(f"o{outer}.l{i}.i{j}.grad_z", z.grad), self.keep(f"o{outer}.l{i}.i{j}.grad_nu", nu.grad)

    def roll(self, outer):
        with torch.no_grad():
            for i in range(STEPS):
                self.latents[i + 1] = self.g(i, self.latents[i]) + self.nu[i]
            self.latents[STEPS] = self.latents[STEPS].clamp(-1, 1)
        for i in range(1, STEPS + 1):
            self.keep(f"o{outer}.latent{i}", self.latents[i])
        return self.latents[STEPS]

    def psnr(self, x):
        difference = ((x - self.truth).double() / 2).square().mean().item()
        self.trace("psnrs", -10 * math.log10(difference))

    def dmilo(self):
        for outer in range(OUTER):
            self.fit(outer, self.y)
            self.psnr(self.roll(outer))
        return self.finish()

    def dmilo_pgd(self):
        x = torch.zeros_like(self.y)
        for outer in range(OUTER):
            variable = x.clone().requires_grad_()
            distance = (variable.clamp(-1, 1) * self.mask - self.y).square().sum()
            distance.backward()
            moved = self.keep(f"o{outer}.gd0.X_before_clamp", x - RATE_X * variable.grad)
            x = self.keep(f"o{outer}.X_after_gd", moved.clamp(-1, 1))
            self.trace("gd_norm", distance.item())
            self.trace("gd_index_outer_iter", [outer, 0])
            self.psnr(x)
            self.fit(outer, x * self.mask)
            x = self.roll(outer)
            self.psnr(x)
        return self.finish()

    def finish(self):
        for name, values in self.traces.items():
            self.tensors[name] = torch.tensor(values, dtype=torch.int64 if "index" in name else torch.float64)
        return self.tensors


# ---- files ----

NAMES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.uint8: "U8"}


def write(root, file, tensors, entry):
    """Writes a safetensors file; returns its manifest entry."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {
            "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = os.path.join(root, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    content = struct.pack("<Q", len(text)) + text + data
    with open(path, "wb") as out:
        out.write(content)
    shapes = {n: [str(t.dtype).replace("torch.", ""), list(t.shape)] for n, t in tensors.items()}
    return {"file": file, **entry, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "tensors": shapes}


def read(path):
    """The float32 tensors of a safetensors file."""
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = f.read()
    return {n: torch.from_numpy(np.frombuffer(data[slice(*e["data_offsets"])], np.float32).copy()).reshape(e["shape"])
            for n, e in header.items() if n != "__metadata__"}


def solver_entry(kind, pgd):
    hyperparameters = {"lr_z": RATE_Z, "lr_nu": RATE_NU, "sample_step": STEPS, "T": OUTER, "T_IN": INNER, "noise_level": NOISE,
                       "timesteps": [999, 666, 333]}
    if pgd:
        hyperparameters.update({"lr_x": RATE_X, "gradient_descent_iterations": 1})
    return {
        "kind": kind, "case": "solver", "script": kind, "task": "inpainting", "what": kind + " on a drawing, by golden_subset.py",
        "hyperparameters": hyperparameters,
        "task_config": {"measurement": {
            "operator": {"name": "inpainting"},
            "mask_opt": {"mask_type": "random", "mask_prob_range": [0.7, 0.7], "image_size": SIDE},
            "noise": {"name": "gaussian", "sigma": NOISE}}},
        "reference_noise": None, "tolerance": TOLERANCE, "produced_by": "golden_subset.py, torch " + torch.__version__,
        "naming": NAMING}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--from", dest="source", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--network")
    a = p.parse_args()
    torch.set_num_threads(1)
    with open(os.path.join(a.source, "MANIFEST.json")) as f:
        full = json.load(f)
    manifest = {k: full[k] for k in ("format", "environment", "sources", "formula", "formula_check", "unet_rule", "kinds")}
    manifest = {"title": "A small golden subset without pictures of people", **manifest, "entries": []}
    for entry in full["entries"]:
        if entry["file"] in COPIED:
            target = os.path.join(a.out, entry["file"])
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(a.source, entry["file"]), target)
            manifest["entries"].append(entry)

    if a.network:
        net = Network()
        net.load_state_dict(read(a.network))
    else:
        net = train()
    net.eval().requires_grad_(False)
    manifest["entries"].append(write(a.out, "solver/drawings.weights.safetensors", net.state_dict(), {
        "kind": "weights", "case": "solver", "what": "the noise-prediction prior of the solver cases: trained on drawings",
        "config": CONFIG, "tolerance": "exact"}))
    for kind, seed in (("dmilo", 11), ("dmilo-pgd", 12)):
        pgd = kind == "dmilo-pgd"
        case = Case(net, seed, every_inner=not pgd)
        tensors = case.dmilo_pgd() if pgd else case.dmilo()
        print(kind, "PSNR", [round(v, 2) for v in tensors["trace.psnrs"].tolist()])
        manifest["entries"].append(write(a.out, f"solver/{kind}_inpainting.safetensors", tensors, solver_entry(kind, pgd)))
    with open(os.path.join(a.out, "MANIFEST.json"), "w") as f:
        json.dump(manifest, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
