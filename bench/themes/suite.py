"""One engine on one corpus, from the command line: `python -m bench.themes.suite --corpus bbc20 --engine civic`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from bench.themes.corpora import COMPARED, MissingCorpus, load, names
from bench.themes.peers import TITLES
from bench.themes.runs import RunFailed, run
from bench.themes.scores import stability


def main(arguments: list[str] | None = None) -> int:
    """Print the scores of one or more engines; 2 with one line when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.themes.suite", description=__doc__)
    parser.add_argument("--corpus", nargs="+", choices=names(), default=list(COMPARED))
    parser.add_argument("--engine", nargs="+", choices=list(TITLES), default=["civic"])
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from 0 on; from 2 on with stability")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of our engine")
    parser.add_argument("--terms", action="store_true", help="show the terms of the first run")
    asked = parser.parse_args(arguments)
    settings = {name: _value(text) for name, text in (pair.split("=", 1) for pair in asked.set)}
    try:
        for name in asked.corpus:
            for engine in asked.engine:
                _show(name, engine, asked.seeds, settings, asked.terms)
    except (MissingCorpus, RunFailed) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _show(name: str, engine: str, seeds: int, settings: dict[str, object], with_terms: bool) -> None:
    corpus = load(name)
    runs = [run(corpus, engine, seed, settings) for seed in range(seeds)]
    figures = {key: value for key, value in asdict(runs[0].score(corpus)).items() if value is not None}
    figures |= {"seconds": runs[0].seconds, "cpu": runs[0].cpu_seconds, "MiB": runs[0].peak_mib}
    if seeds > 1:
        figures["stability"] = stability([each.groups for each in runs])
    print(f"{name:8} {engine:13}", "  ".join(f"{key} {value:.3g}" for key, value in figures.items()), flush=True)
    if with_terms:
        for number, terms in enumerate(runs[0].terms):
            print(f"  {runs[0].groups.count(number):5}  {', '.join(terms)}")


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


if __name__ == "__main__":
    sys.exit(main())
