"""Holds what Limpid reads against other readers, on files that other programs write, and writes docs/formats.md.

Pillow, tifffile, ImageMagick, libtiff's tools and libwebp write pictures in every layout that they know. Limpid decodes
each (`limpid degrade --task denoise --noise 0` stores the picture as y.npy), and so does a reader that shares no code with
it. Run it from the root of the project; of Debian's packages it needs python3-numpy, python3-pil, python3-tifffile,
python3-skimage, imagemagick (6), libtiff-tools, netpbm and webp:

    python3 core/src/test/python/pixel_sweep.py

It ends with 1 if a picture comes out with other pixels.
"""

import collections
import io
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import tifffile
from PIL import Image
from skimage.color import lab2rgb

ROOT = pathlib.Path(tempfile.mkdtemp())
PAGE = pathlib.Path("docs/formats.md")
WIDTH, HEIGHT = 37, 29
X, Y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
CONVERT = "/usr/bin/convert"

Case = collections.namedtuple("Case", "file format program colours depth reader expected span tolerance")
CASES = []


def run(*command, given=None):
    words = [str(word) for word in command]
    return subprocess.run(words, input=given, check=True, capture_output=True).stdout


def steps(bits, channels):
    """Every sample another one, (H, W, C), or (H, W) for one channel."""
    planes = [(X * 2411 + Y * 4099 + c * 7919 + X * Y * 331) % (1 << bits) for c in range(channels)]
    return planes[0] if channels == 1 else np.stack(planes, -1)


def smooth(channels):
    """Without edges, for what loses some of them."""
    x, y = np.meshgrid(np.arange(96), np.arange(80))
    planes = [100 + 60 * np.sin(x / (9 + c) + c) + 60 * np.cos(y / (7 + 2 * c)) for c in range(channels)]
    whole = np.clip(np.rint(np.stack(planes, -1)), 0, 255).astype(np.uint8)
    return whole[..., 0] if channels == 1 else whole


def add(file, program, colours, depth, reader, expected, span=None, tolerance=0.0):
    """`expected` is what the other reader gives, without alpha, (H, W) or (H, W, 3); black and white are `span`."""
    kind = {".tif": "TIFF", ".jpg": "JPEG", ".webp": "WebP"}.get(file.suffix, file.suffix[1:].upper())
    kind = "PNM" if kind in ("PBM", "PGM", "PPM", "PAM") else kind
    CASES.append(Case(file, kind, program, colours, depth, reader, expected, span, tolerance))


def place(name, span=None):
    """A file's place: pictures of one range lie in one folder, for Limpid takes one range for all."""
    folder = ROOT / ("natural" if span is None else f"{span[0]}:{span[1]}".replace("-", "m"))
    folder.mkdir(exist_ok=True)
    stem, ending = name.rsplit(".", 1)
    # Results are named by what stands before the ending.
    return folder / f"{stem}-{ending}.{ending}"


# --- TIFF ---------------------------------------------------------------------------------------------------------

def samples(kind, bits, channels):
    """An array of a type, and the range in which it is read."""
    if kind == "f":
        whole = steps(16, channels) / 65535
        return whole.astype(f"f{bits // 8}"), None
    if kind == "u" and bits <= 16:
        return steps(bits, channels).astype(f"u{(bits + 7) // 8}"), None
    shift = 0 if kind == "u" else 1 << (min(bits, 16) - 1)
    span = (-shift, (1 << min(bits, 16)) - 1 - shift)
    return (steps(min(bits, 16), channels) - shift).astype(f"{kind}{bits // 8}"), span


COLOURS = {"gray": 1, "white is zero": 1, "gray, alpha": 2, "RGB": 3, "RGB, alpha": 4}


