"""Writes the pictures under core/src/test/resources/dev/limpid/io/webp with libwebp's cwebp, and what libwebp's dwebp
makes of them.

They are large enough for the loop filter to change what is predicted from, and compressed so far that they are small
files. expected.json has, for each, its size and the SHA-256 of the samples (rows of R, G, B and, where there is alpha, A). Gray
ones are decoded without the smooth ("fancy") interpolation of colours, which they do not have; the others with it, which is
libwebp's default. Run it from the root of the project with NumPy, Pillow and scikit-image; of Debian's packages it needs webp:

    python3 core/src/test/python/webp_files.py
"""

import hashlib
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from PIL import Image
from skimage import data

OUT = pathlib.Path("core/src/test/resources/dev/limpid/io/webp")
TMP = pathlib.Path(tempfile.mkdtemp())
EXPECTED = {}


def dwebp(path, *options):
    """Height, width and samples, (H, W, C)."""
    out = TMP / "out.pam"
    subprocess.run(["dwebp", "-quiet", *options, path, "-pam", "-o", out], check=True)
    header, samples = out.read_bytes().split(b"ENDHDR\n", 1)
    size = {line.split()[0]: line.split()[1] for line in header.decode().splitlines()[1:]}
    return np.frombuffer(samples, np.uint8).reshape(int(size["HEIGHT"]), int(size["WIDTH"]), int(size["DEPTH"]))


def expect(name, *options):
    """Under the name of its file; alpha stays only where the file has some."""
    assert (OUT / name).stat().st_size < 13_000, name
    samples = dwebp(OUT / name, *options)
    if samples.shape[2] == 4 and (samples[..., 3] == 255).all():
        samples = samples[..., :3]
    EXPECTED[name] = {
        "width": samples.shape[1],
        "height": samples.shape[0],
        "alpha": samples.shape[2] == 4,
        "sha256": hashlib.sha256(samples.tobytes()).hexdigest(),
    }


def cwebp(name, picture, *options):
    Image.fromarray(picture).save(TMP / "in.png")
    subprocess.run(["cwebp", "-quiet", *options, TMP / "in.png", "-o", OUT / name], check=True)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    colour, gray = data.astronaut(), data.camera()
    for name, options in {
        "gray-strong.webp": ["-q", "4"],
        "gray-simple.webp": ["-q", "4", "-nostrong", "-f", "70"],
        "gray-sharp.webp": ["-q", "3", "-sharpness", "6", "-f", "90", "-sns", "100"],
        "gray-unfiltered.webp": ["-q", "3", "-f", "0"],
    }.items():
        cwebp(name, gray[:451, :467], *options)
        expect(name, "-nofancy")
    for name, options in {
        "colour-strong.webp": ["-q", "4"],
        "colour-simple.webp": ["-q", "4", "-nostrong", "-f", "60"],
        "colour-one-segment.webp": ["-q", "3", "-segments", "1", "-sharpness", "3"],
    }.items():
        cwebp(name, colour[40:451, 60:483], *options)
        expect(name)
    alpha = np.add.outer(np.arange(411), np.arange(423)) % 256
    rgba = np.dstack([colour[40:451, 60:483], alpha.astype(np.uint8)])
    cwebp("colour-alpha.webp", rgba, "-q", "3", "-alpha_q", "60")
    expect("colour-alpha.webp")
    # As many pixels as a camera's, in a file that is small but for a spot of noise.
    large = np.full((4096, 6144, 3), 77, np.uint8)
    large[:30, :40] = np.random.default_rng(0).integers(0, 256, (30, 40, 3))
    cwebp("large.webp", large, "-lossless", "-q", "0", "-m", "0")
    expect("large.webp")
    (OUT / "expected.json").write_text(json.dumps(EXPECTED, indent=1, sort_keys=True) + "\n")


main()
