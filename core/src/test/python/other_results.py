"""Restores the measurements of an experiment with scikit-image, and prints how its scores differ from those of Limpid.

    limpid evaluate EXPERIMENT --out OUT
    python3 core/src/test/python/other_results.py restore OUT RESULTS
    limpid evaluate EXPERIMENT --out OUT --results skimage-tv=RESULTS/skimage-tv …
    python3 core/src/test/python/other_results.py compare OUT RESULTS

The blur is that of the task gaussian-deblur with its own values (7 x 7 of 64 pixels) and is left out for other problems.
"""

import csv
import pathlib
import sys

import numpy as np
import tifffile
from skimage import io, restoration
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from skimage.util import img_as_float


def gaussian(taps=7, sigma=None):
    sigma = sigma or taps / 61 * 3
    at = np.arange(taps) - taps // 2
    kernel = np.exp(-(at[:, None] ** 2 + at[None, :] ** 2) / (2 * sigma**2))
    return kernel / kernel.sum()


def by_channel(restore, picture):
    return np.stack([restore(picture[..., c]) for c in range(picture.shape[2])], axis=2)


def results(problem, y):
    """The results by their methods: two of 8 bits, and one of floating point."""
    found = {"skimage-tv": restoration.denoise_tv_chambolle(y, weight=0.02, channel_axis=-1)}
    if "blur" in problem:
        found["skimage-wiener"] = by_channel(lambda c: restoration.wiener(c, gaussian(), 0.01), y)
        found["skimage-unsupervised"] = by_channel(
            lambda c: restoration.unsupervised_wiener(c, gaussian(), random_state=0)[0], y
        )
    return {method: np.clip(x, 0, 1) for method, x in found.items()}


def restore(out, folder):
    for place in sorted((out / "pictures").glob("*/*")):
        problem, number = place.parts[-2:]
        for method, x in results(problem, img_as_float(io.imread(place / "measurement.png"))).items():
            target = folder / method / problem
            target.mkdir(parents=True, exist_ok=True)
            if method == "skimage-tv":
                tifffile.imwrite(target / f"{number}.tif", x.astype(np.float32), photometric="rgb")
            else:
                io.imsave(target / f"{number}.png", (x * 255).round().astype(np.uint8), check_contrast=False)


def compare(out, folder):
    lines = [line for line in open(out / "scores.csv") if not line.startswith("#")]
    worst = {"psnr": 0.0, "ssim": 0.0}
    count = 0
    for row in csv.DictReader(lines):
        number = row["picture"].split(":")[0]
        problem = row["task"].replace(" ", "-")
        for file in (folder / row["method"] / problem).glob(number + ".*"):
            truth = img_as_float(io.imread(out / "pictures" / problem / number / "truth.png"))
            image = img_as_float(io.imread(file)).astype(np.float64)
            options = {"data_range": 1}
            theirs = {
                "psnr": peak_signal_noise_ratio(truth, image, **options),
                "ssim": structural_similarity(truth, image, channel_axis=-1, **options),
            }
            count += 1
            for key, number_of_theirs in theirs.items():
                worst[key] = max(worst[key], abs(number_of_theirs - float(row[key])))
    print(count, "results; largest differences:", worst)


{"restore": restore, "compare": compare}[sys.argv[1]](pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
