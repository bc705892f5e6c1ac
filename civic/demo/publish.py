"""Reading, naming, answering and publishing the finished consultation, through the actions of its drafter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.core.jobs import run_here
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import publish_summary
from civic.participation.consultations.models import Consultation

THEMES = 40  # asked of the engine: thrice the topics, so that each is found and the drafter joins what belongs together
OTHER = "lain"  # greetings and thanks, which belong to no theme


def publish(consultation: Consultation, plan: Mapping[str, Any], drafter: Account, topics: Mapping[int, str]) -> None:
    """Analyse the comments, give each theme the name and answer of what most of its comments are about, publish."""
    run = prepare_here(drafter, of_activity(consultation), THEMES)
    run_here(JOB, {"run_id": run.id})
    run = db.session.get_one(AnalysisRun, run.id)
    drafter = db.session.get_one(Account, drafter.id)
    themes = _themes_by_topic(run, topics)
    with transaction():  # one for all: each edit of its own would read the run anew
        for topic, (first, *others) in themes.items():
            _question, label, status, answer = plan["topics"][topic]
            for other in others:
                edit(drafter, run, EditKind.MERGE, {"theme": other, "into": first})
            edit(drafter, run, EditKind.RENAME, {"theme": first, "label": label})
            edit(drafter, run, EditKind.RESPOND, {"theme": first, "status": status, "answer": answer})
        for comment, theme in _assigned(run).items():
            right = themes.get(topics[comment], [None])
            if theme not in right and (theme, right[0]) != (None, None):
                edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": right[0]})
        for slug in plan["link"]:
            edit(drafter, run, EditKind.LINK, {"dataset": slug})
    publish_summary(drafter, run, introduction=plan["introduction"])


def _themes_by_topic(run: AnalysisRun, topics: Mapping[int, str]) -> dict[str, list[int]]:
    """The engine's themes by the topic that most of their comments have, the one that is most of all about it first.

    A topic that leads nowhere takes the theme where it is strongest from one that leads several.
    """
    told: dict[int, Counter[str]] = defaultdict(Counter)
    for comment, theme in _assigned(run).items():
        if theme is not None and topics[comment] != OTHER:
            told[theme][topics[comment]] += 1
    found: dict[str, list[int]] = defaultdict(list)
    for theme, counts in told.items():
        found[counts.most_common(1)[0][0]].append(theme)
    for topic in sorted(set(topics.values()) - found.keys() - {OTHER}):
        spare = [theme for themes in found.values() if len(themes) > 1 for theme in themes]
        theme = max(spare, key=lambda theme: (told[theme][topic] / told[theme].total(), theme))
        next(themes for themes in found.values() if theme in themes).remove(theme)
        found[topic] = [theme]
    return {
        topic: sorted(themes, key=lambda t: -(told[t][topic] ** 2) / told[t].total()) for topic, themes in found.items()
    }


def _assigned(run: AnalysisRun) -> dict[int, int | None]:
    rows = select(RunAssignment.item_id, RunAssignment.theme).where(RunAssignment.run_id == run.id)
    return dict(db.session.execute(rows.order_by(RunAssignment.item_id)).tuples().all())
