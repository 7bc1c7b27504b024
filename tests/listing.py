"""A maker on her phone: her answers to the six questions, by plain forms."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from marketplace.catalog import drafts
from marketplace.catalog.drafts import Draft
from marketplace.kernel import clock
from tests import cast

BASE = "/jualan/produk/baru"
LABEL: dict[str, Any] = {
    "species": "tenggiri",
    "ingredients": "Ikan tenggiri, tepung tapioka, garam",
    "allergens": ["ikan"],
    "no_allergens": False,
    "shelf_life_days": 90,
    "storage": "Simpan di tempat kering.",
    "raw_material": "tenggiri dari TPI Manggar",
    "local_percent": 60,
    "checked": True,
    "facts": {"fish_percent": 45},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "foto": {"later": True},
    "nama": {"name": "Amplang Tenggiri Pedas", "category": "KRP"},
    "kemasan": {"content": 250, "unit": "g"},
    "harga": {"price": 25_000, "tiers": [[12, 23_000], [24, 21_500]]},
    "stok": {"kind": "ready", "packs": 24, "made_on": ""},
    "label": LABEL,
}
FORMS: dict[str, dict[str, Any]] = {
    "nama": {"name": "Amplang Tenggiri Pedas"},
    "kemasan": {"pack": "250:g"},
    "harga": {"price": "25rb"},
    "stok": {"kind": "ready", "packs": "24", "made_on": ""},
    "label": {
        "species": "tenggiri", "ingredients": "Ikan tenggiri, tepung tapioka", "allergens": "ikan",
        "shelf_life_days": "90", "storage": "Simpan kering", "checked": "y", "tayang": "1",
    },
}  # fmt: skip


def maker(session: Session, phone: str = "+6281200000901", name: str = "Dapur Uji") -> cast.Maker:
    """A maker who sells one thing already."""
    return cast.maker(session, name, f"Sambal {name}", price=18_000, packs=20, phone=phone)


def draft(session: Session, owner: cast.Maker, **changed: Any) -> Draft:
    """A draft with all answers; `changed` replaces single ones, None takes one away."""
    begun = drafts.begin(session, owner.producer.id, by=owner.actor)
    today = {"stok": {**ANSWERS["stok"], "made_on": clock.today().isoformat()}}
    begun.answers = {name: value for name, value in {**ANSWERS, **today, **changed}.items() if value is not None}
    session.flush()
    return begun


def form(question: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends for one question."""
    today = {"made_on": clock.today().isoformat()} if question == "stok" else {}
    return {**FORMS[question], **today, **changed}


def photo(size: tuple[int, int] = (60, 40)) -> io.BytesIO:
    """A small picture as a camera sends it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    out.seek(0)
    return out


def noisy_photo(seed: int) -> bytes:
    """A photo with as much detail as a kitchen table has."""
    rng = random.Random(seed)
    spots = Image.frombytes("RGB", (28, 28), rng.randbytes(28 * 28 * 3)).resize((1600, 1200), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    spots.save(out, "JPEG", quality=85)
    return out.getvalue()


def enter(client: FlaskClient, phone: str = "081200000901") -> None:
    """Log in."""
    assert client.post("/masuk", data={"who": phone, "password": cast.PASSWORD}).status_code == 303


def begin(client: FlaskClient) -> str:
    """Skip the photo; the address of the new draft."""
    where = client.post(BASE, data={"nanti": "1"}).headers["Location"]
    return str(where).rsplit("/", 1)[0]


def yesterday(days: int = 1) -> str:
    """An earlier day as a date field sends it."""
    return (clock.today() - timedelta(days=days)).isoformat()
