"""What every template may ask: settings, and whether this is a demo."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from marketplace.kernel import settings
from marketplace.kernel.db import db
from marketplace.people import agency as _declared  # noqa: F401 - declares the settings

from .seller import papers_in_words
from .shop.photos import picture_url
from .statics import static_url

LOGO_WIDTH = 160


def register(app: Flask) -> None:
    """`setting(name)`, `logo_url(whose)`, `demo_notice()` and `paper_name(kind)`."""
    app.jinja_env.globals.update(
        setting=setting, logo_url=logo_url, demo_notice=demo_notice, paper_name=papers_in_words.kind_name
    )


def setting(name: str) -> Any:
    """The value of a setting that is valid now."""
    return settings.REGISTRY[name](db.session())


def logo_url(whose: str = "shop") -> str:
    """The logo that was put up, else the shop's own sign."""
    key = setting(f"{whose}.logo")
    return picture_url(key, LOGO_WIDTH) if key else static_url("img/logo.svg")


def demo_notice() -> bool:
    """Whether the banner “Data contoh” is shown."""
    return bool(current_app.config["DEPLOYMENT"].env == "demo")
