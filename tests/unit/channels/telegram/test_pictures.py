"""Drawings as Telegram takes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from limber.channels.telegram.pictures import WIDTH, as_png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<rect width="10" height="10" fill="{}"/></svg>'
)


def test_a_drawing_is_rendered_on_white_and_anew_when_it_changes(tmp_path: Path) -> None:
    drawing, png = tmp_path / "pigeon.svg", tmp_path / "pigeon.png"
    for colour, seen in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        drawing.write_text(SVG.format(colour), "utf-8")
        png.write_bytes(as_png(drawing))
        with Image.open(png) as image:
            assert image.size == (WIDTH, WIDTH // 2)
            rgb = image.convert("RGB")
            assert (rgb.getpixel((5, 5)), rgb.getpixel((WIDTH - 5, 5))) == (seen, (255, 255, 255))


def test_a_photo_goes_as_it_is(tmp_path: Path) -> None:
    photo = tmp_path / "pigeon.jpg"
    photo.write_bytes(b"\xff\xd8jpeg")

    assert as_png(photo) == b"\xff\xd8jpeg"


def test_what_is_no_drawing_is_refused(tmp_path: Path) -> None:
    drawing = tmp_path / "pigeon.svg"
    drawing.write_text("<svg", "utf-8")

    with pytest.raises(ValueError, match=r"\w"):
        as_png(drawing)
    with pytest.raises(OSError, match="missing"):
        as_png(tmp_path / "missing.svg")
