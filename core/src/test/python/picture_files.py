"""Writes the small pictures under core/src/test/resources/dev/limpid/io/written with other programs.

All show pictures that a formula gives, so that a reader can be held against the formula and not against itself; files.json
says which formula, and how the samples are stored. Run it from the root of the project with Pillow, NumPy, tifffile and imagecodecs; of
Debian's packages it needs imagemagick (6), libtiff-tools, netpbm and webp:

    python3 core/src/test/python/picture_files.py
"""

import json
import pathlib
import subprocess
import tempfile

import numpy as np
import tifffile
from PIL import Image

OUT = pathlib.Path("core/src/test/resources/dev/limpid/io/written")
WIDTH, HEIGHT = 19, 13
X, Y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
TMP = pathlib.Path(tempfile.mkdtemp())

DESCRIBED = {}


def steps(bits, channels):
    """Every sample another one; (H, W, C)."""
    planes = [(X * 2411 + Y * 4099 + c * 7919 + X * Y * 331) % (1 << bits) for c in range(channels)]
    return np.stack(planes, -1)


def smooth(channels):
    """Without edges, for compression that loses some of them."""
    return np.stack([40 + 6 * X + 5 * Y + 12 * c for c in range(channels)], -1).astype(np.uint8)


INDEX = (X + 3 * Y) % 16


def palette(channels):
    """Sixteen colours."""
    i = np.arange(16)
    return np.stack([(i * 2411 + c * 7919) % 256 for c in range(channels)], -1).astype(np.uint8)


def describe(name, formula, kind="UNSIGNED", bits=8, levels=None, **more):
    """`bits` are those of the file; `levels` is the formula's number for white, and `tolerance` a number of them."""
    size = (OUT / name).stat().st_size
    assert 0 < size < 5000, f"{name}: {size} bytes"
    whole = (1 << min(bits, 16)) - 1
    DESCRIBED[name] = {"formula": formula, "kind": kind, "bits": bits, "levels": levels or whole, **more}


def run(*command, stdin=None):
    words = [str(word) for word in command]
    return subprocess.run(words, input=stdin, check=True, capture_output=True).stdout


def squeeze(samples):
    return samples[..., 0] if samples.shape[-1] == 1 else samples


def pillow(name, samples, mode=None, **options):
    Image.fromarray(squeeze(samples), mode).save(OUT / name, **options)


def tiffs():
    gray, rgb, rgba = (steps(8, n).astype(np.uint8) for n in (1, 3, 4))
    gray16, rgb16 = steps(16, 1).astype(np.uint16), steps(16, 3).astype(np.uint16)
    for compression in (None, "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate"):
        name = f"pillow-rgb-{compression or 'raw'}.tif"
        pillow(name, rgb, compression=compression)
        describe(name, "steps", channels=3)
    pillow("pillow-rgba.tif", rgba, compression="tiff_lzw")
    describe("pillow-rgba.tif", "steps", channels=3, alpha=True)
    pillow("pillow-gray-16.tif", gray16)
    describe("pillow-gray-16.tif", "steps", bits=16)
    fractions = (gray16 / 65535).astype(np.float32)
    pillow("pillow-float.tif", fractions, compression="tiff_lzw")
    describe("pillow-float.tif", "steps", kind="FLOAT", bits=32)
    Image.fromarray(squeeze(steps(1, 1)).astype(bool)).save(OUT / "pillow-fax.tif", compression="group4")
    describe("pillow-fax.tif", "steps", bits=1)
    paletted().save(OUT / "pillow-palette.tif", compression="tiff_lzw")
    describe("pillow-palette.tif", "palette", channels=3)
    cmyk(smooth(3)).save(OUT / "pillow-cmyk.tif", compression="tiff_lzw")
    describe("pillow-cmyk.tif", "smooth", channels=3, notice="CMYK")
    pillow("pillow-jpeg.tif", smooth(1), compression="jpeg")
    describe("pillow-jpeg.tif", "smooth", tolerance=6)
    pillow("pillow-turned.tif", rgb[:, ::-1], tiffinfo={274: 2})
    describe("pillow-turned.tif", "steps", channels=3, notice="orientation 2")

    scientific(gray16, rgb16)
    libtiff()
    magick_tiffs()


