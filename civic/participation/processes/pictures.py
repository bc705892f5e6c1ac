"""What a process looks like: one of the portal's own drawings, or a picture that its drafter uploads."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core import files
from civic.core.pictures import redrawn
from civic.errors import Invalid
from civic.web import asset

ILLUSTRATIONS: dict[str, LazyString] = {
    "park": _l("Parks"),
    "sidewalk": _l("Sidewalks"),
    "waste": _l("Waste"),
    "flood": _l("Floods and rivers"),
    "transport": _l("Transport"),
    "health": _l("Health"),
    "school": _l("Schools"),
    "market": _l("Markets"),
    "housing": _l("Housing"),
    "safety": _l("Street lights and safety"),
    "budget": _l("Budget"),
    "digital": _l("Digital services"),
    "culture": _l("Culture and faith"),
    "law": _l("Rules and plans"),
}
DEFAULT = "law"
SIDE = 1200  # pixels; an uploaded picture is made to fit into a square of this


class Pictured(Protocol):
    """What has a picture: a process, or a row that shows its process."""

    illustration: str
    picture_key: str
    picture_alt: str


@dataclass(frozen=True)
class Picture:
    """A picture as pages show it; `share` is what other sites can show. Drawings add nothing to the title: no `alt`."""

    url: str
    share: str
    alt: str


@dataclass(frozen=True)
class NewPicture:
    """An uploaded picture, kept in the file store."""

    key: str
    alt: str


def picture_of(thing: Pictured) -> Picture:
    """The picture of a process."""
    if thing.picture_key:
        url = url_for("processes.picture", key=thing.picture_key)
        return Picture(url, url, thing.picture_alt)
    name = thing.illustration if thing.illustration in ILLUSTRATIONS else DEFAULT
    return Picture(asset(f"pictures/{name}.svg"), asset(f"pictures/share/{name}.png"), "")


def keep_picture(stream: BinaryIO, alt: str) -> NewPicture:
    """Make an uploaded picture small and keep it. Raises Invalid at `picture` or `picture_alt`."""
    if not alt:
        raise Invalid("picture_alt", _("Say in a few words what the picture shows, for people who do not see it."))
    return NewPicture(files.store(io.BytesIO(redrawn(stream, "picture", SIDE)[0].data)).key, alt)
