"""The demonstration city: loaded on first start of `make run`, taken away by `civic demo --remove`."""

from __future__ import annotations

import click

from civic.core.commands import fail, portal_command
from civic.demo.acts import ACTS
from civic.demo.content import PASSWORD, city
from civic.modules import Module

__all__ = ["load_demo", "module", "sign_in_lines"]


def load_demo() -> None:
    """Fill an empty portal with the demonstration city."""
    from civic.demo.load import load_demo as load

    load()


def sign_in_lines() -> list[str]:
    """The demonstration sign-ins, as `make run` prints them."""
    people = [f"  {email:42} {role}" for email, _name, role, _agencies in city()["staff"]]
    return ["", f"Demonstration accounts (password of all: {PASSWORD})", *people]


@click.command()
@click.option("--remove", is_flag=True, help="Take the demonstration city away.")
@portal_command
def demo(remove: bool) -> None:
    """Load the demonstration city into an empty portal, or take it away.

    \b
    Example: civic demo --remove
    """
    from sqlalchemy import select

    from civic.core.agencies.models import Agency
    from civic.demo.remove import remove_demo
    from civic.extensions import db

    if remove:
        click.echo(f"The demonstration city is gone ({remove_demo()} processes).")
        return
    if db.session.scalar(select(Agency.id).limit(1)) is not None:
        raise fail("this portal is not empty; the demonstration city is loaded into an empty one only")
    load_demo()
    click.echo("\n".join(sign_in_lines()))


module = Module("demo", acts=ACTS, commands=(demo,))
