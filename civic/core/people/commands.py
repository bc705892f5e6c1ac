"""`civic user`: the first accounts of a portal."""

from __future__ import annotations

import codecs
import re
import sys

import click

from civic.core.commands import fail, portal_command
from civic.modules import Role

MAX_BYTES = 10_000


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

    password = _first_line(sys.stdin.buffer.read(MAX_BYTES))
    with transaction():
        try:
            agency = agency_by_code(agency_code) if agency_code else None
        except NotFound:
            raise fail(f"there is no agency with the code {agency_code!r}") from None
        account = create_account(name or contact.split("@", maxsplit=1)[0], contact, password)
        if role != Role.RESIDENT:
            grant_role(None, account, Role(role), agency)
    click.echo(f"{contact} can sign in as {role}.")


def _first_line(data: bytes) -> str:
    """The line without its end, in UTF-8 or as Windows writes it; its editors and pipes put a mark before it."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return re.split("[\r\n]", data.decode(encoding), maxsplit=1)[0]
    except UnicodeDecodeError:
        raise fail("the password cannot be read; save it as UTF-8") from None
