"""The search over half a million comments, on SQLite and PostgreSQL: whole pages, as a visitor and as a moderator.

Seconds of the processor are counted, the portal's and the database's together: with nobody else on the machine they are
about the seconds of the clock, and otherwise these say more of the others. Of three rounds each question's best counts,
so what is measured is warm.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, select, text

from bench.rows import Row
from bench.searched import fill
from bench.sections import Section
from bench.themes.runs import RunFailed

COMMENTS = 500_000
ROUNDS = 3
MOST_MS = 100
SERVER = os.environ.get("CIVIC_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# The words are those of the corpora: every fifth comment has "kamar" or "the", five have "traffic" and "hotel".
ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("one frequent word", ("kamar", "the ", "people", "city ", "bersih ")),
    ("one of middling frequency", ("jalan ", "traffic ", "downtown ", "wifi", "sarapan ")),
    ("a rare word", ("sidewalks ", "beehive ", "nonprofit ", "satpam ", "trotoar ")),
    (
        "two or three words",
        ("kamar bersih", "city need housing ", "kamar housing ", "traffic hotel ", "air panas mati "),
    ),
    ("a phrase", ('"air panas"', '"the city should"', '"hotel kamar"', '"kamar mandi bersih"')),
    ("the beginning of a word", ("kam", "hou", "ber", "pel", "com", "affordabl", "kamar ber", "should be more pa")),
    ("slang and slips", ("gak bersih bgt", "dijalan ", "kmr mandi", "recieve", "traffik ", "hotell")),
    ("nothing to be found", ("xyzzy", "kwitansi balon udara", '"kamar the kamar"')),
)
FILTERED = (
    ("kamar", {"kind": "comment"}),
    ("city", {"agency": ""}),
    ("ber", {"agency": ""}),
    ("people", {"open": "1"}),
)
LATER = ("kamar", "the ", "kam")


@dataclass(frozen=True)
class Spent:
    """Milliseconds of the processor and of the clock for one page."""

    cpu_ms: float
    wall_ms: float


def section() -> Section:
    """Both databases, filled anew."""
    rows: list[Row] = []
    tables = []
    for database in (sqlite, postgresql):
        with database() as url, tempfile.TemporaryDirectory() as folder:
            found, table = measured(Path(folder), url, fill_with=COMMENTS)
            rows += found
            tables.append(table)
    return Section(rows, text_of(tables))


def text_of(tables: list[str]) -> str:
    """How it was measured, and what each sort of question costs."""
    told = " ".join((__doc__ or "").split("\n\n", 1)[1].split())
    return f"Comments are drawn as under Growth. {told}\n\n" + "\n\n".join(tables)


@contextmanager
def sqlite() -> Iterator[str]:
    """An empty address: the file in the portal's own folder."""
    yield ""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a database of its own on the tests' server, which must be on this machine."""
    url, name = make_url(SERVER), f"civic_bench_{uuid.uuid4().hex[:12]}"
    server = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            try:
                yield url.set(database=name).render_as_string(False)
            finally:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        server.dispose()