def scientific(gray16, rgb16):
    """As microscopes and their programs write."""
    big = gray16.astype(">u2")
    write = tifffile.imwrite
    write(OUT / "tifffile-big-endian.tif", squeeze(big), byteorder=">")
    describe("tifffile-big-endian.tif", "steps", bits=16)
    write(OUT / "tifffile-planar.tif", rgb16.transpose(2, 0, 1), photometric="rgb", planarconfig="separate")
    describe("tifffile-planar.tif", "steps", bits=16, channels=3)
    write(OUT / "tifffile-tiles.tif", rgb16, photometric="rgb", tile=(16, 16), compression="zlib", predictor=2)
    describe("tifffile-tiles.tif", "steps", bits=16, channels=3)
    signed = gray16.astype(np.int32) - 32768
    write(OUT / "tifffile-signed.tif", squeeze(signed).astype(np.int16))
    describe("tifffile-signed.tif", "steps", kind="SIGNED", bits=16, range=[-32768, 32767])
    write(OUT / "tifffile-int-32.tif", squeeze(gray16).astype(np.uint32))
    describe("tifffile-int-32.tif", "steps", bits=32, range=[0, 65535])
    write(OUT / "tifffile-float.tif", squeeze(gray16).astype(np.float32), compression="zlib", predictor=3)
    describe("tifffile-float.tif", "steps", kind="FLOAT", bits=32, range=[0, 65535])
    write(OUT / "tifffile-float-big-endian.tif", squeeze(gray16).astype(np.float32), byteorder=">")
    describe("tifffile-float-big-endian.tif", "steps", kind="FLOAT", bits=32, range=[0, 65535])
    write(OUT / "tifffile-double.tif", squeeze(gray16).astype(np.float64))
    describe("tifffile-double.tif", "steps", kind="FLOAT", bits=64, range=[0, 65535])
    pages = np.stack([squeeze(steps(16, c)[..., -1:]) for c in (1, 2, 3)]).astype(np.uint16)
    write(OUT / "tifffile-imagej.tif", pages, imagej=True, metadata={"axes": "ZYX"})
    describe("tifffile-imagej.tif", "steps", bits=16, pages=3)
    write(OUT / "tifffile-white-is-zero.tif", 255 - squeeze(steps(8, 1)).astype(np.uint8), photometric="miniswhite")
    describe("tifffile-white-is-zero.tif", "steps")
    for bits, channels in ((10, 3), (12, 1), (12, 3), (14, 1)):
        packed = squeeze(steps(bits, channels)).astype(np.uint16)
        name = f"tifffile-{bits}-bit-{channels}.tif"
        write(OUT / name, packed, photometric="rgb" if channels == 3 else None, bitspersample=bits)
        describe(name, "steps", bits=bits, channels=channels)
    twelve = squeeze(steps(12, 1)).astype(np.uint16)
    write(OUT / "tifffile-twelve-in-sixteen.tif", twelve)
    describe("tifffile-twelve-in-sixteen.tif", "steps", bits=16, levels=4095, range=[0, 4095])


def libtiff():
    """tiffcp turns Pillow's files into the layouts that Pillow does not write."""
    rgb = OUT / "pillow-rgb-raw.tif"

    def tiffcp(name, *options, source=(rgb,), **described):
        run("tiffcp", *options, *source, OUT / name)
        describe(name, "steps", **described)

    tiffcp("libtiff-lzw-predictor.tif", "-c", "lzw:2", channels=3)
    tiffcp("libtiff-planar.tif", "-p", "separate", "-r", "5", channels=3)
    tiffcp("libtiff-planar-tiles.tif", "-p", "separate", "-t", "-w", "16", "-l", "16", "-c", "zip:2", channels=3)
    tiffcp("libtiff-tiles-big-endian.tif", "-B", "-t", "-w", "32", "-l", "16", "-c", "lzw", channels=3)
    gray16 = OUT / "pillow-gray-16.tif"
    tiffcp("libtiff-gray-16-predictor.tif", "-B", "-c", "zip:2", "-r", "4", source=(gray16,), bits=16)
    tiffcp("libtiff-float-predictor.tif", "-c", "zip:3", source=(OUT / "pillow-float.tif",), kind="FLOAT", bits=32)
    tiffcp("libtiff-float-tiles.tif", "-t", "-w", "16", "-l", "16", source=(OUT / "pillow-float.tif",), kind="FLOAT",
           bits=32)
    run("tiffcp", OUT / "pillow-palette.tif", "-c", "none", "-t", "-w", "16", "-l", "16", OUT / "libtiff-palette-tiles.tif")
    describe("libtiff-palette-tiles.tif", "palette", channels=3)
    for order in "21":
        run("tiffcp", "-f", "lsb2msb" if order == "2" else "msb2lsb", "-c", "g3", OUT / "pillow-fax.tif",
            OUT / f"libtiff-fax-{order}.tif")
        describe(f"libtiff-fax-{order}.tif", "steps", bits=1)


