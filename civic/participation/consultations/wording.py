"""Questions in another language: line by line as drafters type them, each kept with the question it translates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _

from civic.core.text import clean_line
from civic.errors import Invalid
from civic.participation.consultations.models import ConsultationQuestion

NONE = "-"  # a line of a question that nobody has translated
_DASHES = frozenset("-–—")


def prompt_in(question: ConsultationQuestion, language: str) -> str:
    """The question in this language; nothing where nobody has translated it."""
    return question.translations.get(language, {}).get("prompt", "")


def lines_in(questions: Iterable[ConsultationQuestion], language: str) -> list[str]:
    """One line for each question; none at all where no question is translated."""
    lines = [prompt_in(question, language) for question in questions]
    return [line or NONE for line in lines] if any(lines) else []


def paired(prompts: Sequence[str], typed: Iterable[str], shown: Mapping[str, str], field: str) -> dict[str, str]:
    """Which question each line translates; those without a translation are left out.

    Line by line. Where the lines are as they were `shown` (question -> line), only the questions have changed: each
    keeps its line wherever it stands now, and reworded ones have the lines of those that they replace.

    Raises:
        Invalid: there are more or fewer lines than questions, so that nobody can tell which belong together.
    """
    lines = [line for line in map(clean_line, typed) if line]
    found: Mapping[str, str]
    if not lines:
        found = {}
    elif lines == list(shown.values()):
        free = [line for prompt, line in shown.items() if prompt not in prompts]
        new = [prompt for prompt in prompts if prompt not in shown]
        if new and len(new) != len(free):
            raise _uneven(field, prompts, lines)
        found = {prompt: shown[prompt] for prompt in prompts if prompt in shown} | dict(zip(new, free, strict=False))
    elif len(lines) == len(prompts):
        found = dict(zip(prompts, lines, strict=True))
    else:
        raise _uneven(field, prompts, lines)
    return {prompt: line for prompt, line in found.items() if line not in _DASHES}


def _uneven(field: str, prompts: Sequence[str], lines: Sequence[str]) -> Invalid:
    return Invalid(
        field,
        _(
            "Questions: %(questions)s, lines here: %(lines)s. Give one line for each question, in the same order, and a"
            " hyphen (-) for one that is not translated.",
            questions=len(prompts),
            lines=len(lines),
        ),
    )
