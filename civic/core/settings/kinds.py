"""What was typed into a setting's field, as the value that is kept."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from civic.core import files
from civic.core.settings.values import get
from civic.core.text import check_length, clean, clean_line, is_blank
from civic.errors import Invalid
from civic.modules import Setting

MAX_LINE, MAX_PARAGRAPH, MAX_LINES, MAX_FILE_BYTES = 200, 5_000, 2_000, 500_000
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def parse(setting: Setting, typed: Any) -> Any:
    """The value to keep; raises Invalid at the setting's name."""
    value = _read(setting, typed)
    if setting.check is not None:
        try:
            setting.check(value)
        except Invalid as error:
            raise Invalid(setting.name, error.message) from None
        except ValueError as error:
            raise Invalid(setting.name, str(error)) from None
    return value


def media_type(start: bytes) -> str | None:
    """The kind of picture that a file begins like, of those that a browser shows and no script hides in."""
    found = next((kind for magic, kind in _PICTURES.items() if start.startswith(magic)), None)
    return None if found == "image/webp" and start[8:12] != b"WEBP" else found


def _read(setting: Setting, typed: Any) -> Any:
    name = setting.name
    if setting.kind == "file":
        return _picture(name, typed)
    text = str(typed or "")
    check_length(name, text, 400_000)
    match setting.kind:
        case "text":
            text = clean_line(text)
            check_length(name, text, setting.max_length or MAX_LINE)
            return "" if is_blank(text) else text
        case "paragraph":
            text = clean(text)
            check_length(name, text, setting.max_length or MAX_PARAGRAPH)
            return "" if is_blank(text) else text
        case "number":
            if not re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII):
                raise Invalid(name, _("Give a whole number."))
            return int(text)
        case "yes_no":
            return text == "yes"
        case "colour":
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", text.strip()):
                raise Invalid(name, _("Give a colour as # and six digits or letters a-f, such as #0b4653."))
            return text.strip().lower()
        case "choice":
            if text not in setting.choices:
                raise Invalid(name, _("Choose one of the list."))
            return text
        case "lines":
            lines = dict.fromkeys(
                line for line in (clean_line(row) for row in text.splitlines()[: MAX_LINES + 1]) if line
            )
            if len(lines) > MAX_LINES:
                raise Invalid(name, _("At most %(num)s lines fit.", num=MAX_LINES))
            return list(lines)
    raise TypeError(f"the setting {name} is of an unknown kind: {setting.kind}")


def _picture(name: str, typed: Any) -> Any:
    """The key and kind of an uploaded picture; nothing chosen keeps what is there."""
    if not isinstance(typed, FileStorage) or not typed.filename:
        return get(name)
    stream: BinaryIO = typed.stream  # type: ignore[assignment]
    kind = media_type(stream.read(16))
    if kind is None:
        raise Invalid(name, _("Choose a picture: PNG, JPEG or WebP."))
    if stream.seek(0, 2) > MAX_FILE_BYTES:
        raise Invalid(name, _("The picture is too large; at most 500 kB fit."))
    stream.seek(0)
    return {"key": files.store(stream).key, "type": kind}
