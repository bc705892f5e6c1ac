"""How `civic` commands meet the portal: an application context, and errors as one line with exit 2."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


def portal_command(function: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the portal's application context.

    `civic.cli.main` turns ConfigError and CivicError into one line and exit code 2.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from civic import create_app
        from civic.core.db.schema import check_reachable

        app = create_app()
        check_reachable(app)
        with app.app_context():
            return function(*args, **kwargs)

    return run


class CommandError(click.ClickException):
    """One line on standard error, exit code 2."""

    exit_code = 2


def fail(message: str) -> CommandError:
    """The error to raise when a command cannot go on."""
    return CommandError(message)
