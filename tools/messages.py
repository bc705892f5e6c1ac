"""Collect the texts of code and templates into the catalogues; new ones come out empty, old ones go."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYBABEL = str(Path(sys.executable).parent / "pybabel")
LOCALES = ("id", "en")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pot = f"{folder}/messages.pot"
        call(
            "extract",
            "-F",
            "tools/babel.cfg",
            "-k",
            "_l",
            "-c",
            "Translators:",
            "--no-wrap",
            "--no-location",
            "--sort-output",
            "--project",
            "Civic",
            "-o",
            pot,
            "civic",
        )
        for locale in LOCALES:
            if (ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po").exists():
                call(
                    "update",
                    "--no-fuzzy-matching",
                    "--ignore-obsolete",
                    "--no-wrap",
                    "-i",
                    pot,
                    "-d",
                    "translations",
                    "-l",
                    locale,
                )
            else:
                call("init", "--no-wrap", "-i", pot, "-d", "translations", "-l", locale)


def call(*arguments: str) -> None:
    subprocess.run([PYBABEL, "-q", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
