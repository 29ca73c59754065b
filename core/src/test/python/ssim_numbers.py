"""Prints the numbers of SsimTest: both windows, of pictures that formulas make, as scikit-image computes them.

    python3 core/src/test/python/ssim_numbers.py
"""

import numpy as np
from skimage.metrics import structural_similarity


def pair(height, width, channels):
    row, column, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    truth = 0.5 + 0.4 * np.sin(0.37 * row + 0.21 * column + channel)
    image = truth * 0.9 + 0.08 * np.cos(1.3 * row - 0.7 * column + 2 * channel)
    return image, truth


for size in ((11, 11, 1), (16, 13, 3), (24, 40, 3), (64, 64, 3)):
    image, truth = pair(*size)
    options = {"channel_axis": -1, "data_range": 1}
    uniform = structural_similarity(truth, image, **options)
    gaussian = structural_similarity(
        truth, image, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, **options
    )
    print(*size, repr(float(uniform)), repr(float(gaussian)), sep=", ")
