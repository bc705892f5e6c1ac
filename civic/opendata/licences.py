"""Licences that a dataset can carry."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

LICENCES: dict[str, tuple[str | LazyString, str]] = {
    "cc-by-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "odbl-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "mit": ("MIT", "https://opensource.org/license/mit"),
    "other-open": (_l("Other open licence"), ""),
}
LICENCE_CHOICES = [(key, name) for key, (name, _url) in LICENCES.items()]