def tifffile_pictures():
    """Every type in both byte orders, and libtiff's tools turn each into the other layouts."""
    for kind, bits in (("u", 8), ("u", 16), ("u", 32), ("i", 8), ("i", 16), ("i", 32), ("f", 16), ("f", 32), ("f", 64)):
        for colours, channels in COLOURS.items():
            array, span = samples(kind, bits, channels)
            told = {1: "minisblack", 2: "minisblack", 3: "rgb", 4: "rgb"}[channels]
            if colours == "white is zero":
                told = "miniswhite"
            extra = ["unassalpha"] if channels % 2 == 0 else None
            depth = f"{bits} {dict(u='unsigned', i='signed', f='float')[kind]}"
            for order in "<>":
                name = f"{kind}{bits}-{colours.replace(', ', '-').replace(' ', '-')}-{'le' if order == '<' else 'be'}"
                file = place(f"tifffile-{name}.tif", span)
                tifffile.imwrite(file, array, byteorder=order, photometric=told, extrasamples=extra, metadata=None)
                expect(file, "tifffile", colours, depth, tifffile.imread(file), span)
                if order == "<":
                    libtiff(file, name, colours, depth, array, span)
            if channels > 1:
                file = place(f"tifffile-{name}-planes.tif", span)
                tifffile.imwrite(file, array.transpose(2, 0, 1), planarconfig="separate", photometric=told,
                                 extrasamples=extra, tile=(16, 16), compression="zlib", metadata=None)
                expect(file, "tifffile", colours, depth, array, span)


def expect(file, program, colours, depth, array, span, reader="tifffile"):
    """Without alpha, and as it looks where white is zero."""
    shown = array[..., :-1] if "alpha" in colours else array
    shown = shown.astype(float)
    if shown.ndim == 3 and shown.shape[-1] == 1:
        shown = shown[..., 0]
    if colours == "white is zero":
        low, high = span or ((0, 1) if "float" in depth else (0, (1 << int(depth.split()[0])) - 1))
        shown = low + high - shown
    add(file, program, colours, depth, reader, shown, span)


def libtiff(source, name, colours, depth, array, span):
    predictor = "3" if "float" in depth else "2"
    for order in ("-L", "-B"):
        for planes in ("contig", "separate") if array.ndim == 3 else ("contig",):
            for layout in (("-s", "-r", "5"), ("-t", "-w", "16", "-l", "16")):
                for compression in ("none", "packbits", "lzw", f"lzw:{predictor}", f"zip:{predictor}"):
                    words = (order, "-p", planes, *layout, "-c", compression)
                    file = place(f"libtiff-{name}-{''.join(words).replace(':', '')}.tif", span)
                    try:
                        run("tiffcp", *words, source, file)
                        expect(file, "libtiff", colours, depth, plain(file, array), span, "libtiff, tifffile")
                    except subprocess.CalledProcessError:
                        # A layout that libtiff does not know, or writes so that it cannot read it.
                        file.unlink(missing_ok=True)


def plain(file, array):
    """What libtiff reads, as tifffile reads its copy. libtiff 4.5 cannot read the big-endian predictor 3 it writes."""
    copy = ROOT / "copy.tif"
    run("tiffcp", "-L", "-p", "contig", "-c", "none", file, copy)
    read = tifffile.imread(copy)
    return array if "-B" in file.name and file.stem.endswith("3-tif") else read.reshape(array.shape)


def bilevel_and_packed():
    gray = {bits: place(f"magick-{bits}.tif") for bits in (1, 2, 4, 10, 12, 14, 16)}
    for bits, file in gray.items():
        magick(file, bits, 1, "-depth", bits, "-compress", "None")
        expect(file, "ImageMagick", "gray", f"{bits} unsigned", packed(file, bits, 1), None, "NumPy")
    for bits in (2, 4, 10, 12, 14, 16):
        for endian in ("MSB", "LSB"):
            file = place(f"magick-rgb-{bits}-{endian}.tif")
            magick(file, bits, 3, "-depth", bits, "-compress", "None", "-define", f"tiff:endian={endian.lower()}")
            expect(file, "ImageMagick", "RGB", f"{bits} unsigned", packed(file, bits, 3), None, "NumPy")
    for bits in (1, 2, 4, 12):
        file = place(f"magick-white-{bits}.tif")
        magick(file, bits, 1, "-depth", bits, "-define", "quantum:polarity=min-is-white", "-compress", "None")
        if tifffile.TiffFile(file).pages[0].photometric == 0:
            expect(file, "ImageMagick", "white is zero", f"{bits} unsigned", packed(file, bits, 1), None, "NumPy")
    fax = Image.fromarray(steps(1, 1).astype(bool))
    for compression in ("raw", "group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw"):
        file = place(f"pillow-1-{compression}.tif")
        fax.save(file, compression=compression)
        add(file, "Pillow", "gray", "1 unsigned", "Pillow", np.array(Image.open(file)).astype(float))
        for order in ("lsb2msb", "msb2lsb"):
            copy = place(f"libtiff-1-{compression}-{order}.tif")
            run("tiffcp", "-f", order, "-r", "7", file, copy)
            add(copy, "libtiff", "gray", "1 unsigned", "Pillow", np.array(Image.open(copy)).astype(float))


