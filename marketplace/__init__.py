"""The marketplace: an application built from a deployment's settings."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from config import ROOT, Deployment, load
from marketplace.kernel import clock, crypto, db, faults, files
from marketplace.money.gateways import card, stripe_api


def create_app(deployment: Deployment | None = None) -> Flask:
    """Build the application; refuses to start when the deployment is not sound."""
    deployment = deployment or load()
    app = Flask(__name__, root_path=str(ROOT), template_folder="templates", static_folder=None)
    _configure(app, deployment)
    db.db.init_app(app)
    crypto.use(deployment.secret_key, *deployment.earlier_secret_keys)
    app.extensions["files"] = files.Files(deployment.data_dir / "files")
    card.use(_card_access(deployment))
    if deployment.is_test:
        _allow_tests_to_interfere(deployment)

    from marketplace import cli, web

    web.register(app)
    cli.register(app)
    return app


def _configure(app: Flask, deployment: Deployment) -> None:
    url = db.driver_url(deployment.database_url)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    app.config.update(
        DEPLOYMENT=deployment,
        SECRET_KEY=deployment.secret_key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(url),
        MAX_CONTENT_LENGTH=18 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="sesi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=deployment.is_https,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 60,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        BABEL_DEFAULT_LOCALE="id",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "marketplace" / "translations"),
    )


def _card_access(deployment: Deployment) -> stripe_api.Access | None:
    key, secret = deployment.stripe_secret_key, deployment.stripe_webhook_secret
    return stripe_api.Access(key, secret, deployment.stripe_api_base) if key and secret else None


def _allow_tests_to_interfere(deployment: Deployment) -> None:
    if deployment.clock_file:
        clock.follow_file_for_tests(Path(deployment.clock_file))
    if deployment.fault_point:
        faults.arm(deployment.fault_point)
