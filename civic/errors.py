"""The named errors that actions raise; one handler turns them into pages, problem+json or one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class CivicError(Exception):
    """Something the person can be told about. `message` is in their language; `status` is HTTP's."""

    status = 400
    default: str | LazyString = _l("Something is not right with this request.")

    def __init__(self, message: str | LazyString | None = None) -> None:
        super().__init__(message or self.default)

    @property
    def message(self) -> str:
        return str(self.args[0])


class Invalid(CivicError):
    """A value cannot be accepted; `field` names the form field it was typed into."""

    status = 422
    default = _l("This value cannot be accepted.")

    def __init__(self, field: str, message: str | LazyString | None = None, others: tuple[Invalid, ...] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.others = others

    @property
    def all(self) -> tuple[Invalid, ...]:
        """This error and those found with it, in the order of the fields."""
        return (self, *self.others)


def gather(*checks: Callable[[], Any]) -> tuple[Any, ...]:
    """What the checks return; raises one Invalid that holds those of all checks, so that all is told at once."""
    results: list[Any] = []
    wrong: list[Invalid] = []
    for check in checks:
        try:
            results.append(check())
        except Invalid as error:
            wrong += error.all
    if wrong:
        raise Invalid(wrong[0].field, wrong[0].message, tuple(wrong[1:]))
    return tuple(results)


class SignInNeeded(CivicError):
    status = 401
    default = _l("Sign in to go on.")


class NotPermitted(CivicError):
    status = 403
    default = _l("Your account is not allowed to do this.")


class NotFound(CivicError):
    status = 404
    default = _l("We could not find this page.")


class Conflict(CivicError):
    """The thing has changed meanwhile, or is in a state that does not allow this."""

    status = 409
    default = _l("This has changed in the meantime. Open the page again and retry.")


class TooMany(CivicError):
    """A rate limit was reached; `retry_after_s` is when to come back."""

    status = 429
    default = _l("Too many attempts. Please wait a little and try again.")

    def __init__(self, message: str | LazyString | None = None, retry_after_s: int = 60) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