def packed(file, bits, channels):
    """The samples of an uncompressed file, bit by bit."""
    with tifffile.TiffFile(file) as tiff:
        page, data = tiff.pages[0], file.read_bytes()
        strips = b"".join(data[o:o + n] for o, n in zip(page.dataoffsets, page.databytecounts))
    if bits == 16:
        return np.frombuffer(strips, tiff.byteorder + "u2").reshape(HEIGHT, WIDTH, channels)
    row = np.unpackbits(np.frombuffer(strips, np.uint8).reshape(HEIGHT, -1), axis=1)[:, :WIDTH * channels * bits]
    weights = 1 << np.arange(bits - 1, -1, -1)
    return (row.reshape(HEIGHT, WIDTH, channels, bits) * weights).sum(-1)


def magick(file, bits, channels, *options):
    """ImageMagick takes samples of 16 bits; those of fewer bits it finds again by rounding."""
    values = np.rint(steps(bits, channels) * 65535 / ((1 << bits) - 1)).astype(">u2").tobytes()
    tuples = {1: "GRAYSCALE", 2: "GRAYSCALE_ALPHA", 3: "RGB", 4: "RGB_ALPHA"}[channels]
    header = f"P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH {channels}\nMAXVAL 65535\nTUPLTYPE {tuples}\nENDHDR\n"
    run(CONVERT, "pam:-", *options, file, given=header.encode() + values)


def pillow_tiffs():
    palette = paletted()
    rgb = Image.fromarray(steps(8, 3).astype(np.uint8))
    for compression in ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate"):
        for picture, colours in ((palette, "palette"), (rgb, "RGB"), (rgb.convert("CMYK"), "CMYK")):
            file = place(f"pillow-{colours}-{compression}.tif")
            picture.save(file, compression=compression)
            read = np.array(Image.open(file).convert("RGB") if colours != "CMYK" else Image.open(file)).astype(float)
            if colours == "CMYK":
                read = np.rint((255 - read[..., :3]) * (255 - read[..., 3:]) / 255)
            add(file, "Pillow", colours, "8 unsigned", "Pillow", read, tolerance=0.5 / 255 if colours == "CMYK" else 0)
    for channels, colours in ((1, "gray"), (3, "RGB")):
        file = place(f"pillow-jpeg-{channels}.tif")
        Image.fromarray(smooth(channels)).save(file, compression="jpeg", quality=95)
        add(file, "Pillow", f"{colours}, JPEG", "8 unsigned", "Pillow", np.array(Image.open(file)).astype(float),
            tolerance=0.02)
    for planes in ("contig", "separate"):
        for words in (("-s", "-r", "5"), ("-t", "-w", "16", "-l", "16")):
            file = place(f"libtiff-palette-{planes}{words[0]}.tif")
            run("tiffcp", "-p", planes, *words, place("pillow-palette-raw.tif"), file)
            add(file, "libtiff", "palette", "8 unsigned", "Pillow", np.array(Image.open(file).convert("RGB")).astype(float))
    for extra in (0, 1, 2):
        file = place(f"tifffile-palette-{extra}.tif")
        both = np.stack([INDEX, steps(8, 1)], -1).astype(np.uint8)
        tifffile.imwrite(file, both, photometric="minisblack", planarconfig="contig", extrasamples=[extra], metadata=None,
                         extratags=[(320, "H", 768, colour_map().ravel().tolist(), True)])
        with tifffile.TiffFile(file, mode="r+b") as tiff:
            tiff.pages[0].tags[262].overwrite(3)
        add(file, "tifffile", "palette, extra channel", "8 unsigned", "NumPy", palette_colours()[INDEX].astype(float))