def measured(home: Path, url: str, fill_with: int = 0) -> tuple[list[Row], str]:
    """The rows and the table of one database; `fill_with` so many comments first."""
    from civic.config import Config
    from civic.core.agencies.models import Agency
    from civic.core.db.schema import upgrade
    from civic.extensions import db
    from civic.modules import Role
    from tests.conftest import make_app, sign_in
    from tests.factories import make_account

    limits = {"request_limit": "10000000/minute", "log_level": "ERROR"}
    app = make_app(Config(home=home, database_url=url, **limits))  # type: ignore[arg-type]
    with app.app_context():
        if fill_with:
            upgrade()
            fill(fill_with)
        agency = db.session.scalars(select(Agency).order_by(Agency.id).limit(1)).one()
        code = agency.code
        visitor, signed_in = app.test_client(), app.test_client()
        sign_in(signed_in, make_account(Role.MODERATOR, agency, email=f"{uuid.uuid4().hex}@contoh.example"))
        name = "PostgreSQL" if url else "SQLite"
        clock = _clock()
        readers = {"visitor": visitor, "moderator": signed_in}
        by_reader = {who: _ask_all(client, code, clock) for who, client in readers.items()}
        like, ranked = _like(clock), _ranked(clock)
        db.session.remove()
        db.engine.dispose()
    rows = []
    for who, by_sort in by_reader.items():
        spent = sorted(each.cpu_ms for pages in by_sort.values() for each in pages)
        wall = sorted(each.wall_ms for pages in by_sort.values() for each in pages)
        worst = percentile(spent, 0.95)
        rows.append(
            Row(
                f"search page, {COMMENTS:,} comments, {len(spent)} questions, {who}, {name}",
                f"p50 {median(spent):.0f}, p95 {worst:.0f}, max {spent[-1]:.0f} ms CPU; "
                f"by the clock p95 {percentile(wall, 0.95):.0f} ms at load {os.getloadavg()[0]:.0f}",
                f"p95 {worst / like:.2f} × a LIKE scan, {worst / ranked:.2f} × a bare ranked query",
                f"p95 < {MOST_MS} ms CPU",
                worst < MOST_MS,
            )
        )
    rows.append(Row(f"a LIKE scan of all comments' texts, {name}", f"{like:.0f} ms CPU"))
    rows.append(Row(f"a bare query that ranks all that hold a frequent word, {name}", f"{ranked:.0f} ms CPU"))
    return rows, _table(name, by_reader["visitor"])


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that at least so many are not above."""
    return ordered[ceil(share * len(ordered)) - 1]


def _ask_all(client: FlaskClient, code: str, clock: Callable[[], float]) -> dict[str, list[Spent]]:
    """Every question, filtered ones and later pages too; by sort."""
    found: defaultdict[str, list[Spent]] = defaultdict(list)
    for sort, queries in ASKED:
        found[sort] += [_ask(client, {"q": query}, clock)[0] for query in queries]
    for query, filters in FILTERED:
        asked = {"q": query, **{name: value or code for name, value in filters.items()}}
        found["filtered by kind, agency or time"].append(_ask(client, asked, clock)[0])
    for query in LATER:
        asked = {"q": query}
        for _ in range(2):
            _spent, page = _ask(client, asked, clock)
            after = re.search(r"after=([\w-]+)", page)
            assert after, f"{query!r} has one page only"
            asked["after"] = after[1]
        found["the third page"].append(_ask(client, asked, clock)[0])
    return found


def _ask(client: FlaskClient, asked: dict[str, str], clock: Callable[[], float]) -> tuple[Spent, str]:
    path, best, page = f"/search?{urlencode(asked)}", [], ""
    for _ in range(ROUNDS):
        cpu, wall = clock(), time.perf_counter()
        answer = client.get(path)
        best.append(((clock() - cpu) * 1000, (time.perf_counter() - wall) * 1000))
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        page = answer.text
    return Spent(min(cpu for cpu, _wall in best), min(wall for _cpu, wall in best)), page


def _clock() -> Callable[[], float]:
    """Seconds of the processor that this process and its database's have spent so far."""
    from civic.extensions import db

    if db.engine.dialect.name == "sqlite":
        return time.process_time
    watching = create_engine(db.engine.url).connect()  # asks who serves us, apart from what is measured

    def seconds() -> float:
        serving = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        total = time.process_time()
        for (pid,) in watching.execute(text(serving)):
            try:
                total += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
            except OSError as error:
                raise RunFailed("the PostgreSQL server must run on this machine") from error
        watching.rollback()
        return total

    return seconds


def _like(clock: Callable[[], float]) -> float:
    """What looking through all texts costs, in milliseconds; one process does it."""
    from civic.participation.comments.models import Comment

    query = select(Comment.id).where(Comment.body.like("%balon udara%")).order_by(Comment.id.desc()).limit(20)
    return _best(query, clock)


def _ranked(clock: Callable[[], float]) -> float:
    """What the database's own ranking of all that hold a frequent word costs, in milliseconds."""
    from civic.extensions import db

    if db.engine.dialect.name == "sqlite":
        ranked = "SELECT rowid FROM search_terms WHERE search_terms MATCH 'kamar' ORDER BY rank LIMIT 20"
    else:
        ranked = (
            "SELECT id FROM search_document, to_tsquery('simple', 'kamar') asked WHERE terms @@ asked"
            " ORDER BY ts_rank(terms, asked) DESC LIMIT 20"
        )
    return _best(text(ranked), clock)


def _best(query: object, clock: Callable[[], float]) -> float:
    from civic.extensions import db

    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET max_parallel_workers_per_gather = 0"))
    best = []
    for _ in range(ROUNDS):
        before = clock()
        db.session.execute(query).all()  # type: ignore[call-overload]
        best.append((clock() - before) * 1000)
    return min(best)


def _table(name: str, by_sort: dict[str, list[Spent]]) -> str:
    lines = [f"| what was asked, {name} | questions | median ms CPU | largest ms CPU |", "|---|---:|---:|---:|"]
    for sort, pages in by_sort.items():
        spent = [each.cpu_ms for each in pages]
        lines.append(f"| {sort} | {len(spent)} | {median(spent):.0f} | {max(spent):.0f} |")
    return "\n".join(lines)
