"""Every setting of the portal: typed, read from the environment, with its default and why it exists.

`docs/configuration.md` is generated from this file (`make docs`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app


class ConfigError(Exception):
    """A setting is wrong; the message is one line that says which and how to mend it."""


def setting(default: object, why: str, *, env: str = "", secret: bool = False) -> typing.Any:
    """One setting: its default and one line of why; `env` where the name is not CIVIC_<FIELD>."""
    return field(default=default, metadata={"why": why, "env": env, "secret": secret})


@dataclass(frozen=True)
class Config:
    """The settings of one running portal. Field names are lower case of `CIVIC_...`."""

    home: Path = setting(Path("instance"), "Folder of all that is kept: database, files, secrets, outbox.")
    database_url: str = setting(
        "",
        "SQLAlchemy address of the database; empty means SQLite under CIVIC_HOME. PostgreSQL: postgresql://…",
    )
    port: int = setting(8000, "Port that `civic serve` listens on.", env="PORT")
    host: str = setting("127.0.0.1", "Address that `civic serve` binds; 0.0.0.0 in a container.")
    web_workers: int = setting(2, "Web processes, each with four threads; one to two per core.")
    workers: int = setting(1, "Background worker processes that `civic serve` starts.")
    job_poll_s: float = setting(1.0, "Seconds between two looks of a worker at the queue.")
    job_retry_s: float = setting(
        10.0, "Seconds before a failed job is tried again; each further pause is three times as long."
    )
    worker_beat_s: float = setting(5.0, "Seconds between two signs of life of a worker.")
    worker_dead_s: float = setting(30.0, "Seconds without a sign of life after which another takes over.")
    executor: str = setting(
        "",
        "Stable, unique name of this machine among several on one database; empty: the host name.",
    )
    base_url: str = setting("", "Public address (https://…), for links in mail and permanent addresses.")
    trusted_proxies: int = setting(
        0,
        "Reverse proxies in front whose X-Forwarded-* headers are believed; 0: reached directly.",
    )
    secret_key: str = setting(
        "",
        "Key that signs cookies and codes; empty: made once and kept in CIVIC_HOME.",
        secret=True,
    )
    demo: bool = setting(
        False,
        "Demonstration mode: banner, sign-in hints and the outbox at /dev/outbox. Never on a real portal.",
    )
    city_name: str = setting("Kota Tangerang", "Name of the city, in the header and in mail.")
    region_code: str = setting("36.71", "Kemendagri code of the city; decides which districts maps show.")
    portal_name: str = setting("Suara Kota", "Name of the portal, beside the city's.")
    default_locale: str = setting("id", "Language for who has not chosen one: id or en.")
    time_zone: str = setting("Asia/Jakarta", "Zone in which dates are shown and entered.")
    contact_email: str = setting("", "Where residents write when something does not work; shown in the footer.")
    mail_url: str = setting(
        "",
        "smtp://user:password@host:port or smtps://…; empty: messages land in CIVIC_HOME/outbox.",
        secret=True,
    )
    mail_timeout_s: float = setting(20.0, "Seconds without an answer after which a mail server counts as away.")
    mail_from: str = setting("portal@localhost", "Sender address of the portal's mail.")
    max_upload_mb: int = setting(20, "Largest upload in megabytes; larger ones are refused unread.")
    virus_scanner: str = setting(
        "",
        "What looks through attached files: clamd:host:port, clamd:/path/of/its/socket, or a command that reads the "
        "file and exits 0 for a clean one, 1 for another (clamscan --no-summary -). None is taken while it is silent.",
    )
    edit_minutes: int = setting(15, "Minutes during which a person may correct a comment.")
    moderation_words: str = setting("", "Words and phrases, with commas between, whose comments wait for a moderator.")
    comment_limit: int = setting(20, "Comments that one person may send in an hour.")
    ratelimit_storage: str = setting(
        "memory://", "Where requests are counted: memory:// for one machine, redis://… when several serve one portal."
    )
    request_limit: str = setting("600/minute", "Requests allowed for one address before it is asked to wait.")
    analysis_encoder: str = setting(
        "learned",
        "What comments are compared by: learned (from the comments themselves), or the folder or package of a sentence "
        "encoder with its languages: folder@id,en. It is never downloaded; needs the extra civic[embeddings].",
    )
    analysis_jobs: int = setting(1, "Processes that read comments in one analysis; at most one per core.")
    analysis_cluster: str = setting(
        "",
        "Address of a Dask scheduler for very large analyses: tcp://host:8786; empty: this machine alone. "
        "Needs the extra civic[cluster].",
    )
    log_level: str = setting("INFO", "Least important level that is logged: DEBUG, INFO, WARNING or ERROR.")
    metrics_token: str = setting(
        "", "Bearer token for /metrics; empty means only this machine may read it.", secret=True
    )
    testing: bool = setting(False, "For the test suite: errors are raised and codes are easier to read.")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, **overrides: object) -> Config:
        """Read the settings from environment variables; `overrides` win.

        Raises:
            ConfigError: a value cannot be read as its type.
        """
        hints = typing.get_type_hints(cls)
        values: dict[str, object] = {}
        for item in fields(cls):
            raw = environ.get(env_name(item), "")
            if raw != "":
                values[item.name] = _parse(env_name(item), raw, hints[item.name])
        config = cls(**{**values, **overrides})  # type: ignore[arg-type]
        config.refuse_unsafe()
        return config

    def refuse_unsafe(self) -> None:
        """Raise ConfigError for what no portal that others can reach should run with."""
        if self.testing:
            raise ConfigError("CIVIC_TESTING is for the test suite, which needs no environment; unset it.")
        if self.secret_key and len(self.secret_key) < SECRET_LENGTH:
            raise ConfigError(
                f"CIVIC_SECRET_KEY has {len(self.secret_key)} characters and could be guessed; "
                "unset it, or make one with: openssl rand -hex 32"
            )
        if self.demo and self.base_url.startswith("https://"):
            raise ConfigError(
                "CIVIC_DEMO shows sign-in codes to everybody, and CIVIC_BASE_URL is a public address; unset one."
            )

    def __post_init__(self) -> None:
        object.__setattr__(self, "home", Path(self.home).expanduser().resolve())
        if self.default_locale not in ("id", "en"):
            raise ConfigError(f"CIVIC_DEFAULT_LOCALE is {self.default_locale!r}; it must be id or en.")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ConfigError(f"CIVIC_TIME_ZONE is {self.time_zone!r}; write Asia/Jakarta.") from None
        if not 0 <= self.port <= 65535:
            raise ConfigError(f"PORT is {self.port}; it must lie between 0 and 65535.")
        if self.analysis_jobs < 1:
            raise ConfigError(f"CIVIC_ANALYSIS_JOBS is {self.analysis_jobs}; it must be 1 or more.")
        if self.database_url and urlsplit(self.database_url).scheme.split("+")[0] not in _SCHEMES:
            raise ConfigError("CIVIC_DATABASE_URL must start with sqlite:/// or postgresql://.")

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database in use, with the driver named."""
        if not self.database_url:
            return f"sqlite:///{self.home / 'civic.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    def prepare_home(self) -> None:
        """Create the state folder, for this user alone; raises ConfigError when it cannot be written."""
        os.umask(0o077)
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._close_to_others()
            probe = self.home / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigError(
                f"CIVIC_HOME {self.home} cannot be written ({error.strerror}); "
                "choose another folder or mend its rights."
            ) from None

    def _close_to_others(self) -> None:
        """Take everybody else's rights to the folder and the database, which an older portal may have left open."""
        for path, mode in (
            (self.home, 0o700),
            *((self.home / f"civic.db{end}", 0o600) for end in ("", "-wal", "-shm")),
        ):
            with contextlib.suppress(FileNotFoundError, PermissionError):
                present = path.stat().st_mode
                # A sticky folder (/tmp) is everybody's, and only its owner can change a mode.
                if present & 0o077 and not present & stat.S_ISVTX:
                    path.chmod(mode)

    def signing_key(self) -> str:
        """The secret key: the setting, or one generated once and kept in CIVIC_HOME."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            own = self.home / f".secret_key-{os.getpid()}"
            own.write_text(secrets.token_hex(32))
            with contextlib.suppress(FileExistsError):
                os.link(own, path)  # whole or not at all: of processes that start together, all end with the same key
            own.unlink()
        return path.read_text().strip()


SECRET_LENGTH = 32
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}
_SCHEMES = {"sqlite", "postgres", "postgresql"}


def settings() -> Config:
    """The settings of the running application."""
    return typing.cast(Config, current_app.config["CIVIC"])


def env_name(item: Field[typing.Any]) -> str:
    """Environment variable of a setting."""
    return item.metadata["env"] or f"CIVIC_{item.name.upper()}"


def _parse(name: str, raw: str, kind: type | types.GenericAlias) -> object:
    if kind is bool:
        if raw.lower() not in _YES | _NO:
            raise ConfigError(f"{name} is {raw!r}; it must be 1 or 0.")
        return raw.lower() in _YES
    if kind is int:
        try:
            return int(raw)
        except ValueError:
            raise ConfigError(f"{name} is {raw!r}; it must be a whole number.") from None
    if kind is float:
        try:
            return float(raw)
        except ValueError:
            raise ConfigError(f"{name} is {raw!r}; it must be a number.") from None
    return Path(raw) if kind is Path else raw


def as_markdown() -> str:
    """The reference page docs/configuration.md."""
    lines = [
        "# Configuration",
        "",
        "Generated from `civic/config.py` by `make docs`. Every setting is an environment variable.",
        "",
        "| variable | default | what it is for |",
        "|---|---|---|",
    ]
    for item in fields(Config):
        default = "" if item.default is MISSING or item.default in ("", None) else f"`{_shown(item.default)}`"
        secret = " Secret." if item.metadata["secret"] else ""
        lines.append(f"| `{env_name(item)}` | {default} | {item.metadata['why']}{secret} |")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)
