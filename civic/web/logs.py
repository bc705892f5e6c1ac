"""One JSON line per request, with an id that the error page shows too."""

from __future__ import annotations

import contextlib
import re
import secrets
import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

log = structlog.get_logger("civic")
_QUIET = {"web.static", "health.healthz", "metrics.metrics"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,40}")


def init_app(app: Flask) -> None:
    configure(app.config["CIVIC"].log_level)
    app.before_request(_start)
    app.after_request(_finish)


def configure(level: str) -> None:
    """Structured lines on standard error, also for libraries that use `logging`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        frames_only,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.PrintLoggerFactory(Lines()),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )


class Lines:
    """Standard error, where a full disk loses lines and not requests."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.flush()


def frames_only(_logger: object, _name: str, event: EventDict) -> EventDict:
    """An error as its kind and the lines it came through.

    Its message is left out: a database puts the values it refused there, and so names, addresses and hashes.
    """
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    causes: list[dict[str, object]] = []
    while isinstance(error, BaseException) and len(causes) < 5:
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-12:]]
        causes.append({"kind": type(error).__qualname__, "frames": frames})
        error = error.__cause__ or error.__context__
    if causes:
        event["error_chain"] = causes
    return event


def _start() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-ID"] = g.request_id
        if request.endpoint not in _QUIET:
            # The path only: a query string may hold what a person typed.
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                duration_ms=round((time.perf_counter() - g.started) * 1000, 1),
            )
    return response
