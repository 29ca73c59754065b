"""Writes the small files under core/src/test/resources/dev/limpid/checkpoint/benign and .../hostile with Python alone.

Every file of the first folder is safe and readable, no file of the second is: VerifyTest lists both. torch_files.py makes
what needs PyTorch. Run it from the root of the project:

    python3 core/src/test/python/checkpoint_files.py
"""

import collections
import io
import json
import os
import pathlib
import pickle
import struct
import sys
import types
import zipfile

OUT = pathlib.Path("core/src/test/resources/dev/limpid/checkpoint")
BENIGN, HOSTILE = OUT / "benign", OUT / "hostile"


def stand_in(module, name):
    """A class that pickles under PyTorch's name."""
    parent = sys.modules.setdefault(module, types.ModuleType(module))
    made = type(name, (), {"__module__": module})
    setattr(parent, name, made)
    return made


TYPES = {name: stand_in("torch", f"{name}Storage") for name in ("Float", "Half", "Long", "Bool")}
REBUILD = stand_in("torch._utils", "_rebuild_tensor_v2")


class Tensor:
    """Numbers of a storage, pickled as PyTorch does."""

    def __init__(self, key, count, shape=None, stride=None, offset=0, kind="Float", more=()):
        shape = (count,) if shape is None else shape
        stride = tuple([1] * len(shape)) if stride is None else stride
        self.arguments = (Storage(kind, key, count), offset, shape, stride, False, collections.OrderedDict(), *more)

    def __reduce__(self):
        return REBUILD, self.arguments


class Storage:
    def __init__(self, kind, key, count):
        self.id = ("storage", TYPES[kind], str(key), "cpu", count)


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.id if isinstance(value, Storage) else None


