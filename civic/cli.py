"""The `civic` command: what belongs to no module, and whatever the modules bring."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from civic import __version__
from civic.config import Config, ConfigError
from civic.core.commands import fail, portal_command
from civic.errors import CivicError


class CivicGroup(click.Group):
    """Adds the modules' commands, read only when one of them is asked for; groups of one name are merged."""

    _loaded = False

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        from civic.analysis.commands import analyse
        from civic.modules import Failures, find_modules
        from civic.web.logs import configure

        configure("CRITICAL")  # a module that cannot be read is told in one line, not by a traceback
        failures = Failures()
        modules = find_modules(failures)
        for failure in failures:
            click.echo(f"civic: the module {failure.module} is left out ({failure.error})", err=True)
        self.add_command(analyse)
        for module in modules:
            for command in module.commands:
                present = self.commands.get(command.name or "")
                if isinstance(present, click.Group) and isinstance(command, click.Group):
                    for child in command.commands.values():
                        present.add_command(child)
                else:
                    self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "analyse":  # needs no portal: spare it the modules
            from civic.analysis.commands import analyse

            return analyse
        if cmd_name not in self.commands:
            self._load()
        return super().get_command(ctx, cmd_name)


@click.group(cls=CivicGroup)
@click.version_option(__version__, prog_name="civic")
def cli() -> None:
    """Civic: a city's portal for taking part in public decisions."""


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (default: PORT or 8000).")
@click.option("--upgrade", is_flag=True, help="First bring the tables up to date.")
@click.option("--demo", is_flag=True, help="Demonstration mode; a new portal gets the demonstration city.")
def serve(port: int | None, upgrade: bool, demo: bool) -> None:
    """Serve pages and background jobs until Ctrl-C.

    \b
    Example: PORT=8080 civic serve --upgrade
    """
    from civic.core.serve import listen
    from civic.core.serve import serve as run

    if demo:
        os.environ.setdefault("CIVIC_DEMO", "1")
    if port is not None:
        os.environ["PORT"] = str(port)
    config = Config.from_env()
    listener = listen(config)
    if upgrade or demo:
        prepare(config)
    else:
        check(config)
    run(config, listener)


def check(config: Config) -> None:
    """Raise ConfigError for what would end every child of `serve` as soon as it starts."""
    from civic import create_app
    from civic.core.db.schema import check_reachable

    check_reachable(create_app(config))


def prepare(config: Config) -> None:
    """Bring the tables up to date; in demonstration mode fill a new database with the demonstration city."""
    from civic import create_app
    from civic.core.db.schema import check_reachable, is_new, upgrade

    app = create_app(config)
    check_reachable(app)
    with app.app_context():
        fresh = is_new()
        upgrade()
        index_once()
        if config.demo:
            from civic.demo import load_demo, sign_in_lines

            if fresh:
                click.echo("Loading the demonstration city (once) ...")
                load_demo()
            click.echo("\n".join(sign_in_lines()))


def index_once() -> None:
    """Fill the search index of a portal that had none: its rows were stored before there was one."""
    from civic.core.search.actions import is_empty, reindex

    if is_empty():
        reindex()


@cli.command()
@click.option("--slot", default=0, show_default=True, help="Number of this worker on this machine; unique and stable.")
def worker(slot: int) -> None:
    """Work on background jobs until stopped.

    \b
    Example: civic worker --slot 1
    """
    from civic import create_app
    from civic.core.jobs.worker import run_worker

    run_worker(create_app, slot)


@cli.group(name="db")
def database() -> None:
    """The database's tables."""


@database.command()
@portal_command
def upgrade() -> None:
    """Create or bring up to date all tables.

    \b
    Example: civic db upgrade
    """
    from civic.core.db.schema import upgrade as run

    failed = run()
    index_once()
    if failed:
        raise fail("; ".join(f"the tables of the module {f.module} are not up to date ({f.error})" for f in failed))


@cli.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it.

    \b
    Example: civic doctor
    """
    from civic import create_app
    from civic.core.doctor import Level, examine

    colours = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "red"}
    count = 0
    for finding in examine(create_app, Config.from_env):
        count += finding.level is Level.WRONG
        click.echo(f"{click.style(f'{finding.level:8}', fg=colours[finding.level])} {finding.what}")
        if finding.mend:
            click.echo(f"{'':8} -> {finding.mend}")
    if count:
        raise click.ClickException(f"{count} {'thing does' if count == 1 else 'things do'} not work; see above.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@portal_command
def backup(file: Path, force: bool) -> None:
    """Write the database and all files, as of one moment, into FILE. The portal may go on working.

    \b
    Example: civic backup /backups/civic-2026-11-25.tar.gz
    """
    from civic.config import settings
    from civic.core.backup import back_up

    manifest = back_up(settings(), file, replace=force)
    click.echo(f"{file}: {len(manifest.parts)} parts, {manifest.size_bytes / 1e6:.1f} MB, as of {manifest.made_at}.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the portal that is here.")
@portal_command
def restore(file: Path, force: bool) -> None:
    """Make this portal what it was when FILE was written. Stop `civic serve` first.

    \b
    Example: civic restore /backups/civic-2026-11-25.tar.gz
    """
    from civic.config import settings
    from civic.core.backup import put_back

    manifest = put_back(settings(), file, replace=force)
    click.echo(f"Restored {len(manifest.parts)} parts as of {manifest.made_at}.")


def main(args: list[str] | None = None) -> None:
    """Entry point: errors a person can mend end in one line and exit code 2."""
    try:
        result: Any = cli.main(args, prog_name="civic", standalone_mode=False)
    except click.ClickException as error:
        _stop(error.format_message())
    except click.Abort:
        sys.exit(130)
    except (CivicError, ConfigError) as error:
        _stop(str(error))
    else:
        sys.exit(result if isinstance(result, int) else 0)


def _stop(message: str) -> None:
    click.echo(f"civic: {' '.join(message.split())}", err=True)
    sys.exit(2)
