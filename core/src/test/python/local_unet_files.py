"""Writes the small local networks under core/src/test/resources/dev/limpid/prior/local, and what PyTorch computes with them.

NAME.safetensors is a file of weights as a training program writes it; NAME.case.safetensors has an input x, the noise sigma of
each picture, the output y, a gradient g at the output and the gradient vjp at x. Run it from the root of the project with
PyTorch 1.13 or newer:

    python3 core/src/test/python/local_unet_files.py
"""

import json
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

OUT = pathlib.Path("core/src/test/resources/dev/limpid/prior/local")


def conv(inputs, outputs, side=3):
    return nn.Conv2d(inputs, outputs, side, stride=1 if side == 3 else 2, padding=side // 3, bias=False)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.res = nn.Sequential(conv(c, c), nn.ReLU(), conv(c, c))

    def forward(self, x):
        return x + self.res(x)


class Network(nn.Module):
    """DRUNet behind a pixel-unshuffle, with the names of drunet_color.pth."""

    def __init__(self, widths, blocks, unshuffle, colours, residual):
        super().__init__()
        self.unshuffle, self.residual, self.levels = unshuffle, residual, len(widths) - 1
        self.m_head = conv((colours + 1) * unshuffle**2, widths[0])
        for i in range(self.levels):
            fine, coarse = widths[i], widths[i + 1]
            down = [Block(fine) for _ in range(blocks)] + [conv(fine, coarse, 2)]
            up = [nn.ConvTranspose2d(coarse, fine, 2, stride=2, bias=False)] + [Block(fine) for _ in range(blocks)]
            setattr(self, f"m_down{i + 1}", nn.Sequential(*down))
            setattr(self, f"m_up{i + 1}", nn.Sequential(*up))
        self.m_body = nn.Sequential(*[Block(widths[-1]) for _ in range(blocks)])
        self.m_tail = conv(widths[0], colours * unshuffle**2)

    def forward(self, x, sigma):
        """Any size: padded by reflection to the right and below, as DPIR pads by repetition."""
        multiple = self.unshuffle * 2**self.levels
        height, width = x.shape[2:]
        x = F.pad(x, (0, -width % multiple, 0, -height % multiple), mode="reflect")
        h = torch.cat([x, sigma.expand(x.shape[0], 1, *x.shape[2:])], 1)
        skips = [self.m_head(F.pixel_unshuffle(h, self.unshuffle))]
        for i in range(self.levels):
            skips.append(getattr(self, f"m_down{i + 1}")(skips[-1]))
        h = self.m_body(skips[-1])
        for i in reversed(range(self.levels)):
            h = getattr(self, f"m_up{i + 1}")(h + skips[i + 1])
        h = F.pixel_shuffle(self.m_tail(h + skips[0]), self.unshuffle)
        return (x - h if self.residual else h)[:, :, :height, :width]


def write(path, tensors, metadata):
    header, values = {"__metadata__": metadata} if metadata else {}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        kind = {np.float16: "F16", np.float32: "F32"}[array.dtype.type]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(values), len(values) + array.nbytes]}
        values += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)


def case(name, seed, widths, blocks, unshuffle, colours, residual, height, width):
    torch.manual_seed(seed)
    net = Network(widths, blocks, unshuffle, colours, residual)
    # Kept in half precision, so that both programs begin with the same numbers.
    weights = {key: value.half() for key, value in net.state_dict().items()}
    net.load_state_dict({key: value.float() for key, value in weights.items()})
    net = net.double()
    x = torch.rand(2, colours, height, width).requires_grad_()
    sigma = torch.tensor([0.1, 0.7]).reshape(2, 1, 1, 1)
    y = net(x.double(), sigma.double())
    g = torch.randn(y.shape)
    (vjp,) = torch.autograd.grad(y, x, g.double())
    metadata = {
        "architecture": "unetres",
        "widths": ",".join(map(str, widths)),
        "blocks": str(blocks),
        "unshuffle": str(unshuffle),
        "residual": str(residual).lower(),
        "sigma_largest": "2.0",
    }
    write(OUT / f"{name}.safetensors", weights, metadata)
    write(OUT / f"{name}.case.safetensors", {"x": x, "sigma": sigma, "y": y.float(), "g": g, "vjp": vjp.float()}, {})


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    case("plain", 1, [4, 6, 5], 2, 1, 3, False, 9, 14)
    case("plain-residual", 2, [4, 6], 1, 1, 1, True, 8, 5)
    case("unshuffle2", 3, [4, 5], 1, 2, 1, False, 11, 7)
    case("unshuffle2-residual", 4, [4, 3, 5, 6], 1, 2, 3, True, 19, 12)
    case("unshuffle4", 5, [2, 3], 1, 4, 1, False, 13, 8)
    case("unshuffle4-residual", 6, [3, 2], 1, 4, 3, True, 6, 15)
