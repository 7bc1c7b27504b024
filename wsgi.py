"""The WSGI entry point: `wsgi:app`."""

import os

from marketplace import create_app

app = create_app()

if "FLASK_RUN_FROM_CLI" not in os.environ and app.config["DEPLOYMENT"].is_production:
    from marketplace.cli import health

    health.refuse_unsound(app)
