"""Reviews and reports in words, for buyers, makers and moderators alike."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from marketplace.catalog.products import Product
from marketplace.kernel.db import db
from marketplace.people.producers import Producer
from marketplace.trade import reviews


@dataclass(frozen=True)
class Rating:
    """How many reviews are seen; `average` stays empty while they are too few to say something."""

    count: int
    average: str
    whole: int


def rating(of: Product | Producer) -> Rating:
    """What stands beside the name of a product or a maker."""
    count, stars = of.review_count, of.review_stars
    if count < reviews.AVERAGE_FROM(db.session()):
        return Rating(count, "", 0)
    tenths = (stars * 20 + count) // (2 * count)
    return Rating(count, str(format_decimal(tenths / 10, format="0.0")), (tenths + 5) // 10)


def stars() -> list[tuple[str, str]]:
    """What each number of stars means, the best first."""
    meanings = (_("Sangat puas"), _("Puas"), _("Biasa saja"), _("Kurang"), _("Mengecewakan"))
    return [(str(5 - n), _("%(n)s bintang: %(meaning)s", n=5 - n, meaning=text)) for n, text in enumerate(meanings)]


def why_not(code: str) -> str:
    """Why a line cannot be reviewed."""
    return {
        "not_received": _("Ulasan bisa ditulis setelah barangnya Anda terima."),
        "nothing": _("Barang ini tidak jadi dikirim, jadi tidak bisa diulas."),
        "own": _("Anda tidak bisa mengulas barang toko sendiri."),
        "told": _("Barang ini sudah Anda ulas. Terima kasih."),
    }.get(code, "")


def reasons() -> list[tuple[str, str]]:
    """Why somebody reports a text."""
    return [
        ("rude", _("Kasar atau menghina")),
        ("false", _("Tidak benar")),
        ("private", _("Memuat nama, nomor atau alamat orang")),
        ("advert", _("Iklan atau tautan")),
        ("other", _("Lain")),
    ]


def reason(code: str) -> str:
    """One of them."""
    return dict(reasons()).get(code, code)


def sentence(code: str) -> str:
    """What the writer reads when a moderator hides it for this reason."""
    return {
        "rude": _("Tulisannya kasar atau menghina."),
        "false": _("Isinya terbukti tidak benar."),
        "private": _("Memuat data pribadi orang lain."),
        "advert": _("Isinya iklan."),
    }.get(code, "")
