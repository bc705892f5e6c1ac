"""Ask every route as everybody, by every method it takes; `make matrix` writes the answers down for review."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from civic.core.accounts.models import Account
from civic.core.db import versions
from civic.extensions import db
from tests.conftest import sign_in
from tests.matrix.world import PEOPLE, World

ANSWERS = Path(__file__).with_name("answers.txt")
Answers = dict[str, dict[str, str]]


def ask_all(app: Flask, world: World, database: Path) -> Answers:
    """ "METHOD address" -> person -> answer; whatever a question changed is undone before the next."""
    cookies = {person: _cookie(app, world.people[person]) for person in PEOPLE}
    restore = restorer(database)
    answers: Answers = defaultdict(dict)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for address, path in world.addresses(app, rule):
                for person in PEOPLE:
                    client = app.test_client(use_cookies=False)
                    response = client.open(path, method=method, headers={"Cookie": cookies[person]})
                    answers[f"{method} {address}"][person] = _answer(response.status_code, response.location or "")
                    response.close()
                    if method != "GET":
                        restore()
    return dict(answers)


def _answer(status: int, location: str) -> str:
    """The status; a way to sign in is told apart from other redirects."""
    return "sign-in" if status in (302, 303) and "/sign-in" in location else str(status)


def _cookie(app: Flask, account_id: int) -> str:
    """The cookie of a browser in which this account is signed in (0: nobody)."""
    if not account_id:
        return ""
    client = app.test_client()
    sign_in(client, db.session.get_one(Account, account_id))
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def restorer(database: Path) -> Callable[[], None]:
    """A function that puts an SQLite file back to what it holds now."""
    db.session.remove()
    db.engine.dispose()
    kept = database.with_suffix(".kept")
    shutil.copy(database, kept)

    def restore() -> None:
        db.session.remove()
        db.engine.dispose()
        versions.forget()
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        shutil.copy(kept, database)

    return restore


def written(answers: Answers) -> str:
    """The answers as text: one line an address, people with the same answer together."""
    lines = []
    for address, by_person in answers.items():
        groups: dict[str, list[str]] = defaultdict(list)
        for person in PEOPLE:
            groups[by_person[person]].append(person)
        parts = sorted(groups.items(), key=lambda item: -len(item[1]))
        told = [f"{answer}: {', '.join(people)}" for answer, people in parts[1:]]
        lines.append(f"{address} -> {parts[0][0]}" + (f" ({'; '.join(told)})" if told else ""))
    return "\n".join(lines) + "\n"
