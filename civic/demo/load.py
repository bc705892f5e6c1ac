"""Loading the demonstration city through the same actions that people use, and taking it away again."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from civic.core.accounts.models import Account, Credential, Identity, IdentityKind
from civic.core.accounts.passwords import hash_password
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs import run_here
from civic.core.markdown import render
from civic.core.people.actions import grant_role
from civic.demo.content import DATA, PASSWORD, city, comment_lines
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table, update_dataset
from civic.opendata.values import Chart
from civic.participation.comments.models import Comment
from civic.participation.consultations.imports import import_comments
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.processes.models import NOWHERE, Phase, PhaseKind, Process
from civic.web.days import first_day, start_of


def load_demo() -> None:
    """Fill an empty portal. The published consultation is analysed here and now."""
    content = city()
    with transaction():
        agencies = _agencies(content)
        staff = _people(content, agencies)
    for slug, path, title, description, licence, source, chart in content["datasets"]:
        with (DATA / path).open("rb") as stream:
            text = DatasetText(title, description, licence, source)
            table = publish_table(None, agencies["kominfo"], Place(slug), text, stream, path.rsplit("/", 1)[1])
        update_dataset(None, table.dataset, text, {table.slug: Chart(**chart) if chart else None})
        with transaction():
            table.dataset.is_demo = True
    for item in content["processes"]:
        with transaction():
            consultation = _process(item, agencies)
        if "import" in item["consultation"]:
            import_comments(None, consultation, DATA / item["consultation"]["import"])
            _publish(consultation, item, staff["perancang"])


def _agencies(content: dict[str, Any]) -> dict[str, Agency]:
    agencies = {
        code: Agency(code=code, name=name, short_name=short, is_demo=True) for code, name, short in content["agencies"]
    }
    db.session.add_all(agencies.values())
    db.session.flush()
    return agencies


def _people(content: dict[str, Any], agencies: dict[str, Agency]) -> dict[str, Account]:
    """Staff who can sign in, by the first part of their address; residents who cannot."""
    hashed, staff = hash_password(PASSWORD), {}
    for email, name, role, codes in content["staff"]:
        account = _account(email, name)
        account.credentials.append(Credential(secret=hashed))
        db.session.flush()
        for code in codes or [None]:
            if role != Role.RESIDENT:
                grant_role(None, account, Role(role), agencies[code] if code else None)
        staff[email.split("@", 1)[0]] = account
    for number, name in enumerate(content["residents"], 1):
        _account(f"warga{number}@contoh.tangerang.example", name)
    db.session.flush()
    return staff


def _account(email: str, name: str) -> Account:
    identity = Identity(kind=IdentityKind.EMAIL, value=email, verified_at=utcnow())
    account = Account(name=name, is_demo=True, identities=[identity])
    db.session.add(account)
    return account


def _process(item: dict[str, Any], agencies: dict[str, Agency]) -> Consultation:
    today = start_of(first_day(utcnow()))
    process = Process(
        slug=item["slug"],
        title=item["title"],
        summary=item["summary"],
        description=item["description"],
        language=item["language"],
        agency=agencies[item["agency"]],
        is_demo=True,
    )
    for kind, first, last in item["phases"]:
        ends_at = today + timedelta(days=last) if last is not None else None
        process.phases.append(Phase(kind=PhaseKind(kind), starts_at=today + timedelta(days=first), ends_at=ends_at))
    plan = item["consultation"]
    consultation = Consultation(
        slug=plan["slug"],
        title=plan["title"],
        summary=plan["summary"],
        introduction=plan["introduction"],
        process=process,
        opens_at=today + timedelta(days=plan["opens"]),
        closes_at=today + timedelta(days=plan["closes"]),
    )
    consultation.questions = [
        ConsultationQuestion(position=n, prompt=prompt) for n, prompt in enumerate(plan["questions"], 1)
    ]
    db.session.add(consultation)
    db.session.flush()
    if "comments" in plan:
        _comments(consultation, plan["comments"])
    record(None, "demo.loaded", process)
    return consultation


def _comments(consultation: Consultation, name: str) -> None:
    """Invented comments by invented residents, spread over the time the consultation was open."""
    lines = list(comment_lines(name))
    authors = db.session.scalars(select(Account.id).where(Account.is_demo, ~Account.credentials.any())).all()
    chance = random.Random(consultation.slug)  # noqa: S311 - the same demonstration every time
    end = min(utcnow(), consultation.closes_at or utcnow())
    start = consultation.opens_at
    questions = {question.position: question.anchor for question in consultation.questions}
    root: int | None = None
    anchor = NOWHERE
    people = set()
    for number, line in enumerate(lines):
        author = chance.choice(authors)
        people.add(author)
        if line.question is not None:
            root, anchor = None, questions[line.question]
        values = {
            "activity_id": consultation.id,
            "anchor_kind": anchor.kind,
            "anchor_ref": anchor.ref,
            "author_id": author,
            "body": line.text,
            "body_html": str(render(line.text)),
            "created_at": _moment(start, end, (number + chance.random()) / (len(lines) + 1)),
            "reply_to_id": root,
            "root_id": root,
        }
        comment = db.session.scalar(insert(Comment).returning(Comment.id), values)
        root = comment if line.question is not None else root
    consultation.comment_count, consultation.people_count = len(lines), len(people)
    consultation.version += 1


def _moment(start: datetime, end: datetime, share: float) -> datetime:
    return (start + (end - start) * share).replace(microsecond=0)


def _publish(consultation: Consultation, item: dict[str, Any], drafter: Account) -> None:
    """Analyse, name and answer the themes that the plan knows, and publish the first edition."""
    run = prepare_here(drafter, consultation, item["themes"])
    run_here(JOB, {"run_id": run.id})
    run = db.session.get_one(AnalysisRun, run.id)
    drafter = db.session.get_one(Account, drafter.id)
    for pattern, label, status, answer in item["answers"]:
        # The largest theme the pattern fits gets the name and answer; further ones join it.
        fitting = [
            theme.number
            for theme in curated_run(run).themes
            if theme.status is None and re.search(pattern, " ".join([theme.label, *theme.terms[:5]]).lower())
        ]
        if not fitting:
            continue
        first, *others = fitting
        for other in others[:2]:
            edit(drafter, run, EditKind.MERGE, {"theme": other, "into": first})
        edit(drafter, run, EditKind.RENAME, {"theme": first, "label": label})
        edit(drafter, run, EditKind.RESPOND, {"theme": first, "status": status, "answer": answer})
    for slug in item["link"]:
        edit(drafter, run, EditKind.LINK, {"dataset": slug})
    publish_summary(drafter, run, introduction=item["summary"])