def magick_tiffs():
    for bits, channels in ((4, 1), (2, 1), (10, 3), (12, 1), (14, 1), (16, 4), (16, 2)):
        name = f"magick-{bits}-bit-{channels}.tif"
        magick(name, bits, channels, "-depth", str(bits), "-compress", "LZW" if bits == 16 else "None")
        colours = 3 if channels > 2 else 1
        # Of 10 to 14 bits ImageMagick itself loses the last ones.
        tolerance = 2 if bits % 16 > 8 else 0
        describe(name, "steps", bits=bits, channels=colours, alpha=channels % 2 == 0, tolerance=tolerance)


def magick(name, bits, channels, *options):
    """ImageMagick takes samples of 16 bits; those of fewer bits it finds again by rounding."""
    samples = np.rint(steps(bits, channels) * 65535 / ((1 << bits) - 1)).astype(">u2")
    kind = {1: "gray", 3: "rgb", 4: "rgba"}.get(channels)
    if channels == 2:
        header = f"P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH 2\nMAXVAL 65535\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"
        source, given = "pam:-", header.encode() + samples.tobytes()
    else:
        source, given = f"{kind}:-", samples.tobytes()
    run("/usr/bin/convert", "-size", f"{WIDTH}x{HEIGHT}", "-depth", "16", "-endian", "MSB", source, *options,
        OUT / name, stdin=given)


def paletted():
    picture = Image.fromarray(INDEX.astype(np.uint8), "P")
    picture.putpalette(palette(3).tobytes())
    return picture


def cmyk(rgb):
    """Without black."""
    inks = np.concatenate([255 - rgb, np.zeros_like(rgb[..., :1])], -1)
    return Image.fromarray(inks, "CMYK")


def pngs():
    for channels in (1, 2, 3, 4):
        colours, alpha = (3 if channels > 2 else 1), channels % 2 == 0
        name = f"pillow-{channels}.png"
        pillow(name, steps(8, channels).astype(np.uint8))
        describe(name, "steps", channels=colours, alpha=alpha)
        for interlace in ("None", "PNG"):
            name = f"magick-16-{channels}{'-interlaced' if interlace == 'PNG' else ''}.png"
            kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
            magick(name, 16, channels, "-interlace", interlace, "-define", f"png:color-type={kind}",
                   "-define", "png:bit-depth=16", "-define", "png:exclude-chunk=all")
            describe(name, "steps", bits=16, channels=colours, alpha=alpha)
    pillow("pillow-16.png", steps(16, 1).astype(np.uint16))
    describe("pillow-16.png", "steps", bits=16)
    for bits in (1, 2, 4):
        name = f"magick-{bits}-interlaced.png"
        magick(name, bits, 1, "-interlace", "PNG", "-define", "png:color-type=0", "-define", f"png:bit-depth={bits}",
               "-define", "png:exclude-chunk=all")
        describe(name, "steps", bits=bits)
    paletted().save(OUT / "pillow-palette.png", bits=4)
    describe("pillow-palette.png", "palette", channels=3)
    paletted().save(OUT / "pillow-palette-alpha.png", bits=4, transparency=palette(4)[:, 3].tobytes())
    describe("pillow-palette-alpha.png", "palette", channels=3, alpha=True)
    run("/usr/bin/convert", OUT / "pillow-palette.png", "-interlace", "PNG", "-define", "png:color-type=3",
        OUT / "magick-palette-interlaced.png")
    describe("magick-palette-interlaced.png", "palette", channels=3)
    turned = Image.fromarray(steps(8, 3).astype(np.uint8)[::-1, ::-1])
    turned.save(OUT / "pillow-turned.png", exif=exif(3))
    describe("pillow-turned.png", "steps", channels=3, notice="orientation 3")


def exif(orientation):
    tags = Image.Exif()
    tags[274] = orientation
    return tags


