"""Civic: a city's portal for taking part in public decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from civic.config import Config

__version__ = "0.1.0"


def create_app(config: Config | None = None) -> Flask:
    """Make the application: settings, extensions, look, modules.

    Raises:
        civic.config.ConfigError: a setting is wrong or CIVIC_HOME cannot be written.
    """
    # Imported here so that `civic analyse`, which needs no portal, starts without one.
    from flask import Flask

    from civic import modules, web
    from civic.config import Config
    from civic.core import health, menu, permissions
    from civic.core.db import engine, schema
    from civic.extensions import db, login_manager, migrate

    config = config or Config.from_env()
    config.prepare_home()
    app = Flask("civic", static_folder=None, instance_path=str(config.home), instance_relative_config=True)
    app.config["CIVIC"] = config
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine.engine_options(config)
    db.init_app(app)
    engine.init_app(app)
    migrate.init_app(app, db, directory=str(schema.MIGRATIONS), render_as_batch=True)
    login_manager.init_app(app)
    menu.init_app(app)
    modules.find(app)
    web.init_app(app)
    modules.install(app)
    permissions.init_app(app)
    health.init_app(app)
    return app
