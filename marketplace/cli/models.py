"""Imports every module of the domain, so that the metadata knows all tables."""

from __future__ import annotations

import importlib
import pkgutil

PACKAGES = ("kernel", "people", "catalog", "stock", "money", "trade", "sourcing", "notices", "insight")


def load() -> None:
    """Import all of them; the database tools need it, a web server does not."""
    for name in PACKAGES:
        package = importlib.import_module(f"marketplace.{name}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
