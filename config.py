"""Deployment settings: read from the environment once, typed, checked, explained."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class ConfigError(SystemExit):
    """A deployment setting is missing or wrong; the message is one clear sentence."""


def _text(value: str) -> str:
    return value.strip()


def _env(value: str) -> str:
    if value not in {"demo", "production", "test"}:
        raise ValueError("must be demo, production or test")
    return value


def _port(value: str) -> int:
    port = int(value)
    if not 1 <= port <= 65535:
        raise ValueError("must be a port between 1 and 65535")
    return port


def _count(value: str) -> int:
    count = int(value)
    if count < 1:
        raise ValueError("must be a whole number above 0")
    return count


def _url(value: str) -> str:
    value = value.strip().rstrip("/")
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ValueError("must be an address such as https://pasar.example.id")
    return value


def _folder(value: str) -> Path:
    return (ROOT / value).resolve()


def _networks(value: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in parts:
        ipaddress.ip_network(part, strict=False)
    return parts


def _words(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _database(value: str) -> str:
    value = value.strip()
    if value.startswith("postgres://"):
        value = "postgresql://" + value.removeprefix("postgres://")
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return value


def _whatsapp(value: str) -> str:
    value = value.strip()
    if value not in {"link", "recording"}:
        raise ValueError("must be link or recording")
    return value


def _level(value: str) -> str:
    value = value.strip().upper()
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value


def setting(name: str, parse: Callable[[str], Any], default: str, doc: str) -> Any:
    """Declare one environment variable: its name, parser, default text and meaning."""
    return field(metadata={"name": name, "parse": parse, "default": default, "doc": doc})


@dataclass(frozen=True)
class Deployment:
    """Everything the environment decides. `docs/operations.md` lists the same names."""

    env: str = setting("APP_ENV", _env, "demo", "demo, production or test")
    secret_key: str = setting(
        "SECRET_KEY",
        _text,
        "",
        "signs cookies; at least 32 characters in production; the demo keeps one in DATA_DIR",
    )
    earlier_secret_keys: tuple[str, ...] = setting(
        "EARLIER_SECRET_KEYS", _words, "", "former values of SECRET_KEY by comma; they still open stored bank accounts"
    )
    database_url: str = setting(
        "DATABASE_URL", _database, "", "sqlite:///… or postgresql://…; empty = SQLite in DATA_DIR"
    )
    data_dir: Path = setting("DATA_DIR", _folder, "data", "folder of the database and uploaded files")
    public_url: str = setting("PUBLIC_URL", _url, "", "address people type; the only source of absolute links")
    trusted_proxies: tuple[str, ...] = setting(
        "TRUSTED_PROXIES", _networks, "", "networks whose X-Forwarded-For is believed, by comma"
    )
    host: str = setting("HOST", _text, "127.0.0.1", "address the web server listens on")
    port: int = setting("PORT", _port, "8000", "port the web server listens on")
    workers: int = setting("WEB_WORKERS", _count, "2", "web server processes")
    smtp_url: str = setting("SMTP_URL", _text, "", "smtp://user:pass@host:port or smtps://…; empty = mail to a folder")
    mail_from: str = setting("MAIL_FROM", _text, "pasar@localhost", "sender of e-mail")
    whatsapp_channel: str = setting(
        "WHATSAPP_CHANNEL", _whatsapp, "link", "link = staff tap to send; recording = sends nothing, for trials"
    )
    stripe_secret_key: str = setting(
        "STRIPE_SECRET_KEY",
        _text,
        "",
        "secret key of the card provider; empty = no cards (the demo has a twin)",
    )
    stripe_webhook_secret: str = setting(
        "STRIPE_WEBHOOK_SECRET", _text, "", "secret that signs the provider's messages to /hooks/stripe"
    )
    stripe_api_base: str = setting(
        "STRIPE_API_BASE", _url, "", "address of the provider; empty = the real one; a fake only outside production"
    )
    log_file: str = setting("LOG_FILE", _text, "", "file for the log; empty = standard error")
    log_level: str = setting("LOG_LEVEL", _level, "INFO", "DEBUG, INFO, WARNING or ERROR")
    clock_file: str = setting("CLOCK_FILE", _text, "", "only with APP_ENV=test: file with seconds to move the clock by")
    fault_point: str = setting(
        "FAULT_POINT", _text, "", "only with APP_ENV=test: step at which the process kills itself"
    )

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_test(self) -> bool:
        return self.env == "test"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Deployment:
    """Read and check the environment; raise ConfigError with one sentence when it is wrong."""
    environ = os.environ if environ is None else environ
    values = {spec.name: _read(spec.metadata, environ) for spec in fields(Deployment)}
    _require(values)
    _fill(values)
    return Deployment(**values)


def _read(meta: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    text = environ.get(meta["name"], "") or meta["default"]
    try:
        return meta["parse"](text)
    except ValueError as problem:
        raise ConfigError(f"{meta['name']}={text!r}: {problem}") from None


def _require(values: dict[str, Any]) -> None:
    if values["env"] != "test" and (values["clock_file"] or values["fault_point"]):
        raise ConfigError("CLOCK_FILE and FAULT_POINT are only allowed with APP_ENV=test")
    if bool(values["stripe_secret_key"]) != bool(values["stripe_webhook_secret"]):
        raise ConfigError("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together; set both or neither")
    if values["env"] != "production":
        return
    if values["stripe_api_base"].startswith("http://"):
        raise ConfigError("APP_ENV=production never pays at a fake; STRIPE_API_BASE must be https or empty")
    if len(values["secret_key"]) < 32:
        raise ConfigError("APP_ENV=production needs SECRET_KEY with at least 32 characters")
    if not values["public_url"]:
        raise ConfigError("APP_ENV=production needs PUBLIC_URL, the address people type")
    if not values["database_url"]:
        raise ConfigError("APP_ENV=production needs DATABASE_URL (sqlite:/// or postgresql://)")


def _fill(values: dict[str, Any]) -> None:
    data_dir: Path = values["data_dir"]
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{data_dir / 'marketplace.db'}"
    if not values["public_url"]:
        host = values["host"] if values["host"] not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104
        values["public_url"] = f"http://{host}:{values['port']}"
    if not values["secret_key"]:
        values["secret_key"] = _kept_secret(data_dir)


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()
