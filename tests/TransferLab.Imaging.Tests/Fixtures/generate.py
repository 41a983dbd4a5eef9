#!/usr/bin/python3
"""Writes the fixtures of TransferLab.Imaging.Tests: small pictures of every kind and what Pillow makes of them.

Run by hand (Pillow 9.4, numpy 1.24) when a kind is added; the files are committed, and never regenerated to make a test pass.
NAME.EXT is read by the test, NAME.expected.png is what it must look like (upright, on white where transparent).
"""
import os

import numpy
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 45, 31


def scene():
    """Smooth colours with a dark bar and a bright corner: every orientation and every swapped channel shows."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    pixels = numpy.stack([255 * x / (WIDTH - 1), 255 * y / (HEIGHT - 1), 128 + 90 * numpy.sin(x / 7) * numpy.cos(y / 5)], axis=2)
    pixels[4:9, 3:20] = (20, 30, 40)
    pixels[22:29, 30:43] = (250, 240, 90)
    return Image.fromarray(pixels.round().astype("uint8"))


def on_white(image):
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, (255, 255, 255, 255)), image).convert("RGB")


def path(name):
    return os.path.join(HERE, name)


def keep(name, extension, image, expect=on_white, **options):
    file = path(name + "." + extension)
    image.save(file, **options)
    expected = expect(ImageOps.exif_transpose(Image.open(file)))
    expected.save(path(name + ".expected.png"), optimize=True)


def main():
    rgb = scene()
    alpha = Image.fromarray(numpy.tile(numpy.linspace(0, 255, WIDTH).round().astype("uint8"), (HEIGHT, 1)))
    rgba = rgb.copy()
    rgba.putalpha(alpha)

    keep("jpeg_420", "jpg", rgb, quality=90)
    keep("jpeg_444_progressive", "jpg", rgb, quality=90, progressive=True, subsampling=0)
    keep("jpeg_grey", "jpg", rgb.convert("L"), quality=90)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        keep("orientation_%d" % orientation, "jpg", rgb, quality=80, exif=exif)

    keep("png_rgba", "png", rgba)
    keep("png_grey_alpha", "png", rgba.convert("LA"))
    keep("png_bilevel", "png", rgb.convert("1"))
    palette = rgb.quantize(32)
    keep("png_palette", "png", palette)
    keep("png_palette_transparent", "png", palette, transparency=bytes(range(0, 256, 8)))
    wide = Image.fromarray((numpy.asarray(rgb.convert("L")).astype("uint16") * 257 + 40).clip(0, 65535).astype("uint16"))
    keep("png_grey16", "png", wide, expect=lambda i: Image.fromarray((numpy.asarray(i).astype("float64") / 257).round().astype("uint8")).convert("RGB"))

    keep("webp_lossy", "webp", rgb, quality=85)
    keep("webp_lossless_alpha", "webp", rgba, lossless=True)
    second = ImageOps.mirror(rgba)
    keep("webp_animated", "webp", rgba, save_all=True, append_images=[second], duration=100, lossless=True)
    keep("gif_animated", "gif", palette, save_all=True, append_images=[ImageOps.mirror(rgb).quantize(32)], duration=100)

    keep("bmp_24", "bmp", rgb)
    keep("bmp_8_grey", "bmp", rgb.convert("L"))
    keep("bmp_8_palette", "bmp", palette)
    keep("bmp_1", "bmp", rgb.convert("1"))
    keep("bmp_32", "bmp", rgba)
    keep("tiff_lzw", "tif", rgb, compression="tiff_lzw")
    keep("tiff_grey16", "tif", wide, expect=lambda i: Image.fromarray((numpy.asarray(i).astype("float64") / 257).round().astype("uint8")).convert("RGB"))

    # Resizing: NAME is source_WIDTHxHEIGHT_FILTER[_LEFT_TOP_RIGHT_BOTTOM].
    noise = numpy.random.RandomState(7).randint(0, 256, (47, 61, 3)).astype("uint8")
    noise[10:30, 5:40] = (noise[10:30, 5:40] // 8 + numpy.array([200, 40, 120])).clip(0, 255)
    source = Image.fromarray(noise)
    source.save(path("resize_source.png"))
    for width, height, box in [(32, 24, None), (97, 80, None), (17, 90, None), (61, 20, None), (28, 28, (7, 3, 50, 44)), (30, 22, (0.5, 1.25, 60.75, 40.5))]:
        for name, kernel in [("Bilinear", Image.Resampling.BILINEAR), ("Bicubic", Image.Resampling.BICUBIC)]:
            where = "" if box is None else "_" + "_".join(str(v) for v in box)
            source.resize((width, height), kernel, box=box).save(path("resize_%dx%d_%s%s.png" % (width, height, name, where)), optimize=True)


if __name__ == "__main__":
    main()