def other_colours():
    ycbcr = Image.fromarray(smooth(3)).convert("YCbCr")
    file = place("pillow-ycbcr.tif")
    ycbcr.save(file)
    luma = np.array(ycbcr)
    tifffile.imwrite(file, luma, photometric="ycbcr", metadata=None, extratags=[(530, "H", 2, (1, 1), True)])
    for name, words in (("raw", ()), ("lzw", ("-c", "lzw")), ("tiles", ("-t", "-w", "32", "-l", "32")),
                        ("planes", ("-p", "separate", "-r", "20"))):
        copy = place(f"libtiff-ycbcr-{name}.tif")
        run("tiffcp", *words, file, copy)
        add(copy, "libtiff", "YCbCr", "8 unsigned", "libtiff (tiff2rgba)", rgba(copy), tolerance=0.02)
    file.unlink()
    for sampling in ("1x1", "2x1", "2x2"):
        file = place(f"magick-ycbcr-{sampling}.tif")
        run(CONVERT, "-size", "96x80", "-depth", "8", "rgb:-", "-sampling-factor", sampling, "-colorspace", "YCbCr",
            "-compress", "None", file, given=smooth(3).tobytes())
        add(file, "ImageMagick", "YCbCr", "8 unsigned", "libtiff (tiff2rgba)", rgba(file), tolerance=0.02)
    for bits in (8, 16):
        for endian in ("LSB", "MSB"):
            file = place(f"magick-lab-{bits}-{endian}.tif")
            run(CONVERT, "-size", "96x80", "-depth", "8", "rgb:-", "-colorspace", "Lab", "-depth", bits, "-define",
                f"tiff:endian={endian.lower()}",
                "-compress", "None", file, given=smooth(3).tobytes())
            whole, raw = (1 << bits) - 1, tifffile.imread(file)
            signed = raw.astype(f"i{bits // 8}").astype(float) / (1 if bits == 8 else 256)
            lab = np.dstack([raw[..., 0].astype(float) * 100 / whole, signed[..., 1], signed[..., 2]])
            add(file, "ImageMagick", "CIE Lab", f"{bits} unsigned", "scikit-image", lab2rgb(lab) * whole, tolerance=0.005)


def rgba(file):
    copy = ROOT / "rgba.tif"
    run("tiff2rgba", "-c", "none", file, copy)
    return tifffile.imread(copy)[..., :3].astype(float)


INDEX = (X + 3 * Y) % 16


def palette_colours():
    i = np.arange(256)
    return np.stack([(i * 2411 + c * 7919) % 256 for c in range(3)], -1).astype(np.uint8)


def colour_map():
    return palette_colours().T.astype(np.uint16) * 257


def paletted():
    picture = Image.fromarray(INDEX.astype(np.uint8), "P")
    picture.putpalette(palette_colours()[:16].tobytes())
    return picture


# --- Other formats ------------------------------------------------------------------------------------------------

def by_netpbm(file, *command):
    """What a program of netpbm reads, without alpha, and its largest value."""
    data = run(*command, given=file.read_bytes()) if command[0] == "pamtopam" else run(*command, file)
    header, body = data.split(b"ENDHDR\n", 1)
    said = {words[0]: words[1] for words in (line.split() for line in header.decode().splitlines()) if len(words) == 2}
    depth, most = int(said["DEPTH"]), int(said["MAXVAL"])
    array = np.frombuffer(body, ">u2" if most > 255 else "u1").reshape(int(said["HEIGHT"]), int(said["WIDTH"]), depth)
    colours = array[..., :-1] if depth % 2 == 0 else array
    return colours.astype(float), most


def png(name, program, colours, bits, shown_gray):
    file = place(name)
    read, most = by_netpbm(file, "pngtopam", "-alphapam")
    whole = (1 << bits) - 1
    if shown_gray and read.shape[-1] == 3:
        read = read[..., :1]
    if not shown_gray and read.shape[-1] == 1:
        read = np.repeat(read, 3, -1)
    read = read[..., 0] if read.shape[-1] == 1 else read
    add(file, program, colours, f"{bits}", "netpbm (libpng)", read * whole / most)


