"""Loading the demonstration city through the same actions that people use, and taking it away again."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

from civic.core.accounts.models import Account, Credential, Identity, IdentityKind
from civic.core.accounts.passwords import hash_password
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.people.actions import grant_role
from civic.demo.comments import write_comments
from civic.demo.content import DATA, PASSWORD, city
from civic.demo.publish import publish
from civic.extensions import db
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table, update_dataset
from civic.opendata.values import Chart
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.processes.models import Phase, PhaseKind, Process, ProcessPlace
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
            topics = write_comments(consultation, item["consultation"], item.get("edition", {}).get("topics"))
        if "edition" in item:
            publish(consultation, item["edition"], staff["perancang"], topics)


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
    names = content["names"]
    for number, (family, given) in enumerate(product(names["family"], names["given"]), 1):
        _account(f"warga{number}@contoh.tangerang.example", f"{given} {family}")
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
        translations={"en": item["en"]},
        illustration=item["illustration"],
        places=[ProcessPlace(region_code=code) for code in item["places"]],
        created_at=today + timedelta(days=item["phases"][0][1]),
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
        translations={"en": {name: text for name, text in plan["en"].items() if name != "questions"}},
        process=process,
        opens_at=today + timedelta(days=plan["opens"]),
        closes_at=today + timedelta(days=plan["closes"]),
    )
    consultation.questions = [
        ConsultationQuestion(position=n, prompt=prompt, translations={"en": {"prompt": english}})
        for n, (prompt, english) in enumerate(zip(plan["questions"], plan["en"]["questions"], strict=True), 1)
    ]
    db.session.add(consultation)
    db.session.flush()
    record(None, "demo.loaded", process)
    return consultation
