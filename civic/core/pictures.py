"""Pictures that people send: judged by their content and drawn anew, without what a camera writes beside them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from civic.errors import Invalid

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000  # a phone's photograph has 12 to 50 million; a bomb has more


@dataclass(frozen=True)
class Drawn:
    """A picture as JPEG, and its size in pixels."""

    data: bytes
    width: int
    height: int


def redrawn(stream: BinaryIO, field: str, *sides: int) -> list[Drawn]:
    """The picture, made to fit into a square of each of these sides (pixels), largest first; never made larger.

    The place where it was taken and all else that is not drawn stays behind. Raises Invalid at `field`.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Invalid(field, _("This picture is larger than %(size)s MB.", size=MAX_BYTES // 1_000_000))
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(field, _("This picture has too many pixels; make it smaller first."))
            image.draft("RGB", (sides[0], sides[0]))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Invalid(field, _("This file is no picture that we can read. Send JPEG, PNG or WebP.")) from None
    return [_fitted(upright, side) for side in sides]


def _fitted(image: Image.Image, side: int) -> Drawn:
    image.thumbnail((side, side))
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=80, optimize=True, progressive=True)
    return Drawn(out.getvalue(), *fresh.size)