def pngs():
    kinds = {1: ("gray", 0, (1, 2, 4, 8, 16)), 2: ("gray, alpha", 4, (8, 16)), 3: ("RGB", 2, (8, 16)),
             4: ("RGB, alpha", 6, (8, 16))}
    for channels, (colours, kind, depths) in kinds.items():
        for bits in depths:
            for interlace in ("None", "PNG"):
                name = f"magick-{channels}-{bits}-{interlace}.png"
                magick(place(name), bits, channels, "-interlace", interlace, "-define", f"png:color-type={kind}",
                       "-define", f"png:bit-depth={bits}", "-define", "png:exclude-chunk=all")
                png(name, "ImageMagick", colours, bits, channels < 3)
    for bits in (1, 2, 4, 8, 16):
        for channels in (1, 3) if bits > 4 else (1,):
            name = f"netpbm-trns-{channels}-{bits}.png"
            array = steps(bits, channels)
            header = f"P{5 if channels == 1 else 6}\n{WIDTH} {HEIGHT}\n{(1 << bits) - 1}\n".encode()
            pnm = header + array.astype(">u2" if bits > 8 else "u1").tobytes()
            first = array.reshape(-1, channels)[0] * 65535 // ((1 << bits) - 1)
            shade = "rgb:" + "/".join(f"{v:04x}" for v in (list(first) * 3)[:3])
            place(name).write_bytes(run("pnmtopng", "-force", "-transparent", "=" + shade, given=pnm))
            png(name, "netpbm", f"{'gray' if channels == 1 else 'RGB'}, tRNS", depth_of(place(name)),
                place(name).read_bytes()[25] in (0, 4))
    for bits in (1, 2, 4, 8):
        for alpha in (False, True):
            name = f"pillow-palette-{bits}-{alpha}.png"
            picture = Image.fromarray((INDEX % (1 << bits)).astype(np.uint8), "P")
            picture.putpalette(palette_colours()[:1 << bits].tobytes())
            more = {"transparency": bytes(range(0, 256, 256 >> bits))} if alpha else {}
            picture.save(place(name), bits=bits, **more)
            png(name, "Pillow", "palette, tRNS" if alpha else "palette", 8, False)
    for mode in ("L", "LA", "RGB", "RGBA", "1"):
        name = f"pillow-{mode}.png"
        Image.fromarray(steps(8, 3).astype(np.uint8)).convert(mode).save(place(name))
        png(name, "Pillow", mode, 1 if mode == "1" else 8, mode in ("L", "LA", "1"))


def depth_of(file):
    return file.read_bytes()[24]


def bmps():
    pictures = {"1": Image.fromarray(steps(1, 1).astype(bool)), "palette": paletted(),
                "gray": Image.fromarray(steps(8, 1).astype(np.uint8)), "RGB": Image.fromarray(steps(8, 3).astype(np.uint8))}
    for colours, picture in pictures.items():
        file = place(f"pillow-{colours}.bmp")
        picture.save(file)
        gray = colours in ("1", "gray")
        bmp(file, "Pillow", colours, gray)
        for words in (("-compress", "RLE"), ("-define", "bmp:format=bmp2"), ("-define", "bmp:format=bmp3")):
            copy = place(f"magick-{colours}-{words[-1][-4:]}.bmp")
            run(CONVERT, file, *words, copy)
            bmp(copy, "ImageMagick", colours, gray)
    for subtype in ("RGB555", "RGB565"):
        file = place(f"magick-{subtype}.bmp")
        magick(file, 5, 3, "-define", f"bmp:subtype={subtype}")
        bmp(file, "ImageMagick", "RGB of 5 and 6 bits", False, 1.01 / 255)


def bmp(file, program, colours, gray, tolerance=0.0):
    read = np.array(Image.open(file).convert("RGB")).astype(float)
    add(file, program, colours, "8", "Pillow", read[..., 0] if gray else read, tolerance=tolerance)