def jpegs():
    for channels in (1, 3):
        pillow(f"pillow-{channels}.jpg", smooth(channels), quality=95, subsampling=0)
        describe(f"pillow-{channels}.jpg", "smooth", channels=channels, tolerance=5)
    pillow("pillow-progressive.jpg", smooth(3), quality=90, progressive=True)
    describe("pillow-progressive.jpg", "smooth", channels=3, tolerance=8)
    cmyk(smooth(3)).save(OUT / "pillow-cmyk.jpg", quality=95)
    describe("pillow-cmyk.jpg", "smooth", channels=3, tolerance=5, notice="CMYK")
    run("/usr/bin/convert", OUT / "pillow-cmyk.tif", "-quality", "95", OUT / "magick-cmyk.jpg")
    describe("magick-cmyk.jpg", "smooth", channels=3, tolerance=6, notice="CMYK")
    for orientation, turn in ((6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270), (5, Image.Transpose.TRANSPOSE)):
        picture = Image.fromarray(smooth(3)).transpose(turn)
        picture.save(OUT / f"pillow-turned-{orientation}.jpg", quality=95, subsampling=0, exif=exif(orientation))
        describe(f"pillow-turned-{orientation}.jpg", "smooth", channels=3, tolerance=5, notice=f"orientation {orientation}")


def bmps():
    for bits in (1, 4, 8):
        shades = np.rint(steps(min(bits, 4), 1) * 255 / ((1 << min(bits, 4)) - 1)).astype(np.uint8)
        run_netpbm(f"netpbm-{bits}.bmp", shades, "ppmtobmp", f"-bpp={bits}")
        describe(f"netpbm-{bits}.bmp", "steps", levels=(1 << min(bits, 4)) - 1)
    paletted().save(OUT / "pillow-palette.bmp")
    describe("pillow-palette.bmp", "palette", channels=3)
    run("/usr/bin/convert", OUT / "pillow-palette.bmp", "-compress", "RLE", OUT / "magick-rle.bmp")
    describe("magick-rle.bmp", "palette", channels=3)
    pillow("pillow-24.bmp", steps(8, 3).astype(np.uint8))
    describe("pillow-24.bmp", "steps", channels=3)
    pillow("pillow-32.bmp", steps(8, 4).astype(np.uint8))
    describe("pillow-32.bmp", "steps", channels=3)  # the fourth byte is padding by its header
    magick("magick-32.bmp", 8, 4)
    describe("magick-32.bmp", "steps", channels=3, alpha=True)
    for subtype in ("RGB555", "RGB565"):
        # ImageMagick itself rounds down, by up to a level.
        magick(f"magick-{subtype}.bmp", 5, 3, "-define", f"bmp:subtype={subtype}")
        describe(f"magick-{subtype}.bmp", "steps", channels=3, levels=31, tolerance=1.3)


def run_netpbm(name, samples, *command):
    header = f"P{'6' if samples.shape[-1] == 3 else '5'}\n{WIDTH} {HEIGHT}\n255\n".encode()
    (OUT / name).write_bytes(run(*command, stdin=header + samples.tobytes()))


def pnms():
    bits, gray, rgb = (TMP / name for name in ("x.pbm", "x.pgm", "x.ppm"))
    Image.fromarray(squeeze(steps(1, 1)).astype(bool)).save(bits)
    Image.fromarray(squeeze(steps(8, 1)).astype(np.uint8)).save(gray)
    Image.fromarray(steps(8, 3).astype(np.uint8)).save(rgb)
    for number, (source, described) in enumerate(
            ((bits, {"bits": 1}), (gray, {}), (rgb, {"channels": 3})), start=1):
        (OUT / f"netpbm-p{number}{source.suffix}").write_bytes(run("pnmtoplainpnm", source))
        describe(f"netpbm-p{number}{source.suffix}", "steps", **described)
        (OUT / f"netpbm-p{number + 3}{source.suffix}").write_bytes(run("pamtopnm", source))
        describe(f"netpbm-p{number + 3}{source.suffix}", "steps", **described)
        (OUT / f"netpbm-p7-{number}.pam").write_bytes(run("pamtopam", stdin=source.read_bytes()))
        describe(f"netpbm-p7-{number}.pam", "steps", **described)
    inks = cmyk(smooth(3)).tobytes()
    header = f"P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n".encode()
    (OUT / "netpbm-cmyk.pam").write_bytes(run("pamtopam", stdin=header + inks))
    describe("netpbm-cmyk.pam", "smooth", channels=3, notice="CMYK")
    deep = run("pamdepth", "1000", gray)
    (OUT / "netpbm-p5-1000.pgm").write_bytes(deep)
    describe("netpbm-p5-1000.pgm", "steps", bits=16, tolerance=0.2, levels=255)
    (OUT / "netpbm-p2-1000.pgm").write_bytes(run("pnmtoplainpnm", stdin=deep))
    describe("netpbm-p2-1000.pgm", "steps", bits=16, tolerance=0.2, levels=255)
    magick("magick-16.ppm", 16, 3)
    describe("magick-16.ppm", "steps", bits=16, channels=3)
    for channels in (2, 4):
        magick(f"magick-16-{channels}.pam", 16, channels)
        describe(f"magick-16-{channels}.pam", "steps", bits=16, channels=channels - 1, alpha=True)


