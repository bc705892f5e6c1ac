"""The page behind the header's search box."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from civic.core.search.sources import find

blueprint = Blueprint("search", __name__, template_folder="templates")


@blueprint.get("/search")
def search() -> str:
    """Results for `q`, grouped by kind as the sources return them."""
    query = request.args.get("q", "")[:200].strip()
    return render_template("search/search.html", query=query, hits=find(query))
