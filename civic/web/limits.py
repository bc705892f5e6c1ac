"""How large a request may be and how many one address may send: the one place for both."""

from __future__ import annotations

MAX_HEADER_BYTES = 32_768
MAX_FORM_BYTES = 1_000_000
MAX_FORM_PARTS = 500
