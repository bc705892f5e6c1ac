"""/metrics for Prometheus: requests by endpoint and status, and their duration."""

from __future__ import annotations

import os
import secrets
import time

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from civic.config import settings

requests_total = Counter("civic_requests_total", "Requests answered", ["endpoint", "method", "status"])
request_seconds = Histogram("civic_request_seconds", "Time to answer, in seconds", ["endpoint"])
blueprint = Blueprint("metrics", __name__)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.after_request(_count)


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "unknown"
    method = request.method if request.method in METHODS else "other"  # each new label stays in memory for good
    requests_total.labels(endpoint, method, response.status_code).inc()
    if "started" in g:
        request_seconds.labels(endpoint).observe(time.perf_counter() - g.started)
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counters of all web processes; for this machine, or for whoever holds the token."""
    token = settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
            abort(403)
    elif not _is_from_this_machine():
        abort(403)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_from_this_machine() -> bool:
    """Whether somebody on this machine asks directly: no proxy in between, whatever the headers say of the rest."""
    original = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    peer = original.get("REMOTE_ADDR", "")
    return peer in ("127.0.0.1", "::1") and not any(name in request.headers for name in PROXY_HEADERS)
