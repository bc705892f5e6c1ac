"""A small consultation on three subjects, its drafter, and a finished analysis of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from flask import Flask

from civic.analysis import Settings
from civic.analysis.result import Memberships, Metrics, Result, Theme
from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules import Role
from civic.modules.corpora import Corpus
from civic.participation.consultations.models import Consultation
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process

UNASSIGNED = -1
Find = Callable[[dict[int, list[int]]], AnalysisRun]
TEXTS = """
Trotoar depan sekolah rusak berlubang|Lampu jalan mati sudah sebulan|Sampah menumpuk di pasar
Ubin trotoar pecah, lansia tersandung|Gang kami gelap tanpa lampu jalan|Truk sampah jarang datang
Trotoar dipakai parkir motor terus|Tolong tambah lampu jalan tenaga surya|Tempat sampah di taman penuh
Kursi roda tidak bisa lewat trotoar|Lampu jalan berkedip lalu padam|Sampah plastik di kali bau sekali
Trotoar sempit terhalang tiang listrik|Malam gelap karena lampu jalan padam|Bank sampah perlu dukungan
Pejalan kaki butuh trotoar yang rata|Perbaiki lampu jalan dekat stasiun|Petugas sampah tidak mengangkut
Trotoar berlubang dekat halte berbahaya|Lampu jalan redup, rawan jambret|Warga buang sampah sembarangan
Bongkar pasang trotoar tiap tahun|Tiang lampu jalan miring hampir roboh|Jadwal angkut sampah tidak jelas
"""


@pytest.fixture
def agency(app: Flask) -> Agency:
    return make_agency()


@pytest.fixture
def drafter(agency: Agency) -> Account:
    return make_account(Role.DRAFTER, agency)


@pytest.fixture
def consultation(agency: Agency) -> Consultation:
    consultation = make_consultation(make_process(agency), slug="kota")
    authors = [make_account() for _ in range(5)]
    for number, line in enumerate(TEXTS.split("\n")[1:-1]):
        for position, body in enumerate(line.split("|")):
            make_comment(consultation, authors[(number + position) % 5], body=body)
    return consultation


@pytest.fixture
def run(consultation: Consultation, drafter: Account) -> AnalysisRun:
    return analysed(consultation, drafter, 3)


@pytest.fixture
def find(consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch) -> Find:
    """An analysis that finds just these themes."""

    def run_over(themes: dict[int, list[int]]) -> AnalysisRun:
        monkeypatch.setattr("civic.analysis.engine.analyse", lambda *_, **__: planted(themes))
        return analysed(consultation, drafter, 3)

    return run_over


def analysed(consultation: Consultation, drafter: Account, n_themes: int) -> AnalysisRun:
    """A further analysis, finished."""
    return read(of_activity(consultation), drafter, n_themes)


def read(corpus: Corpus, drafter: Account, n_themes: int) -> AnalysisRun:
    """An analysis of any corpus, finished."""
    prepared = prepare_here(drafter, corpus, n_themes)
    assert jobs.run_here(JOB, {"run_id": prepared.id}).state is jobs.JobState.DONE
    return db.session.get_one(AnalysisRun, prepared.id)


def theme_of(run: AnalysisRun, curated: Curated, item: int) -> CuratedTheme | None:
    """The theme that an item ended in, if any."""
    home = db.session.query(RunAssignment.home).filter_by(run_id=run.id, item_id=item).scalar()
    return curated.holding(home) if home is not None else None


def planted(themes: dict[int, list[int]], remainder: Sequence[int] = ()) -> Result:
    """A result with just these themes, each of these comments: for tests that are not about the engine."""
    theme_of = {str(comment): number for number, members in themes.items() for comment in members}
    theme_of |= {str(comment): UNASSIGNED for comment in remainder}
    count, none = len(theme_of), np.full(len(theme_of), UNASSIGNED)
    return Result(
        settings=Settings(),
        themes=tuple(
            Theme(number, f"Tema {number}", ("kata",), len(members), len(members), (str(members[0]),), None, ())
            for number, members in themes.items()
        ),
        memberships=Memberships(
            ids={comment: row for row, comment in enumerate(theme_of)},
            themes=np.column_stack([list(theme_of.values()), none]),
            weights=np.full((count, 2), 0.5, np.float32),
            words=np.full((count, 3), UNASSIGNED),
            subthemes=none,
            vocabulary=[],
        ),
        campaigns=(),
        metrics=Metrics(None, None, 1 - len(remainder) / count, None),
        languages={"id": count},
        cautions=(),
    )
