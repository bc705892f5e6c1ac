"""The whole suite in one command: on SQLite, and what touches a database on PostgreSQL too when a server is named.

Ends with a line that says which databases were covered.
"""

from __future__ import annotations

import os
import subprocess
import sys


def main() -> int:
    covered, failed = [], []
    runs = [("SQLite", ["--database", "sqlite"])]
    if os.environ.get("CIVIC_TEST_POSTGRES_URL"):
        runs.append(("PostgreSQL", ["--database", "postgresql"]))
    for name, options in runs:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", *options, *sys.argv[1:]]
        covered.append(name)
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"Databases covered: {', '.join(covered)}.", end=" ")
    if len(runs) == 1:
        print("Set CIVIC_TEST_POSTGRES_URL to cover PostgreSQL too.", end=" ")
    print(f"FAILED on {', '.join(failed)}." if failed else "All passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
