"""Is the process alive, is it ready for work."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.kernel.db import db

from .access import PUBLIC, policy

bp = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """`/healthz` and `/readyz`."""
    app.register_blueprint(bp)


@bp.get("/healthz")
@policy(PUBLIC)
def live() -> tuple[str, int]:
    """The process answers."""
    return "ok", 200


@bp.get("/readyz")
@policy(PUBLIC)
def ready() -> tuple[str, int]:
    """The database answers and the process is not about to stop."""
    deployment = current_app.config["DEPLOYMENT"]
    if (deployment.data_dir / f"stopping-{deployment.port}").exists():
        return "stopping", 503
    try:
        db.session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        return "database", 503
    return "ready", 200
