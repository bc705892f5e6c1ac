"""Reading uploads, and what an import has to know of the consultation it goes to."""

from __future__ import annotations

from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.participation.comments.models import Comment, CommentState
from civic.participation.consultations.models import Consultation
from civic.participation.imports.columns import Questions, spelt
from civic.participation.imports.errors import NoUpload
from civic.participation.imports.models import CommentUpload
from civic.participation.imports.reading import digest
from civic.participation.processes.models import Anchor


def upload_of(account: Account, consultation: Consultation, upload_id: int) -> CommentUpload:
    """An upload of this person for this consultation; raises NoUpload, for another's too."""
    query = select(CommentUpload).filter_by(id=upload_id, account_id=account.id, consultation_id=consultation.id)
    upload = db.session.scalar(query)
    if upload is None:
        raise NoUpload
    return upload


def known_ids(activity_id: int) -> dict[str, str | None]:
    """Digest of each imported comment's text by its id; None where the text is no longer shown."""
    query = select(Comment.external_id, Comment.body, Comment.state).where(
        Comment.activity_id == activity_id, Comment.external_id.is_not(None)
    )
    return {
        identity: digest(body) if state is CommentState.PUBLISHED else None
        for identity, body, state in db.session.execute(query)
        if identity is not None
    }


def questions_of(consultation: Consultation) -> Questions:
    """The questions that are asked now, by all that a file may call them."""
    found: dict[str, Anchor] = {}
    for number, question in enumerate(consultation.questions, 1):
        wordings = [question.prompt, *(texts.get("prompt", "") for texts in question.translations.values())]
        for name in (str(number), *filter(None, wordings)):
            found.setdefault(spelt(name), question.anchor)
    return found
