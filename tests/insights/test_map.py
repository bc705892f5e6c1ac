"""The themes of a run as a map."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.models import AnalysisRun
from civic.insights.workbench.mapping import SHADES, drawn
from tests.conftest import sign_in


def test_each_theme_is_a_link_on_the_sheet_and_in_the_list(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    page = sign_in(client, drafter).get(f"/workbench/runs/{run.id}/map").text
    assert f"/workbench/runs/{run.id}/map" in client.get(f"/workbench/runs/{run.id}").text
    for theme in curated_run(run).themes:
        assert page.count(f'href="/workbench/runs/{run.id}/themes/{theme.number}"') == 2
    sheet = page.partition("theme-map__sheet")[2].partition("</svg>")[0]
    assert len(re.findall("<circle", sheet)) == 3


def test_merged_themes_are_one_circle_between_them_and_those_by_hand_are_told(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    first, second, third = curated_run(run).themes
    edit(drafter, run, EditKind.MERGE, {"theme": second.number, "into": first.number})
    edit(drafter, run, EditKind.SPLIT, {"theme": third.number, "comments": third.quotes[:2], "label": "Baru dibuat"})
    found = drawn(run.map, curated_run(run))
    assert [circle.theme.number for circle in found.circles] == [first.number, third.number]
    merged = found.circles[0]
    one, other = (run.map["themes"][str(theme.number)] for theme in (first, second))
    assert min(one[0], other[0]) <= merged.x <= max(one[0], other[0])
    assert merged.radius > max(one[2], other[2])
    assert [theme.label for _position, theme in found.beside] == ["Baru dibuat"]
    assert "Baru dibuat" in sign_in(client, drafter).get(f"/workbench/runs/{run.id}/map").text


def test_names_do_not_stand_on_one_another_and_the_sheet_stays_small(run: AnalysisRun) -> None:
    stored = {"columns": 60, "rows": 40, "themes": {}, "cells": [[c, r, c + r] for c in range(60) for r in range(40)]}
    curated = curated_run(run)
    stored["themes"] = {str(theme.number): [30.0, 20.0, 3.0] for theme in curated.themes}
    found = drawn(stored, curated)
    assert [bool(circle.name) for circle in found.circles] == [True, False, False]
    assert len(found.shades) == SHADES
    assert sum(map(len, found.shades)) < 40_000


def test_a_run_from_before_there_were_maps_has_none(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    run.map = {}
    db.session.commit()
    assert sign_in(client, drafter).get(f"/workbench/runs/{run.id}/map").status_code == 404
    assert "/map" not in client.get(f"/workbench/runs/{run.id}").text
