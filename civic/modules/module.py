"""The module itself, and the roles and menu it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, Flask

from civic.modules.corpora import CorpusSource
from civic.modules.parts import (
    ActivityKind,
    AdminPage,
    Block,
    Card,
    Indicator,
    NoticeKind,
    OpenTable,
    PersonalData,
    Schedule,
    SearchSource,
    Setting,
    Text,
)


class Role(StrEnum):
    """What a person may be. All but resident and administrator are held within an agency."""

    RESIDENT = "resident"
    MODERATOR = "moderator"
    DRAFTER = "drafter"
    DATA_STEWARD = "data_steward"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main navigation; shown to everybody unless it names a permission."""

    label: Text
    endpoint: str
    permission: StrEnum | None = None
    order: int = 50


@dataclass(frozen=True)
class Module:
    """A self-contained part of the portal.

    Attributes:
        permissions: role -> the permissions (members of the module's own StrEnum) it brings.
        acts: what each of its audit events is called in the trail, by code.
        commands: click commands or groups, added to `civic`.
        jobs: background jobs, made with `civic.core.jobs.job`; one that is not listed is found by nobody.
        activities: kinds of activity that residents take part in.
        corpora: texts of it that drafters can analyse.
        search: rows that the portal's search finds.
        blocks: what it shows on other modules' pages.
        cards: what it shows on the front page.
        admin: its pages in the administration.
        settings: what a city changes while the portal runs.
        personal_data: what it keeps about people: export and erasure.
        schedules: jobs asked for by the clock.
        notices: the sorts of notice it sends.
        indicators: figures with unit, period and source, shown beside the catalogue of data and as an open table.
        tables: tables offered as open data, in the catalogue and as CSV and JSON.
        api: blueprints served under `/api/v1/<name>`. Nothing built in has one yet: tokens and the description of the
            interface (OpenAPI) come with `civic/api`.
        migrations: folder of its own Alembic versions; `civic db upgrade` runs them.
        translations: folder with `<language>/LC_MESSAGES/messages.po`.
        setup: called once with the application, for what none of the others covers.
    """

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    permissions: Mapping[Role, frozenset[StrEnum]] = field(default_factory=dict)
    acts: Mapping[str, Text] = field(default_factory=dict)
    commands: tuple[click.Command, ...] = ()
    jobs: tuple[Any, ...] = ()
    activities: tuple[ActivityKind, ...] = ()
    corpora: tuple[CorpusSource, ...] = ()
    search: tuple[SearchSource, ...] = ()
    blocks: tuple[Block, ...] = ()
    cards: tuple[Card, ...] = ()
    admin: tuple[AdminPage, ...] = ()
    settings: tuple[Setting, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    notices: tuple[NoticeKind, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tables: tuple[OpenTable, ...] = ()
    api: tuple[Blueprint, ...] = ()
    migrations: Path | None = None
    translations: Path | None = None
    setup: Callable[[Flask], None] | None = None
