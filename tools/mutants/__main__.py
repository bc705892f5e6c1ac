"""Break the code in one place at a time and see whether a test notices; what none notices is listed.

    make mutants                          # a third of all places, the same ones every time
    make mutants share=1 only=comments

Each place is broken in a process of its own, and the tests that run its line follow until the first fails (no more than
a minute of them). The code on disk is never changed. Places that may be broken without harm stand in
explained.txt, each with the reason; the rest of what survives wants a test, or need not be in the code.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tools.mutants.children import killer, load_portal, passes
from tools.mutants.places import ROOT, Mutant, mutants
from tools.mutants.reach import choose, reach

WANTED = 0.85
# The rules on which trust rests: who may do what, what is kept and counted, what is handed out, what others may see.
TARGETS = (
    "civic/core/permissions.py",
    "civic/core/accounts/*.py",
    "civic/core/caching.py",
    "civic/core/db/versions.py",
    "civic/participation/comments/*.py",
    "civic/opendata/exports.py",
    "civic/insights/summaries/exports.py",
    "civic/insights/curation/*.py",
)
LEFT_OUT = {"models.py", "forms.py", "labels.py", "acts.py", "__init__.py", "commands.py"}
EXPLAINED = Path(__file__).with_name("explained.txt")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1 / 3, help="part of the places to break")
    parser.add_argument("--only", default="", help="break only files whose path contains this")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = [path for pattern in TARGETS for path in sorted(ROOT.glob(pattern)) if path.name not in LEFT_OUT]
    load_portal()
    tests = reach([str(path.relative_to(ROOT)) for path in files])
    chosen: list[Mutant] = []
    for path in files:  # each file by itself, so that the sample is the same with --only
        if options.only in str(path.relative_to(ROOT)):
            places = list(mutants(path))
            chance = random.Random(options.seed)  # noqa: S311 - the same places every time
            chosen += sorted(chance.sample(places, round(len(places) * options.share)), key=lambda it: it.start)
    explained = {line.rpartition("  # ")[0] for line in EXPLAINED.read_text().splitlines() if "  # " in line}
    killers: Counter[tuple[str, str]] = Counter()
    outcomes: dict[str, Counter[str]] = {}
    lock = threading.Lock()
    stands = lru_cache(passes)

    def attempt(mutant: Mutant) -> None:
        names = choose(mutant, tests, [name for file, name in killers if file == mutant.file])
        by = killer(mutant, names) if names else ""
        while by in names and not stands(by):
            names.remove(by)
            by = killer(mutant, names) if names else ""
        outcome = "killed" if by else "explained" if str(mutant) in explained else "survived"
        with lock:
            if by in names:
                killers[mutant.file, by] += 1
            outcomes.setdefault(mutant.file, Counter())[outcome] += 1
            told = f"by {by}" if by else f"({len(names)} tests)"
            print(f"{outcome:9} {mutant}  {mutant.lines.start} {told}", flush=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, chosen))
    return _report(outcomes)


def _report(outcomes: dict[str, Counter[str]]) -> int:
    sums: Counter[str] = Counter()
    print(f"\n{'killed':>8}{'of':>6}{'explained':>11}{'':4}file")
    for file, counts in (*sorted(outcomes.items()), ("all", sums)):
        if file != "all":
            sums += counts
        total = counts.total()
        print(f"{counts['killed'] / max(1, total):8.0%}{total:6}{counts['explained']:11}{'':4}{file}")
    return 0 if sums["killed"] >= WANTED * sums.total() else 1


if __name__ == "__main__":
    sys.exit(main())
