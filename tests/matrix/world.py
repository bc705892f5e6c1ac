"""A small city for the matrix: two agencies, one thing of each kind, and a person for each way to stand to them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from PIL import Image
from werkzeug.routing import Rule

from civic.core.agencies.models import Agency
from civic.core.notices.unsubscribing import make_token
from civic.extensions import db
from civic.insights.frames.actions import FrameText, keep_frame
from civic.insights.summaries.actions import publish_summary
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table
from civic.participation.comments.actions import hide_comment, withdraw_comment
from civic.participation.comments.drafts import Act, keep
from civic.participation.consultations.models import Consultation
from civic.participation.imports.actions import start_upload
from civic.participation.processes.pictures import keep_picture
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.insights.conftest import TEXTS, analysed

ROLES = ("moderator", "drafter", "data_steward", "officer")
# Whoever asks: nobody signed in; a resident; the author of the comment; each role in the agency that owns everything
# here and in another one; an administrator.
PEOPLE = ("anonymous", "resident", "author", *ROLES, *(f"other {role}" for role in ROLES), "administrator")


@dataclass(frozen=True)
class World:
    """Who there is (account ids) and what stands in the addresses, by argument, or by endpoint and argument."""

    people: Mapping[str, int]
    things: Mapping[str, object]

    def addresses(self, app: Flask, rule: Rule) -> Iterator[tuple[str, str]]:
        """Every (address as written in the rule or with its variant, path) of a rule.

        Raises:
            KeyError: an argument for which the city has no thing: add one to `make_world`.
        """
        values = {name: self.thing(rule.endpoint, name) for name in rule.arguments}
        variants = [name for name, value in values.items() if isinstance(value, dict)]
        with app.test_request_context():
            if not variants:
                yield rule.rule, app.url_for(rule.endpoint, **values)  # type: ignore[arg-type]
                return
            (name,) = variants
            for variant, value in values[name].items():  # type: ignore[attr-defined]
                yield f"{rule.rule} [{variant}]", app.url_for(rule.endpoint, **values | {name: value})  # type: ignore[arg-type]

    def thing(self, endpoint: str, argument: str) -> object:
        """What stands for an argument of an endpoint; a dict where there are several."""
        for key in (f"{endpoint}:{argument}", f"{endpoint.split('.', maxsplit=1)[0]}:{argument}", argument):
            if key in self.things:
                return self.things[key]
        raise KeyError(f"{endpoint} needs {argument!r}")


def make_world() -> World:
    """Store the city."""
    ours, others = make_agency(code="dlh"), make_agency(code="dishub")
    people = {"anonymous": 0, "resident": make_account().id}
    author = make_account()
    people["author"] = author.id
    accounts = {}
    for role in ROLES:
        accounts[role] = make_account(Role(role), ours)
        people[role] = accounts[role].id
        people[f"other {role}"] = make_account(Role(role), others).id
    people["administrator"] = make_account(Role.ADMINISTRATOR).id
    consultation = _consultation(ours)
    comment = make_comment(consultation, author)
    hidden, withdrawn = make_comment(consultation, author), make_comment(consultation, author)
    hide_comment(accounts["moderator"], hidden, "Kasar")
    withdraw_comment(author, withdrawn)
    shown = io.BytesIO()
    Image.new("RGB", (8, 8)).save(shown, "PNG")
    shown.seek(0)
    consultation.process.picture_key = keep_picture(shown, "Taman").key
    db.session.commit()
    run = analysed(consultation, accounts["drafter"], 3)
    publish_summary(accounts["drafter"], run)
    luas = io.BytesIO(b"kecamatan,luas\nBenda,7\n")
    dataset = publish_table(None, ours, Place("luas"), DatasetText("Luas"), luas, "a.csv").dataset
    db.session.commit()
    letters = start_upload(accounts["drafter"], consultation, io.BytesIO(b"isi\nLampu mati\n"), "a.csv")
    db.session.commit()
    slug = consultation.slug
    return World(
        people,
        {
            "account_id": people["resident"],
            "comment_id": {"published": comment.id, "hidden": hidden.id, "withdrawn": withdrawn.id},
            "activity_id": consultation.id,
            "key": consultation.process.picture_key,
            "token": keep(Act.COMMENT, consultation, "", body="Saya setuju"),
            "notices:token": make_token(author.id, "comment.reply"),
            "consultations:slug": slug,
            "imports:slug": slug,
            "imports:upload_id": letters.id,
            "processes:slug": consultation.process.slug,
            "process_slug": consultation.process.slug,
            "workbench:slug": slug,
            "workbench:source": "activity",
            "workbench:ref": str(consultation.id),
            "summaries:slug": slug,
            "summaries:place": "consultations",
            "opendata:slug": dataset.slug,
            "opendata.live_table:slug": "answers",
            "opendata.download_live:slug": "answers",
            "table": dataset.resource.slug,
            "upload_id": 1,
            "notice_id": 1,
            "run_id": run.id,
            "frame_id": keep_frame(accounts["drafter"], ours, "Kota", [FrameText("Trotoar")]).id,
            "number": 1,
            "workbench.theme:number": run.themes[0].number,
            "summaries.theme:theme": run.themes[0].number,
            "kind": "csv",
            "name": "comments",
            "code": "en",
            "grant_id": accounts["officer"].grants[0].id,
            "session_id": 1,
            "job_id": "none",
            "agency_id": ours.id,
            "change_id": 1,
            "settings.change:name": "settings",
            "web.static:filename": "favicon.svg",
        },
    )


def _consultation(agency: Agency) -> Consultation:
    consultation = make_consultation(make_process(agency))
    authors = [make_account() for _ in range(5)]
    for number, line in enumerate(TEXTS.split("\n")[1:-1]):
        for position, body in enumerate(line.split("|")):
            make_comment(consultation, authors[(number + position) % 5], body=body)
    return consultation
