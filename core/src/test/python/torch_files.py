"""Writes the small files under core/src/test/resources/dev/limpid/checkpoint/torch with PyTorch itself.

Each file NAME.pt has a NAME.json beside it with what a reader must find: the tensors by name with type, shape and values,
and the dict that they are taken from. Run it from the root of the project with PyTorch 1.13 or newer:

    python3 core/src/test/python/torch_files.py
"""

import collections
import json
import os
import pathlib
import pickle
import zipfile

import torch

OUT = pathlib.Path("core/src/test/resources/dev/limpid/checkpoint/torch")


def expected(tensors, part):
    def values(t):
        t = torch.view_as_real(t) if t.is_complex() else t
        return t.detach().to(torch.float64).reshape(-1).tolist()

    return {
        "part": part,
        "tensors": {
            name: {"dtype": str(t.dtype).split(".")[1], "shape": list(t.shape), "values": values(t)}
            for name, t in tensors.items()
        },
    }


def save(name, saved, tensors=None, part="", **options):
    torch.save(saved, OUT / f"{name}.pt", **options)
    describe(name, saved if tensors is None else tensors, part)


def describe(name, tensors, part=""):
    tensors = {key: value for key, value in tensors.items() if torch.is_tensor(value)}
    (OUT / f"{name}.json").write_text(json.dumps(expected(tensors, part), indent=1) + "\n")


def both(name, saved, tensors=None, part=""):
    save(name, saved, tensors, part)
    save(f"{name}-legacy", saved, tensors, part, _use_new_zipfile_serialization=False)


def rezip(source, name):
    """As a user's zip program does it: no descriptors, no padding."""
    with zipfile.ZipFile(OUT / f"{source}.pt") as old, zipfile.ZipFile(OUT / f"{name}.pt", "w") as new:
        for entry in old.namelist():
            new.writestr(zipfile.ZipInfo(entry), old.read(entry))


class Call:
    """Pickles as the call of a function: what a hostile file does."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def seeds():
    """What the fuzz tests begin with."""

    def seed(test, name, content):
        name_of_test, method = test.split("/")
        folder = OUT.parent / f"{name_of_test}Inputs" / method
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    for name in ["module", "training", "extras"]:
        with zipfile.ZipFile(OUT / f"{name}.pt") as archive:
            seed("PickleFuzzTest/reads", f"{name}.pkl", archive.read(f"{name}/data.pkl"))
    for protocol in range(6):
        hostile = {"w": Call(os.system, "true"), "x": Call(eval, "1")}
        seed("PickleFuzzTest/reads", f"system-{protocol}.pkl", pickle.dumps(hostile, protocol=protocol))
    for name in ["shared", "shared-legacy", "rezipped"]:
        seed("CheckpointFuzzTest/opens", f"{name}.pt", (OUT / f"{name}.pt").read_bytes())
    vector = {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}
    byte = {"dtype": "BOOL", "shape": [], "data_offsets": [8, 9]}
    header = {"__metadata__": {"image_size": "64", "note": "größe"}, "w": vector, "b": byte}
    seed("SafetensorsFuzzTest/opens", "two.bin", json.dumps(header).encode() + bytes(9))
    seed("SafetensorsFuzzTest/opens", "empty.bin", b"{}")
    config = "image_size: 64\nnum_channels: 32\nnum_res_blocks: 1\nchannel_mult: [1, 2]\nattention_resolutions: '16,8'\n"
    seed("ConfigFuzzTest/reads", "model.yaml", config.encode())
    seed("ConfigFuzzTest/reads", "anchors.yaml", b"a: &a [1, 2]\nb: [*a, *a]\nimage_size: !!int 3\n")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    averaged = collections.OrderedDict((k, v + 1) for k, v in net.state_dict().items())
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.randn(4, 3)).sum().backward()
    optimizer.step()

    types = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32]
    types += [torch.int16, torch.int8, torch.uint8, torch.bool, torch.complex64, torch.complex128]
    both("types", {str(t).split(".")[1]: torch.tensor([0, 1, 3]).to(t) for t in types})
    base = torch.arange(24.0)
    both("shared", {"whole": base, "tail": base[20:], "square": base.view(4, 6), "middle": base.view(4, 6)[1:3]})
    grid = base.view(1, 2, 3, 4)
    strided = {"transposed": base.view(4, 6).t(), "second": base[::2], "expanded": torch.ones(1).expand(3, 2)}
    strided["channels_last"] = grid.contiguous(memory_format=torch.channels_last)
    strided["permuted"] = grid.permute(3, 1, 0, 2)
    both("strided", strided)
    both("shapes", {"scalar": torch.tensor(2.5), "nothing": torch.zeros(0, 4), "ones": torch.ones(1, 1, 1)})
    both("module", net.state_dict())
    both("parameters", dict(net.named_parameters()))
    both("extras", {"w": base[:2], "epoch": 3, "lr": 1e-3, "none": None, "flag": True, "big": 1 << 100, "größe": base[:1]})
    training = {
        "model": net.state_dict(),
        "ema": averaged,
        "optimizer": optimizer.state_dict(),
        "step": 1234,
        "loss": torch.tensor(0.5),
        "args": {"path": "/tmp/x", "betas": (0.9, 0.999), "sizes": [1, 2], "resume": None, "fp16": False, 3: 4},
    }
    both("training", training, averaged, "ema, not model, optimizer, loss")
    lightning = {"state_dict": {f"module.{k}": v for k, v in net.state_dict().items()}, "epoch": 1, "callbacks": {}}
    both("lightning", lightning, net.state_dict(), "state_dict")
    wrapped = {"ema": {"decay": 0.999, "shadow": averaged}, "model": net.state_dict()}
    both("wrapped", wrapped, averaged, "ema.shadow, not model")
    pair = {"generator": net.state_dict(), "critic": averaged}
    flat = {f"{outer}.{name}": value for outer, inner in pair.items() for name, value in inner.items()}
    both("pair", pair, flat, "all its dicts")
    both("single", {"generator": net.state_dict(), "step": 1}, net.state_dict(), "generator")
    both("empty", {})
    save("protocol3", net.state_dict(), pickle_protocol=3)
    rezip("module", "rezipped")
    describe("rezipped", net.state_dict())
    seeds()


if __name__ == "__main__":
    main()
