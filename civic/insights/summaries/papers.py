"""Working papers of a run: what its drafters take to a meeting before anything is published, each marked as a draft."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from civic.analysis import mask
from civic.config import settings
from civic.extensions import db
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import EXCLUDED, Curated
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import compose
from civic.insights.summaries.content import Content, EditionTheme
from civic.insights.summaries.labels import STATUS_LABELS, audit_in_words, stability_in_words
from civic.insights.summaries.pdf import PdfPaper
from civic.web.downloads import FORMULA

if TYPE_CHECKING:
    import xlsxwriter

CHUNK = 1_000
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML may hold them


def write_paper(run: AnalysisRun, kind: str, target: Path) -> None:
    """The run as it stands now, as docx, pdf, xlsx or csv at `target`, in the reader's language.

    The text of comments is masked, and bears no names. Of those that are no longer shown nothing is told.
    """
    curated = curated_run(run)
    PAPERS[kind](run, curated, target)


def _write_docx(run: AnalysisRun, curated: Curated, target: Path) -> None:
    import docx  # late: most of what starts here needs no files

    content, corpus = compose(run, curated), run.corpus
    paper = docx.Document()
    paper.core_properties.title = corpus.title
    paper.sections[0].header.paragraphs[0].text = _("Draft – not published")
    paper.add_heading(corpus.title, 0)
    paper.add_paragraph(_figures(content))
    for theme in content.themes:
        _add_theme(paper, theme)
    paper.add_heading(_("How this was made, and its limits"), 1)
    for line in _method(content):
        paper.add_paragraph(line, style="List Bullet")
    paper.save(str(target))


def _add_theme(paper: Any, theme: EditionTheme) -> None:
    paper.add_heading(_plain(theme.label), 1)
    paper.add_paragraph(_plain(_sizes(theme)))
    if theme.note:
        paper.add_paragraph(_plain(theme.note))
    for quote in theme.quotes:
        paper.add_paragraph(_plain(f"“{quote.text}” ({quote.id})"), style="Quote")
    answer = paper.add_paragraph()
    answer.add_run(f"{STATUS_LABELS[theme.status]}: " if theme.status else _("No answer yet")).bold = True
    answer.add_run(_plain(theme.answer))


def _sizes(theme: EditionTheme) -> str:
    said = [ngettext("%(num)s comment", "%(num)s comments", theme.size)]
    said += [ngettext("%(num)s person", "%(num)s people", theme.people), ", ".join(theme.terms)]
    return " · ".join(filter(None, said))


def _write_pdf(run: AnalysisRun, curated: Curated, target: Path) -> None:
    content, corpus = compose(run, curated), run.corpus
    paper = PdfPaper(corpus.title, str(get_locale()), _("Draft – not published"))
    paper.heading(corpus.title, 0)
    paper.paragraph(_figures(content))
    for theme in content.themes:
        paper.heading(theme.label, 1)
        paper.paragraph(_sizes(theme))
        if theme.note:
            paper.paragraph(theme.note)
        for quote in theme.quotes:
            paper.paragraph(f"“{quote.text}” ({quote.id})", indent_mm=8)
        paper.paragraph(str(STATUS_LABELS[theme.status]) if theme.status else _("No answer yet"), bold=True)
        if theme.answer:
            paper.paragraph(theme.answer)
    paper.heading(_("How this was made, and its limits"), 1)
    for line in _method(content):
        paper.paragraph(line, sign="•")
    paper.save(target)


def _write_xlsx(run: AnalysisRun, curated: Curated, target: Path) -> None:
    content = compose(run, curated)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    import xlsxwriter  # late: most of what starts here needs no files

    with xlsxwriter.Workbook(str(target), options) as book:
        lines = [_("Draft – not published"), _figures(content), *_method(content)]
        _sheet(book, _("Draft"), ([line] for line in lines))
        _sheet(book, _("Themes"), _themes(content))
        _sheet(book, _("Comments"), chain([_head()], _rows(run, curated)))


def _themes(content: Content) -> Iterator[list[Any]]:
    yield [_("Theme"), _("Comments"), _("People"), _("agree"), _("disagree"), _("Words"), _("Answer"), _("Reasons")]
    for theme in content.themes:
        opinions = theme.opinions.agrees, theme.opinions.disagrees
        status = str(STATUS_LABELS[theme.status]) if theme.status else ""
        yield [theme.label, theme.size, theme.people, *opinions, ", ".join(theme.terms), status, theme.answer]


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for position, row in enumerate(rows):
        sheet.write_row(position, 0, [_plain(cell) if isinstance(cell, str) else cell for cell in row])


def _write_csv(run: AnalysisRun, curated: Curated, target: Path) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_head(), _("Draft – not published")])
        for row in _rows(run, curated):
            writer.writerow([re.sub(FORMULA, r"\1'\2", cell) if isinstance(cell, str) else cell for cell in row])


def _head() -> list[str]:
    return [_("Number"), _("Theme"), _("Placed by a person"), _("fit"), _("Time"), _("agree"), _("disagree"), _("Text")]


def _rows(run: AnalysisRun, curated: Curated) -> Iterator[list[Any]]:
    """Every comment with the theme it stands in, in order of their numbers, read some at a time."""
    zone = ZoneInfo(settings().time_zone)
    label_of = {source: theme.label for theme in curated.themes for source in theme.sources}
    label_of[EXCLUDED] = _("set aside")
    last = 0
    while True:
        query = select(RunAssignment).where(RunAssignment.run_id == run.id, RunAssignment.item_id > last)
        batch = db.session.scalars(query.order_by(RunAssignment.item_id).limit(CHUNK)).all()
        items = run.source.shown([row.item_id for row in batch])
        for row in batch:
            if (item := items.get(row.item_id)) is not None:
                when = item.created_at.astimezone(zone).replace(microsecond=0).isoformat()
                place = label_of.get(row.home, "") if row.home is not None else ""
                opinions = item.agrees, item.disagrees
                yield [row.item_id, place, int(row.is_placed), row.weight, when, *opinions, mask(item.text)]
        if len(batch) < CHUNK:
            return
        last = batch[-1].item_id
        db.session.expunge_all()


def _figures(content: Content) -> str:
    counts = content.counts
    words = [ngettext("%(num)s comment", "%(num)s comments", counts.comments)]
    words += [ngettext("%(num)s person", "%(num)s people", counts.people)]
    words += [ngettext("%(num)s theme", "%(num)s themes", len(content.themes))]
    words += [ngettext("%(num)s comment in no theme", "%(num)s comments in no theme", counts.remainder)]
    if counts.set_aside:
        words += [ngettext("%(num)s comment set aside", "%(num)s comments set aside", counts.set_aside)]
    return " · ".join(words)


def _method(content: Content) -> Iterator[str]:
    method = content.method
    yield _(
        "A program read all comments and grouped those that use the same words. People in the agency then checked, "
        "renamed, merged and corrected the groups (%(edits)s changes) and wrote the answers.",
        edits=method.edits,
    )
    yield stability_in_words(method.metrics.get("stability"))
    if method.audit is not None:
        yield audit_in_words(method.audit)
    yield _(
        "Comments are what people who took part wrote. They are not a survey: their numbers say nothing about all "
        "residents."
    )


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("", text)


PAPERS: dict[str, Callable[[AnalysisRun, Curated, Path], None]] = {
    "docx": _write_docx,
    "pdf": _write_pdf,
    "xlsx": _write_xlsx,
    "csv": _write_csv,
}
