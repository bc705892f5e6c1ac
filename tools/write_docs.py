"""Rewrite the pages under docs/ that are generated from code."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from civic.config import as_markdown  # noqa: E402


def pages() -> dict[Path, str]:
    """Each generated page and its text."""
    return {ROOT / "docs" / "configuration.md": as_markdown()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
        print(f"wrote {path.relative_to(ROOT)}")