def webps():
    rgb, rgba = (TMP / f"{n}.png" for n in (3, 4))
    Image.fromarray(steps(8, 3).astype(np.uint8)).save(rgb)
    Image.fromarray(steps(8, 4).astype(np.uint8)).save(rgba)
    run("cwebp", "-quiet", "-lossless", rgb, "-o", OUT / "cwebp-lossless.webp")
    describe("cwebp-lossless.webp", "steps", channels=3)
    run("cwebp", "-quiet", "-lossless", "-exact", rgba, "-o", OUT / "cwebp-lossless-alpha.webp")
    describe("cwebp-lossless-alpha.webp", "steps", channels=3, alpha=True)
    paletted().convert("RGB").save(TMP / "p.png")
    run("cwebp", "-quiet", "-lossless", TMP / "p.png", "-o", OUT / "cwebp-lossless-palette.webp")
    describe("cwebp-lossless-palette.webp", "palette", channels=3)
    Image.fromarray(smooth(3)).save(TMP / "s.png")
    run("cwebp", "-quiet", "-q", "95", TMP / "s.png", "-o", OUT / "cwebp-lossy.webp")
    describe("cwebp-lossy.webp", "smooth", channels=3, tolerance=10)
    Image.fromarray(np.concatenate([smooth(3), smooth(4)[..., 3:]], -1)).save(TMP / "sa.png")
    run("cwebp", "-quiet", "-q", "95", "-exact", TMP / "sa.png", "-o", OUT / "cwebp-lossy-alpha.webp")
    describe("cwebp-lossy-alpha.webp", "smooth", channels=3, alpha=True, tolerance=10)
    turned = Image.fromarray(steps(8, 3).astype(np.uint8)).transpose(Image.Transpose.ROTATE_90)
    turned.save(OUT / "pillow-turned.webp", lossless=True, exif=exif(6))
    describe("pillow-turned.webp", "steps", channels=3, notice="orientation 6")


def arrays():
    def save(name, array, **described):
        np.save(OUT / name, array)
        describe(name, "steps", **described)

    rgb = steps(8, 3).astype(np.uint8)
    save("numpy-u1-hwc.npy", rgb, channels=3)
    save("numpy-u1-chw.npy", rgb.transpose(2, 0, 1), channels=3)  # in Fortran's order, as NumPy has it
    save("numpy-u1-bchw.npy", np.ascontiguousarray(rgb.transpose(2, 0, 1)[None]), channels=3)
    gray = squeeze(steps(16, 1))
    save("numpy-u2.npy", gray.astype("<u2"), bits=16)
    save("numpy-u2-big-endian.npy", gray.astype(">u2"), bits=16)
    save("numpy-u2-fortran.npy", np.asfortranarray(gray.astype("<u2")), bits=16)
    save("numpy-f4.npy", (gray / 65535).astype("<f4"), kind="FLOAT", bits=32)
    save("numpy-f4-fortran.npy", np.asfortranarray((steps(8, 3) / 255).astype("<f4")), kind="FLOAT", bits=32, channels=3,
         levels=255)
    save("numpy-f8-big-endian.npy", gray.astype(">f8"), kind="FLOAT", bits=64, range=[0, 65535])
    save("numpy-i2.npy", (gray.astype(np.int32) - 32768).astype("<i2"), kind="SIGNED", bits=16, range=[-32768, 32767])
    save("numpy-i8.npy", gray.astype("<i8"), kind="SIGNED", bits=64, range=[0, 65535])
    save("numpy-b1.npy", squeeze(steps(1, 1)).astype(bool), bits=1)
    with open(OUT / "numpy-version-2.npy", "wb") as out:
        np.lib.format.write_array(out, gray.astype("<u2"), version=(2, 0))
    describe("numpy-version-2.npy", "steps", bits=16)


def main():
    OUT.mkdir(exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for write in (tiffs, pngs, jpegs, bmps, pnms, webps, arrays):
        write()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(said)}" for name, said in sorted(DESCRIBED.items()))
    (OUT / "files.json").write_text("{\n" + lines + "\n}\n")


main()
