"""`civic user`: the first accounts of a portal."""

from __future__ import annotations

import sys

import click

from civic.core.commands import fail, portal_command
from civic.modules import Role


@click.group()
def user() -> None:
    """People's accounts."""


@user.command()
@click.argument("contact", metavar="EMAIL")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--agency", "agency_code", help="Code of the agency in which the role is held.")
@click.option("--name", help="Name to show; the part before @ unless given.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@portal_command
def create(contact: str, role: str, agency_code: str | None, name: str | None, password_stdin: bool) -> None:
    """Make an account that can sign in at once.

    \b
    Example: civic user create wali@kota.id --role administrator --password-stdin < password.txt
    """
    from civic.core.accounts.actions import create_account
    from civic.core.agencies.queries import agency_by_code
    from civic.core.db.transactions import transaction
    from civic.core.people.actions import grant_role
    from civic.errors import NotFound

    password = sys.stdin.readline().rstrip("\r\n")
    with transaction():
        try:
            agency = agency_by_code(agency_code) if agency_code else None
        except NotFound:
            raise fail(f"there is no agency with the code {agency_code!r}") from None
        account = create_account(name or contact.split("@", maxsplit=1)[0], contact, password)
        if role != Role.RESIDENT:
            grant_role(None, account, Role(role), agency)
    click.echo(f"{contact} can sign in as {role}.")