class Call:
    """Pickles as the call of a function: what a hostile file does."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def pickled(value, protocol=2):
    out = io.BytesIO()
    Pickler(out, protocol).dump(value)
    return out.getvalue()


def floats(count):
    return struct.pack(f"<{count}f", *range(count))


def archive(path, entries, compression=zipfile.ZIP_STORED, wide=False):
    with zipfile.ZipFile(path, "w", compression) as out:
        for name, content in entries:
            with out.open(zipfile.ZipInfo(name) if compression == zipfile.ZIP_STORED else name, "w", force_zip64=wide) as entry:
                entry.write(content)


def entries(data, arrays=(floats(4),), folder="archive", **more):
    result = [(f"{folder}/data.pkl", data)]
    result += [(f"{folder}/{name}", content) for name, content in more.items()]
    result += [(f"{folder}/data/{i}", content) for i, content in enumerate(arrays)]
    return [*result, (f"{folder}/version", b"3\n")]


W = Tensor(0, 4)
NUMBER = Tensor(0, 4, shape=(), stride=())


def benign():
    def save(name, value, *arrays, **options):
        archive(BENIGN / f"{name}.pt", entries(pickled(value), arrays or (floats(4),), **options))

    deep = W
    for key in "layer block net".split():
        deep = {key: deep}
    save("deep", {"model": deep, "step": 3})
    save("parts", {"ema": {"decay": NUMBER, "G": {"w": W}, "D": {"w": W}}, "epoch": NUMBER})
    save("list", {"ema": {"decay": 0.99, "shadow_params": [W, W]}})
    save("optimizer", {"model": {"w": W}, "optimizer": {"state": {0: {"step": NUMBER, "exp_avg": W}}, "groups": [{"lr": 1}]}})
    save("keys", {"w": W, 1: W, "1": W, None: W, True: W})
    save("names", {"a b": W, "größe": W, "x" * 300: W, "": W})
    save("half", {"h": Tensor(0, 2, kind="Half"), "l": Tensor(1, 1, kind="Long"), "b": Tensor(2, 3, kind="Bool")},
         b"\0\x3c\0\xc0", b"\1" + bytes(7), b"\1\0\1")
    save("expanded", {"w": Tensor(0, 4, shape=(3, 2), stride=(0, 2), offset=1)})
    save("nothing", {"w": Tensor(0, 4, shape=(0, 3), stride=(3, 1))})
    save("byteorder", {"w": W}, byteorder=b"little")
    save("other-folder", {"w": W}, folder="my weights")
    archive(BENIGN / "wide.pt", entries(pickled({"w": W})), wide=True)
    nested = "x"
    for _ in range(12):
        nested = {"config": nested}
    save("settings", {"w": W, "settings": nested, "sizes": [[1, (2, 3)], {"a": None}], "rate": 1e-3, "big": 1 << 70})
    weights, averages = [
        {"time_embed.0.weight": Tensor(at, 4, shape=(2, 2), stride=(2, 1)), "time_embed.0.bias": Tensor(at + 1, 2)} for at in (0, 2)
    ]
    optimizer = {"state": {}, "param_groups": []}
    save("ddim-list", [weights, optimizer, 3, 1000, averages], floats(4), floats(2), floats(4), floats(2))

    tensor = {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}
    write_safetensors(BENIGN / "plain.safetensors", {"w": tensor}, 16)
    write_safetensors(BENIGN / "metadata.safetensors", {"__metadata__": {"note": "größe"}, "w": tensor}, 16)
    write_safetensors(BENIGN / "padded.safetensors", json.dumps({"w": tensor}) + " " * 13, 16)
    write_safetensors(BENIGN / "empty.safetensors", {}, 0)
    scalar = {"dtype": "BOOL", "shape": [], "data_offsets": [0, 1]}
    nothing = {"dtype": "F64", "shape": [0, 7], "data_offsets": [1, 1]}
    write_safetensors(BENIGN / "odd-shapes.safetensors", {"nothing": nothing, "scalar": scalar}, 1)
    turned = {"b": {**tensor, "data_offsets": [16, 32]}, "a": tensor}
    write_safetensors(BENIGN / "another-order.safetensors", turned, 32)


def write_safetensors(path, header, length, claimed=None, content=None):
    text = header if isinstance(header, bytes) else (header if isinstance(header, str) else json.dumps(header)).encode()
    path.write_bytes(struct.pack("<Q", len(text) if claimed is None else claimed) + text + (content or bytes(length)))


def hostile_pickles():
    """In archives, and as their own."""
    system = Call(os.system, "true")
    values = {
        "system": {"w": W, "x": system},
        "eval": {"w": Call(eval, "1")},
        "exec": Call(exec, "pass"),
        "import": Call(__import__, "os"),
        "getattr": Call(getattr, collections.OrderedDict, "fromkeys"),
        "bytearray": {"w": bytearray(b"x")},
        "set": {"w": {1, 2}},
        "object": {"w": types.SimpleNamespace(a=1)},
        "key": {("a", "b"): W},
    }
    for name, value in values.items():
        for protocol in (0, 2, 4):
            archive(HOSTILE / f"{name}-{protocol}.pt", entries(pickled(value, protocol)))
    raw = {
        "inst": b"(S'true'\niposix\nsystem\n.",
        "obj": b"(cposix\nsystem\nX\x04\0\0\0trueo.",
        "newobj": b"\x80\x02cposix\nsystem\n(X\x04\0\0\0truet\x81.",
        "stack-global": b"\x80\x02X\x05\0\0\0posixX\x06\0\0\0system\x93(X\x04\0\0\0truetR.",
        "stack-global-memo": b"\x80\x02X\x05\0\0\0posixq\0X\x06\0\0\0systemq\x01h\0h\x01\x93(X\x04\0\0\0truetR.",
        "memo-function": b"\x80\x02cposix\nsystem\nq\x000h\0(X\x04\0\0\0truetR.",
        "extension": b"\x80\x02\x82\x01.",
        "reduce-dict": b"\x80\x02}})R.",
        "build-function": b"\x80\x02ccollections\nOrderedDict\n}X\x08\0\0\0__init__Ns" + b"b.",
        "setitem-function": b"\x80\x02ccollections\nOrderedDict\nX\x01\0\0\0aNs.",
        "append-text": b"\x80\x02X\x01\0\0\0aNa.",
        "dotted": b"\x80\x02ctorch._utils\n_rebuild_tensor_v2.__globals__\n.",
        "python-2-module": b"\x80\x02c__builtin__\neval\n(X\x01\0\0\x001tR.",
        "text-beyond": b"\x80\x02X\xff\xff\xff\x7fx.",
        "text-negative": b"\x80\x02X\xff\xff\xff\xffx.",
        "memo-beyond": b"\x80\x02j\xff\xff\xff\xff.",
        "no-stop": b"\x80\x02}",
        "two-values": b"\x80\x02}}.",
        "left-over": b"\x80\x02}.}.",
        "self": b"\x80\x02}q\0X\x05\0\0\0modelh\0s.",
        "nested-lists": b"\x80\x02}X\x01\0\0\0a" + b"]" * 60 + b"a" * 59 + b"s.",
    }
    for name, data in raw.items():
        archive(HOSTILE / f"{name}.pt", entries(data, ()))
    (HOSTILE / "bare.pt").write_bytes(pickle.dumps(system, protocol=2))
    magic = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
    head = magic + b"\x80\x02M\xe9\x03." + pickled({"little_endian": True})
    (HOSTILE / "legacy-system.pt").write_bytes(head + pickled(system) + pickled([]))
    (HOSTILE / "legacy-truncated.pt").write_bytes(head + pickled({"w": W}) + pickled(["0"]) + struct.pack("<q", 4) + bytes(9))
    (HOSTILE / "legacy-behind.pt").write_bytes(
        head + pickled({"w": W}) + pickled(["0"]) + struct.pack("<q", 4) + bytes(16) + b"more")


def hostile_views():
    for name, tensor in {
        "view-beyond": Tensor(0, 4, shape=(5,)),
        "view-offset": Tensor(0, 4, offset=1),
        "view-negative": Tensor(0, 4, offset=-1, shape=(1,)),
        "view-stride": Tensor(0, 4, shape=(2,), stride=(4,)),
        "view-overflow": Tensor(0, 4, shape=(1 << 40, 1 << 40), stride=(0, 0)),
        "view-grows": Tensor(0, 4, shape=(1 << 30,), stride=(0,)),
        "view-dimensions": Tensor(0, 4, shape=(1,) * 17),
        "view-strides": Tensor(0, 4, shape=(2, 2), stride=(1,)),
        "view-conjugate": Tensor(0, 4, more=({"conj": True},)),
        "storage-claims": Tensor(0, 5),
        "storage-missing": Tensor(7, 4),
        "storage-outside": Tensor("../version", 4),
    }.items():
        archive(HOSTILE / f"{name}.pt", entries(pickled({"w": tensor})))


def hostile_archives():
    data = pickled({"w": W})
    archive(HOSTILE / "deflated.pt", entries(data), zipfile.ZIP_DEFLATED)
    archive(HOSTILE / "torchscript-deflated.pt", [("archive/code/x.py", b"x = 1\n" * 50), *entries(data)], zipfile.ZIP_DEFLATED)
    archive(HOSTILE / "bomb.pt", entries(data, (bytes(1_000_000),)), zipfile.ZIP_BZIP2)
    for name, more in {
        "extra-entry": ("archive/run.sh", b"true"),
        "extra-array": ("archive/data/1", b"true"),
        "outside": ("other/data/0", b"true"),
        "traversal": ("archive/../../x", b"true"),
        "torchscript": ("archive/code/x.py", b"true"),
        "absolute": ("/archive/x", b"true"),
    }.items():
        archive(HOSTILE / f"{name}.pt", [*entries(data), more])
    archive(HOSTILE / "twice.pt", [*entries(data), ("archive/DATA.pkl", pickled({"w": Call(os.system, "true")}))])
    archive(HOSTILE / "no-pickle.pt", [("archive/version", b"3\n")])
    archive(HOSTILE / "no-version.pt", entries(data)[:-1])

    archive(HOSTILE / "x.pt", entries(data))
    whole = (HOSTILE / "x.pt").read_bytes()
    (HOSTILE / "x.pt").unlink()
    write = lambda name, content: (HOSTILE / f"{name}.pt").write_bytes(content)
    write("prefixed", b"#!/bin/sh\nexit\n" + whole)
    write("prefixed-picture", b"GIF89a" + whole)
    write("appended", whole + b"#!/bin/sh\n")
    write("two-archives", whole + whole)
    write("truncated", whole[:-30])
    write("half", whole[: len(whole) // 2])
    commented = bytearray(whole)
    commented[-2:] = b"\4\0"
    write("commented", bytes(commented) + b"true")
    values = whole.index(floats(4))
    write("values-checksum", whole[:values] + b"\1" + whole[values + 1 :])
    at = whole.index(b"\x80\x02}") + 20
    write("pickle-checksum", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for name, signature, position, value in (
        ("encrypted", b"PK\1\2", 8, b"\1\0"),
        ("local-flags", b"PK\3\4", 6, b"\1\0"),
        ("local-name", b"PK\3\4", 31, b"X"),
        ("local-length", b"PK\3\4", 22, b"\1\0\0\0"),
        ("directory-length", b"PK\1\2", 24, b"\xff\xff\xff\x7f"),
        ("directory-place", b"PK\1\2", 42, b"\xff\xff\xff\x7f"),
        ("too-many", b"PK\5\6", 10, b"\x09\0"),
        ("other-disk", b"PK\5\6", 4, b"\1\0"),
        ("directory-on-other-disk", b"PK\5\6", 6, b"\1\0"),
        ("fewer-on-this-disk", b"PK\5\6", 8, b"\1\0"),
        ("entry-on-other-disk", b"PK\1\2", 34, b"\1\0"),
        ("wide-without", b"PK\5\6", 16, b"\xff\xff\xff\xff"),
    ):
        changed = bytearray(whole)
        at = whole.rindex(signature) + position
        changed[at : at + len(value)] = value
        write(name, bytes(changed))


def hostile_safetensors():
    def save(name, header, length=16, **options):
        write_safetensors(HOSTILE / f"{name}.safetensors", header, length, **options)

    def tensor(shape=(4,), offsets=(0, 16), dtype="F32"):
        return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}

    plain = json.dumps({"w": tensor()})
    save("huge-header", plain, claimed=(1 << 64) - 1)
    save("long-header", plain, claimed=100_000_001)
    save("header-beyond", plain, claimed=len(plain) + 17)
    save("short-header", plain, claimed=1)
    save("no-json", "{" + plain)
    save("array", "[" + plain + "]")
    save("utf-16", plain.encode("utf-16"))
    save("not-utf-8", b'{"\xff":1}')
    save("duplicate", plain[:-1] + "," + plain[1:])
    save("duplicate-field", plain.replace('"dtype"', '"dtype": "F32", "dtype"'))
    save("behind-header", plain + "{}")
    save("nested", '{"__metadata__":' + "[" * 3000)
    save("metadata-number", {"__metadata__": {"a": 1}, "w": tensor()})
    save("type", {"w": tensor(dtype="F31")})
    save("negative", {"w": tensor(shape=(-4,))})
    save("fraction", {"w": tensor(shape=(4.0,))})
    save("overflow", {"w": tensor(shape=(1 << 32, 1 << 32))})
    save("offsets-turned", {"w": tensor(offsets=(16, 0))})
    save("offsets-beyond", {"w": tensor(shape=(8,), offsets=(0, 32))})
    save("offsets-negative", {"w": tensor(offsets=(-16, 0))})
    save("hole", {"w": tensor(offsets=(4, 20))}, 20)
    save("behind", {"w": tensor()}, 17)
    save("overlap", {"v": tensor(), "w": tensor(offsets=(8, 24))}, 24)
    save("same-place", {"v": tensor(), "w": tensor()})
    save("truncated", {"w": tensor()}, 15)
    save("no-bool", {"w": tensor(dtype="BOOL", offsets=(0, 4))}, 4, content=b"\0\1\2\1")
    (HOSTILE / "tiny.safetensors").write_bytes(b"\2\0\0\0")
    (HOSTILE / "page.safetensors").write_bytes(b"<!DOCTYPE html><html></html>")
    (HOSTILE / "nothing.safetensors").write_bytes(b"")


def main():
    for folder in (BENIGN, HOSTILE):
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    benign()
    hostile_pickles()
    hostile_views()
    hostile_archives()
    hostile_safetensors()


main()
