"""Pages with a form: what is typed goes to an action; what the action refuses stands at the fields, in one way.

    form = AgencyForm(obj=agency)
    if form.validate_on_submit():
        with form.refusals():
            actions.update_agency(current_user, agency, form.text())
            return redirect(...)
    return form.page("agencies/edit.html", agency=agency)

The template says `{{ error_summary(form) }}`; the layout says "Error" first in the title of a page whose form has some.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template, request
from flask_wtf import FlaskForm
from flask_wtf.form import _is_submitted
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField
from wtforms.form import BaseForm

from civic.core.forms.texts import Texts
from civic.errors import CivicError, Invalid, NotPermitted, SignInNeeded
from civic.extensions import db


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose errors come from its validators and from the action it calls.

    Args:
        ids: as `name_apart` says.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, _form: Any) -> Texts:
            return Texts()

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What was sent: texts, and files for the fields of files alone. Elsewhere nobody expects one, nor JSON."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not _is_submitted():
                return None
            wanted = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in wanted)
            return CombinedMultiDict((files, request.form)) if request.files or request.form else None

    def __init__(self, *arguments: Any, ids: int | str = "", **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.refused_with = Invalid.status
        if ids:
            self.name_apart(ids)

    def name_apart(self, ids: int | str) -> None:
        """Let the ids of the fields end in this, for a page with several forms of a kind."""
        for field in self:
            field.id = field.label.field_id = f"{field.id}-{ids}"

    @contextmanager
    def refusals(self, at: str | None = None) -> Iterator[None]:
        """Keep the page: what is refused within stands in the form, and what was half done is forgotten.

        Each `Invalid` goes to the field it names, or above the form where there is no such field. With `at` so does
        any other refusal, to that field ("": above the form) - but for those that show another page: who is not
        signed in, or not permitted.
        """
        try:
            yield
        except (NotPermitted, SignInNeeded):
            raise
        except CivicError as error:
            if at is None and not isinstance(error, Invalid):
                raise
            db.session.rollback()
            self.refused_with = error.status
            for one in error.all if isinstance(error, Invalid) else (error,):
                self.refuse(one.field if isinstance(one, Invalid) else at or "", one.message)

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong, at a field or (where there is none of this name) above the form."""
        field = self.field_of(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    def field_of(self, name: str) -> Field | None:
        """The field that carries what an action calls so."""
        return self._fields.get(name)

    def page(self, template: str, **values: Any) -> tuple[str, int]:
        """The page with this form; where something is wrong with it, so does its status tell."""
        status = self.refused_with if self.errors and self.is_submitted() else 200
        return render_template(template, form=self, **values), status
