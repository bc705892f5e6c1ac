"""Every check of `make check`; runs all of them and names those that failed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po
from sqlalchemy import create_engine

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STRICT = [
    "civic/analysis",
    "civic/core",
    "civic/modules",
    "civic/tabular",
    *sorted(
        str(path.relative_to(ROOT))
        for name in ("actions", "queries")
        for path in ROOT.glob(f"civic/**/{name}.py")
        if path.relative_to(ROOT).parts[1] != "core"
    ),
]


def main() -> int:
    checks = {
        "ruff lint": lambda: run("ruff", "check", "civic", "tests", "bench", "tools", "wsgi.py"),
        "ruff format": lambda: run("ruff", "format", "--check", "-q", "civic", "tests", "bench", "tools", "wsgi.py"),
        "mypy": lambda: run("mypy", "civic"),
        "mypy --strict": lambda: run("mypy", "--strict", "--follow-imports=silent", *STRICT),
        "import direction": lambda: run("lint-imports", "--config", "setup.cfg"),
        "djlint": lambda: run("djlint", "--check", "--lint", "--quiet", "civic"),
        "translations": translations,
        "migrations": migrations,
        "documents": documents,
    }
    failed = []
    for name, check in checks.items():
        problem = check()
        print(f"{'FAILED' if problem else 'ok':7}{name}", flush=True)
        if problem:
            print(problem, flush=True)
            failed.append(name)
    print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def run(*command: str) -> str:
    """Output of a command that failed; empty when it succeeded."""
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip() or "failed" if done.returncode else ""


def translations() -> str:
    """Every text of code and templates stands in each catalogue, translated, none fuzzy, none left over."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        if problem := run("pybabel", "-q", "extract", "-F", "tools/babel.cfg", "-k", "_l", "-o", str(pot), "civic"):
            return problem
        wanted = {(m.context, m.id) for m in read_po(pot.open("rb")) if m.id}
    problems = []
    for path in sorted(ROOT.glob("translations/*/LC_MESSAGES/messages.po")):
        locale = path.parents[1].name
        catalogue = read_po(path.open("rb"), locale=locale)
        present = {(m.context, m.id): m for m in catalogue if m.id}
        missing = wanted - present.keys()
        problems += [f"{locale}: not in the catalogue: {key[1]!r}" for key in missing]
        problems += [f"{locale}: no longer used: {key[1]!r}" for key in present.keys() - wanted]
        for message in present.values():
            if message.fuzzy:
                problems.append(f"{locale}: fuzzy: {message.id!r}")
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if locale != "en" and not all(texts):
                problems.append(f"{locale}: not translated: {message.id!r}")
            problems += [f"{locale}: {error}" for error in message.check(catalogue)]
    return "\n".join(sorted(problems)[:40])


def migrations() -> str:
    """The migrations make exactly the tables that the models describe."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from civic import create_app
    from civic.config import Config
    from civic.core.db.schema import upgrade
    from civic.extensions import db
    from tools.tables import as_models_say, differences, shape

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(home=Path(folder), testing=True))
        with app.app_context():
            upgrade()
            with db.engine.connect() as made, create_engine("sqlite://").connect() as meant:
                ours = set(db.metadata.tables)
                context = MigrationContext.configure(
                    made,
                    opts={
                        "compare_type": True,
                        "include_object": lambda _o, name, kind, *_: kind != "table" or name in ours,
                    },
                )
                found = [str(difference) for difference in compare_metadata(context, db.metadata)]
                # Alembic looks at no CHECK constraint, hence at no closed list, and not at the rows of a partial index.
                found += differences(shape(made, ours), as_models_say(meant, db.metadata))
            db.engine.dispose()
    return "\n".join(found)


def documents() -> str:
    """The generated pages under docs/ are up to date."""
    from tools.write_docs import pages

    stale = [str(path) for path, text in pages().items() if not path.exists() or path.read_text() != text]
    return f"run make docs: {', '.join(stale)} out of date" if stale else ""


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
