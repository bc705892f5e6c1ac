"""Rows for tests: each function makes one valid thing and stores it; name what the test is about."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from civic.core.accounts.models import Account, Identity, RoleGrant
from civic.core.agencies.models import Agency
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.processes.models import Phase, PhaseKind, Process

_number = itertools.count(1)


def store(thing: Any) -> Any:
    """Add, commit and return a row."""
    db.session.add(thing)
    db.session.commit()
    return thing


def make_agency(**values: Any) -> Agency:
    n = next(_number)
    return store(Agency(**{"code": f"opd-{n}", "name": f"Dinas {n}", "short_name": f"D{n}", **values}))


def make_account(role: Role | None = None, agency: Agency | None = None, **values: Any) -> Account:
    """A confirmed account, with a role where one is named; `email` or `phone` is its contact. It has no password."""
    n, now = next(_number), utcnow()
    verified_at = values.pop("verified_at", now)
    contacts = {kind: values.pop(kind) for kind in ("email", "phone") if kind in values}
    account = Account(**{"name": f"Warga {n}", **values})
    for kind, value in (contacts or {"email": f"warga{n}@contoh.example"}).items():
        account.identities.append(Identity(kind=kind, value=value, verified_at=verified_at))
    if role is not None:
        account.grants.append(RoleGrant(role=role, agency=agency))
    return store(account)


def make_process(agency: Agency | None = None, **values: Any) -> Process:
    """A process whose open phase runs from yesterday for four weeks."""
    n, now = next(_number), utcnow()
    process = Process(**{"slug": f"proses-{n}", "title": f"Proses {n}", "agency": agency or make_agency(), **values})
    process.phases.append(
        Phase(kind=PhaseKind.OPEN, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=28))
    )
    return store(process)


def make_consultation(process: Process | None = None, **values: Any) -> Consultation:
    """A consultation that is open now, with one question."""
    n, now = next(_number), utcnow()
    consultation = Consultation(
        **{
            "slug": f"konsultasi-{n}",
            "title": f"Konsultasi {n}",
            "process": process or make_process(),
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=28),
            **values,
        }
    )
    consultation.questions.append(ConsultationQuestion(position=1, prompt="Apa pendapat Anda?"))
    return store(consultation)


def make_comment(activity: Consultation, author: Account | None = None, **values: Any) -> Comment:
    """A published comment; the activity's counters are kept as the actions would."""
    body = values.pop("body", f"Tanggapan {next(_number)}")
    reply_to: Comment | None = values.pop("reply_to", None)
    if reply_to is not None:
        values |= {"reply_to_id": reply_to.id, "root_id": reply_to.root_id or reply_to.id}
    activity.comment_count += 1
    activity.version += 1
    comment = Comment(
        activity=activity, author=author or make_account(), body=body, body_html=f"<p>{body}</p>", **values
    )
    return store(comment)
