"""Parts of modules that fail, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from civic.core.db.modules import PART
from civic.core.health import look_at_tables
from civic.modules import Failure, registry


def failing() -> list[Failure]:
    """What fails at the moment, that which fails longest first; the modules' tables are looked at anew."""
    look_at_tables()
    return list(registry().failures)


def in_words(failure: Failure) -> str:
    """What people miss because of it."""
    said: str = failure.part
    part, _space, name = failure.part.partition(" ")
    match part:
        case "import" | "setup":
            said = _("It cannot be loaded, so nothing of it is shown.")
        case "translations":
            said = _("Its translations cannot be read: its texts are not in the language of the visitor.")
        case "menu":
            said = _("Its entry is missing from the menu.")
        case "block":
            said = _("What it shows on other pages is missing there (%(name)s).", name=name)
        case "card":
            said = _("Its card is missing from the front page (%(name)s).", name=name)
        case "search" | "address":
            said = _("The search does not find what it holds (%(name)s).", name=name)
        case "table":
            said = _("Its open table cannot be read (%(name)s).", name=name)
        case "data":
            said = _("What it keeps about people is missing when they download their data (%(name)s).", name=name)
        case "indicator":
            said = _("Its figure is missing (%(name)s).", name=name)
    if failure.part == PART:
        said = _("Its tables are not up to date. Run on the server: civic db upgrade")
    return said
