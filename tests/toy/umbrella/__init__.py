"""Umbrellas that residents borrow from the city: a whole service module in one folder."""

from enum import StrEnum
from pathlib import Path

from flask import Blueprint, redirect, render_template_string, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.jobs import JobContext, enqueue, job
from civic.core.permissions import require
from civic.extensions import Model, db
from civic.modules import Card, Document, MenuItem, Module, NoticeKind, PersonalData, Role, SearchSource

HERE = Path(__file__).parent
PAGE = """{% extends "layout.html" %}{% block title %}{{ _("Umbrellas") }}{% endblock %}
{% block content %}<h1 class="govuk-heading-xl">{{ _("Umbrellas") }}</h1>
<ul>{% for each in umbrellas %}<li id="u{{ each.id }}">{{ each.place }}</li>{% endfor %}</ul>{% endblock %}"""
blueprint = Blueprint("umbrella", __name__, url_prefix="/services/umbrella")


class UmbrellaPermission(StrEnum):
    BORROW = "umbrella.borrow"


class Umbrella(Model):
    __tablename__ = "umbrella"
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(200))
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_counted: Mapped[bool] = mapped_column(default=False)


def borrow(actor, place: str) -> Umbrella:
    with transaction():
        require(actor, UmbrellaPermission.BORROW)
        db.session.add(umbrella := Umbrella(place=place, borrower_id=actor.id))
        db.session.flush()
        record(actor, "umbrella.borrowed", umbrella)
        enqueue(db.session.connection(), "umbrella.count", {"umbrella_id": umbrella.id})
    return umbrella


@job("umbrella.count")
def count_job(_context: JobContext, umbrella_id: int) -> None:
    with transaction():
        db.session.execute(update(Umbrella).where(Umbrella.id == umbrella_id).values(is_counted=True))


@blueprint.get("/")
def index():
    umbrellas = db.session.scalars(select(Umbrella).order_by(Umbrella.id.desc()).limit(20))
    return render_template_string(PAGE, umbrellas=umbrellas)


@blueprint.post("/")
def add():
    borrow(current_user, request.form.get("place", "")[:200])
    return redirect(url_for(".index"), code=303)


def card() -> str:
    count = db.session.scalar(select(func.count()).select_from(Umbrella))
    return render_template_string("<p>{{ text }}</p>", text=_("%(count)s umbrellas are out", count=count))


def documents(row: Umbrella):
    yield Document(row.place, "umbrella.index", {"_anchor": f"u{row.id}"})


def mine(account_id: int):
    for each in db.session.scalars(select(Umbrella).where(Umbrella.borrower_id == account_id)):
        yield {"place": each.place}


def forget(account_id: int) -> None:
    db.session.execute(update(Umbrella).where(Umbrella.borrower_id == account_id).values(borrower_id=None))


module = Module(
    "umbrella",
    blueprints=(blueprint,),
    menu=(MenuItem(_l("Umbrellas"), "umbrella.index"),),
    permissions={Role.RESIDENT: frozenset({UmbrellaPermission.BORROW})},
    jobs=(count_job,),
    search=(SearchSource("umbrella", _l("Umbrellas"), Umbrella, documents),),
    cards=(Card("umbrella", card),),
    notices=(NoticeKind("umbrella.due", _l("Bring your umbrella back")),),
    personal_data=(PersonalData("umbrellas", _l("Umbrellas"), mine, forget),),
    migrations=HERE / "migrations",
    translations=HERE / "translations",
)
