"""Opens every kind of TIFF result with tifffile.

Microscopes and their programs describe a whole stack in the tags of its first page. This writes files with such tags,
restores them with another size, with a part, and as they are, and asks tifffile for each page's result: it must be one
picture of the result's size. Run it from the root of the project; of Debian's packages it needs python3-numpy and
python3-tifffile:

    python3 core/src/test/python/tiff_results.py
"""

import logging
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import tifffile

ROOT = pathlib.Path(tempfile.mkdtemp())
SIDE = 96
STACK = (np.add.outer(np.arange(3) * 20, np.add.outer(np.arange(SIDE), np.arange(SIDE))) % 256).astype(np.uint8)
WHOLE = STACK[:, :64, :64]
FAULTS = []


class Complaints(logging.Handler):
    """The warnings that tifffile logs about a damaged structure."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def sources(array, prefix):
    """By name: a file of every kind that tifffile knows by its tags."""
    folder = ROOT / prefix
    folder.mkdir()

    def write(name, data, tags=(), **options):
        file = folder / f"{name}.tif"
        tifffile.imwrite(file, data, extratags=list(tags), **options)
        return file

    yield write("shaped", array)
    yield write("shaped-axes", array, metadata={"axes": "ZYX", "unit": "um"})
    yield write("shaped-rgb", np.repeat(array[..., None], 3, -1), photometric="rgb")
    yield write("shaped-single", array[0])
    yield write("float", (array / 255).astype(np.float32))
    yield write("white-is-zero", array, photometric="miniswhite")
    yield write("alpha", np.repeat(array[..., None], 4, -1), photometric="rgb", extrasamples=["unassalpha"])
    yield write("big-endian", array.astype(">u2") * 257, byteorder=">")
    yield write("imagej", array, imagej=True, metadata={"axes": "ZYX", "spacing": 0.5, "unit": "um"})
    yield write("ome", array, ome=True, metadata={"axes": "ZYX", "PhysicalSizeX": 0.1})
    yield write("ome-single", array[0], ome=True)
    plain = {"metadata": None}
    long = ("I", 1, 1, True)
    for name, number in (("lsm", 34412), ("metamorph", 33628), ("fluoview", 34362), ("micro-manager", 51123),
                         ("nih", 43314), ("sis", 33560), ("ndpi", 65420), ("tvips", 37706)):
        more = [(271, "s", 0, "Hamamatsu", True)] if name == "ndpi" else []
        yield write(name, array[0], [(number, *long), *more], **plain)
    gel = [(33445, "I", 1, 128, True), (33446, "2I", 1, (1, 1), True)]
    yield write("md-gel", array[0], gel, **plain)
    for name, text in (("scn", "<scn><collection/></scn>"), ("svs", "Aperio Image Library v1\r\n96x96 [0,0 96x96]"),
                       ("scanimage", "state.acq.numberOfFrames=3"), ("old-shape", "shape=(3, 96, 96)")):
        yield write(name, array[0], [(270, "s", 0, text, True)], **plain)
    for name, software in (("software-scanimage", "SI.VERSION=5"), ("software-qpi", "PerkinElmer-QPI"),
                           ("software-philips", "Philips DP v1.0"), ("software-vista", "ISS Vista")):
        yield write(name, array[0], [(305, "s", 0, software, True)], software=False, **plain)


def check(file):
    complaints = Complaints()
    logging.getLogger("tifffile").addHandler(complaints)
    try:
        with tifffile.TiffFile(file) as tiff:
            page, series = tiff.pages[0], tiff.series
            shape = series[0].shape if series else None
            single = len(tiff.pages) == 1 and len(series) == 1
            opened = tifffile.imread(file)
            if not single or shape != page.shape or opened.shape != page.shape or page.shape[:2] != (64, 64):
                FAULTS.append(f"{file}: pages {len(tiff.pages)}, series {[s.shape for s in series]}, read {opened.shape}")
    except Exception as fault:  # whatever a reader throws is the finding
        FAULTS.append(f"{file}: {fault!r}")
    finally:
        logging.getLogger("tifffile").removeHandler(complaints)
    FAULTS.extend(f"{file}: {line}" for line in complaints.lines)


def main():
    checked = 0
    for how, array, words in (("resize", STACK, ["--resize"]), ("crop", STACK, ["--crop", "5,7"]), ("whole", WHOLE, [])):
        files = [str(file) for file in sources(array, how)]
        out = ROOT / f"{how}-out"
        done = subprocess.run(["./limpid", "restore", *files, "--task", "denoise", "--noise", "0.05", "--solver",
                               "as-measured", "--range", "auto", "--out", str(out), *words], capture_output=True, text=True)
        if done.returncode:
            FAULTS.append(done.stderr.strip())
        results = sorted(out.rglob("restored.tiff"))
        for result in results:
            check(result)
        checked += len(results)
    print("\n".join(FAULTS) or f"{checked} results, all open as one picture")
    sys.exit(1 if FAULTS or not checked else 0)


main()