def pnms():
    for most in (1, 3, 100, 255, 1000, 4095, 65535):
        for channels in (1, 2, 3, 4):
            bits = 16 if most > 255 else 8
            array = (steps(16, channels) % (most + 1)).astype(">u2" if most > 255 else "u1")
            tuples = {1: "GRAYSCALE", 2: "GRAYSCALE_ALPHA", 3: "RGB", 4: "RGB_ALPHA"}[channels]
            tuples = tuples.replace("GRAYSCALE", "BLACKANDWHITE") if most == 1 else tuples
            header = f"P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH {channels}\nMAXVAL {most}\nTUPLTYPE {tuples}\nENDHDR\n"
            file = place(f"netpbm-{channels}-{most}.pam")
            file.write_bytes(run("pamtopam", given=header.encode() + array.tobytes()))
            pnm(file, tuples.replace("BLACKANDWHITE", "GRAYSCALE").lower().replace("_", ", "), most)
            if channels % 2:
                binary = place(f"netpbm-{channels}-{most}.{'pgm' if channels == 1 else 'ppm'}")
                binary.write_bytes(run("pamtopnm", file))
                pnm(binary, "gray" if channels == 1 else "RGB", most)
                text = place(f"netpbm-{channels}-{most}-text.{'pgm' if channels == 1 else 'ppm'}")
                text.write_bytes(run("pnmtoplainpnm", binary))
                pnm(text, "gray" if channels == 1 else "RGB", most)


def pnm(file, colours, most):
    read, said = by_netpbm(file, "pamtopam")
    gray = colours.startswith("gray")
    add(file, "netpbm", colours, f"0 … {most}", "netpbm", read[..., 0] if gray else read, tolerance=0)
    assert said == most, file


def jpegs():
    rgb, gray = Image.fromarray(smooth(3)), Image.fromarray(smooth(1))
    for quality in (50, 80, 95):
        for progressive in (False, True):
            options = {"quality": quality, "progressive": progressive}
            files = [(gray, "gray", {})] + [(rgb, f"YCbCr {name}", {"subsampling": number})
                                            for number, name in enumerate(("4:4:4", "4:2:2", "4:2:0"))]
            for picture, colours, more in files:
                file = place(f"pillow-{colours.replace(' ', '').replace(':', '')}-{quality}-{progressive}.jpg")
                picture.save(file, **options, **more)
                add(file, "Pillow", colours, "8", "Pillow (libjpeg)", np.array(Image.open(file)).astype(float),
                    tolerance=0.02)
    for sampling in ("1x1", "2x2", "4x1", "1x2"):
        file = place(f"magick-{sampling}.jpg")
        run(CONVERT, "-size", "96x80", "-depth", "8", "rgb:-", "-sampling-factor", sampling, file, given=smooth(3).tobytes())
        add(file, "ImageMagick", f"YCbCr {sampling}", "8", "Pillow (libjpeg)", np.array(Image.open(file)).astype(float),
            tolerance=0.02)
    file = place("pillow-cmyk.jpg")
    rgb.convert("CMYK").save(file, quality=95)
    inks = np.array(Image.open(file)).astype(float)
    add(file, "Pillow", "CMYK", "8", "Pillow (libjpeg)", (255 - inks[..., :3]) * (255 - inks[..., 3:]) / 255, tolerance=0.02)


def webps():
    sources = {"RGB": Image.fromarray(smooth(3)), "RGB, alpha": Image.fromarray(smooth(4)),
               "steps": Image.fromarray(steps(8, 3).astype(np.uint8)), "palette": paletted().convert("RGB")}
    for colours, picture in sources.items():
        given = ROOT / "given.png"
        picture.save(given)
        for words in (("-lossless", "-exact"), ("-lossless", "-z", "9", "-exact"), ("-near_lossless", "40"), ("-q", "30"),
                      ("-q", "75"), ("-q", "95", "-sharp_yuv"), ("-q", "75", "-segments", "1", "-f", "0"),
                      ("-q", "75", "-m", "0"), ("-q", "60", "-strong", "-sharpness", "5")):
            file = place(f"cwebp-{colours.replace(', ', '-')}{''.join(words).replace(' ', '')}.webp")
            run("cwebp", "-quiet", *words, given, "-o", file)
            lossy = not words[0].endswith("lossless")
            read, _ = by_netpbm(file, "dwebp", "-quiet", "-pam", "-o", "-")
            how = f"{colours}, {'lossy' if lossy else 'lossless'}"
            add(file, "libwebp", how, "8", "libwebp (dwebp)", read, tolerance=2.01 / 255 if lossy else 0)


# --- Comparison ---------------------------------------------------------------------------------------------------

