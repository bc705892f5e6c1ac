"""The translations that modules bring.

A module ships `<folder>/<language>/LC_MESSAGES/messages.po`; what the portal reads is compiled into CIVIC_HOME, so that
a module needs no build step.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from civic.modules import registry


def module_translations(home: Path) -> list[Path]:
    """Folders of compiled catalogues, one for each module that has translations."""
    found = registry()
    compiled = (
        found.failures.attempt(
            module.name,
            "translations",
            partial(_compile, module.translations, home / "translations" / module.name),
            None,
        )
        for module in found.modules
        if module.translations
    )
    return [folder for folder in compiled if folder]


def _compile(sources: Path, target: Path) -> Path | None:
    """Compile every catalogue of a folder; returns where they are now."""
    catalogues = sorted(sources.glob("*/LC_MESSAGES/messages.po"))
    if not catalogues:
        raise FileNotFoundError(f"{sources} holds no <language>/LC_MESSAGES/messages.po")
    for catalogue in catalogues:
        compiled = target / catalogue.relative_to(sources).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with catalogue.open("rb") as file, NamedTemporaryFile(dir=compiled.parent, delete=False) as draft:
            write_mo(draft, read_po(file, locale=catalogue.parents[1].name))
        Path(draft.name).replace(compiled)  # whole or not at all: several processes may do this at once
    return target
