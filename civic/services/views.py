"""The page that leads to the service modules that are installed."""

from __future__ import annotations

from flask import Blueprint, render_template

from civic.core.menu import menu_items

blueprint = Blueprint("services", __name__, template_folder="templates")
ROOT = "/services"


@blueprint.get(ROOT)
def index() -> str:
    """Every entry of the menu that leads below this address: a module that is installed is listed by itself."""
    return render_template("services/index.html", services=[e for e in menu_items() if e.url.startswith(f"{ROOT}/")])
