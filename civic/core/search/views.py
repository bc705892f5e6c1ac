"""The page behind the header's search box."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for

from civic.core.agencies.queries import all_agencies
from civic.core.search.asked import MAX_CHARACTERS
from civic.core.search.queries import Hit, find
from civic.modules import registry

blueprint = Blueprint("search", __name__, template_folder="templates")


@blueprint.get("/search")
def search() -> str:
    """Results for `q`, of one `kind` or of all, of one `agency`, of what is `open` now."""
    agencies = all_agencies()
    asked = {name: request.args.get(name, "") for name in ("q", "kind", "agency", "open")}
    query = asked["q"][:MAX_CHARACTERS].strip()
    agency = next((a for a in agencies if a.code == asked["agency"]), None)
    results = find(
        query,
        kind=asked["kind"],
        agency_id=agency.id if agency else None,
        is_open=asked["open"] == "1",
        cursor=request.args.get("after"),
    )

    def address(**changes: str | None) -> str:
        values: dict[str, Any] = {**asked, "q": query, **changes}
        return url_for(".search", **{name: value for name, value in values.items() if value})

    shown = [(hit, url) for hit in results.hits if (url := _page_of(hit))]
    return render_template(
        "search/search.html",
        query=query,
        asked=asked,
        results=results,
        shown=shown,
        is_partial=results.is_partial or len(shown) < len(results.hits),
        agencies=agencies,
        address=address,
    )


def _page_of(hit: Hit) -> str | None:
    """Where a hit leads; None when its module names a page that is not there."""
    look = partial(url_for, hit.endpoint, **hit.values)
    return registry().attempt(hit.source, f"address of search {hit.source.kind}", look, None)
