"""Deployment settings: documented, typed, and refused with one sentence when they are wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

import config

PAGE = Path(__file__).parent.parent / "docs" / "operations.md"
SOUND = {
    "APP_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "PUBLIC_URL": "https://pasar.example.id",
    "DATABASE_URL": "sqlite:////tmp/never-opened.db",
}


def test_every_setting_is_documented() -> None:
    page = PAGE.read_text()
    assert [f.metadata["name"] for f in fields(config.Deployment) if f"`{f.metadata['name']}`" not in page] == []


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PUBLIC_URL", "DATABASE_URL"])
def test_production_needs(missing: str) -> None:
    with pytest.raises(config.ConfigError, match=missing):
        config.load({**SOUND, missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "x"), ("PORT", "70000"), ("APP_ENV", "prod"), ("PUBLIC_URL", "pasar"), ("DATABASE_URL", "mysql://x")],
)
def test_nonsense_is_refused(name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=name):
        config.load({**SOUND, name: value})


def test_faults_and_clocks_only_in_tests() -> None:
    with pytest.raises(config.ConfigError, match="APP_ENV=test"):
        config.load({**SOUND, "FAULT_POINT": "place.orders"})


def test_keys_of_the_card_provider_go_together_and_never_lead_to_a_fake() -> None:
    keys = {"STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
    assert config.load({**SOUND, **keys}).stripe_secret_key == "sk_live_1"
    with pytest.raises(config.ConfigError, match="go together"):
        config.load({**SOUND, "STRIPE_SECRET_KEY": "sk_live_1"})
    with pytest.raises(config.ConfigError, match="fake"):
        config.load({**SOUND, **keys, "STRIPE_API_BASE": "http://127.0.0.1:8700"})


def test_cookies_follow_the_public_address() -> None:
    assert config.load(SOUND).is_https
    assert not config.load({**SOUND, "PUBLIC_URL": "http://localhost:8000"}).is_https
