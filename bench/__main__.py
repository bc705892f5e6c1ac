"""`make bench`: run every measurement and write bench/README.md."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from bench import analysis, web
from bench.rows import table

HEAD = """# Measurements

Written by `make bench`. Each row compares within one run on one machine; read the ratios, not the seconds.
"""


def main() -> int:
    """Run the suites; 1 when a limit does not hold."""
    suites = {"Pages and posts": web.rows, "Analysis": analysis.rows}
    parts, missed = [HEAD, f"Python {platform.python_version()}, {os.cpu_count()} cores.\n"], []
    for title, suite in suites.items():
        print(f"== {title}", flush=True)
        rows = suite()
        text = table(rows)
        print(text, flush=True)
        parts.append(f"## {title}\n\n{text}\n")
        missed += [row.what for row in rows if row.met is False]
    Path(__file__).with_name("README.md").write_text("\n".join(parts))
    print(f"Not within its limit: {', '.join(missed)}" if missed else "Every limit holds.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