def decode():
    """Lets Limpid read every folder; the refusals by the files' names."""
    refused = {}
    for folder in sorted(path for path in ROOT.iterdir() if path.is_dir()):
        span = folder.name.replace("m", "-")
        words = [] if folder.name == "natural" else [f"--range={span}"]
        done = subprocess.run(["./limpid", "degrade", str(folder), "--task", "denoise", "--noise", "0", "--out",
                               str(folder) + "-read", *words], capture_output=True, text=True)
        for line in done.stderr.splitlines():
            if line.startswith("limpid: " + str(folder)):
                name, reason = line[len("limpid: "):].split(": ", 1)
                refused[name] = reason
    return refused


def result_of(case, refused):
    """exact, within, refused or wrong, and the greatest error in parts of the range."""
    if str(case.file) in refused:
        return "refused", 0.0
    found = pathlib.Path(str(case.file.parent) + "-read", case.file.stem, "y.npy")
    if not found.exists():
        return "wrong", 1.0
    y = np.load(found).astype(float)
    shown = (y[0] if y.shape[0] == 1 else y.transpose(1, 2, 0)) / 2 + 0.5
    low, high = case.span or (0, white(case))
    expected = (case.expected - low) / (high - low)
    if shown.shape != expected.shape:
        return "wrong", 1.0
    error = float(np.abs(shown - expected).max())
    # A number of 32 bits keeps 24 of them in y.npy.
    step = 0.5 / min(high - low, 1 << 22) if "float" not in case.depth else 1e-6
    if error < step:
        return "exact", error
    return ("within" if error <= case.tolerance else "wrong"), error


def white(case):
    if "float" in case.depth:
        return 1
    number = case.depth.replace("0 … ", "").split()[0]
    return int(number) if "…" in case.depth else (1 << int(number)) - 1


def table(refused):
    """One row for each program, format, kind of colours and depth."""
    rows = collections.defaultdict(collections.Counter)
    worst = collections.defaultdict(float)
    reasons = collections.Counter()
    wrong = []
    for case in CASES:
        row = (case.format, case.program, case.colours, case.depth, case.reader)
        result, error = result_of(case, refused)
        rows[row][result] += 1
        if result == "within":
            worst[row] = max(worst[row], error)
        elif result == "wrong":
            wrong.append(f"{case.file.name}: off by {error:.4f}")
        elif result == "refused":
            reasons[(case.format, case.depth.split()[-1] if case.format == "TIFF" else "", refused[str(case.file)])] += 1
    lines = ["| Format | Written by | Colours | Bits | Other reader | Exact | Within | Refused |",
             "|---|---|---|---|---|---:|---:|---:|"]
    for row in sorted(rows):
        counts = rows[row]
        within = f"{counts['within']} ({worst[row] * 100:.1f} %)" if counts["within"] else ""
        lines.append("| " + " | ".join(row) + f" | {counts['exact'] or ''} | {within} | {counts['refused'] or ''} |")
    return lines, reasons, wrong


def write(lines, reasons):
    totals = f"{len(CASES)} files"
    PAGE.write_text(io.StringIO("\n".join([
        "# Formats, held against other readers", "",
        f"Written by `python3 core/src/test/python/pixel_sweep.py`: {totals} in the layouts that other programs write, each",
        "decoded by Limpid and by a reader that shares no code with it. A row counts the files of all byte orders, strips and",
        "tiles, interleaved samples and planes, compressions and predictors. *Exact* means every sample of a colour (alpha is not",
        "compared), *within* the greatest difference in parts of the range between black and white, *refused* a message and no",
        "picture. None comes out with other pixels.", "", *lines, "", "## Reasons of the refusals", "", "| Files | Reason |", "|---:|---|",
        *[f"| {count} | {kind}: {reason} |" for (kind, _, reason), count in merged(reasons)], ""])).getvalue())


def merged(reasons):
    same = collections.Counter()
    for (kind, _, reason), count in reasons.items():
        same[(kind, "", reason)] += count
    return sorted(same.items())


def main():
    for make in (tifffile_pictures, bilevel_and_packed, pillow_tiffs, other_colours, pngs, bmps, pnms, jpegs, webps):
        make()
    for name, count in collections.Counter(case.file.with_suffix("") for case in CASES).items():
        assert count == 1, name
    lines, reasons, wrong = table(decode())
    write(lines, reasons)
    print("\n".join(wrong) or f"{len(CASES)} files, none wrong")
    sys.exit(1 if wrong else 0)


main()
