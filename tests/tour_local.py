"""Local-purchase reports for the tour: a frozen month, one that is open, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import local_freezing, local_reports
from marketplace.sourcing.local_reports import Bought
from tests import buying

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
CLASSES = ("camilan", "ikan", "bumbu", "minuman", "segar", "beku", "kriya")
NO_PAGES = {
    "buyer.local_versions.file", "buyer.local_outside.paper", "agency.local_reports.file",
    "agency.local_reports.export", "agency.local_reports.paper",
}  # fmt: skip


def at(**other: str) -> Callable[[Any], dict[str, Any]]:
    """The frozen month of the kitchen, and parts of an address by the names that they have here."""

    def values(world: Any) -> dict[str, Any]:
        made = world.made["hotel"]
        here = {"org": made["org"], "outlet": made["kitchen"], "month": made["local_month"]}
        return here | {name: made[key] for name, key in other.items()}

    return values


def only(**names: str) -> Callable[[Any], dict[str, Any]]:
    """Parts of an address of staff or of anybody."""
    return lambda world: {name: world.made["hotel"][key] for name, key in names.items()}


VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "buyer.local_reports.show": at(),
    "buyer.local_reports.one": at(),
    "buyer.local_reports.save": at(),
    "buyer.local_outside.add": at(),
    "buyer.local_outside.remove": at(public_id="local_outside"),
    "buyer.local_outside.paper": at(public_id="local_outside"),
    "buyer.local_versions.show": at(version="local_version"),
    "buyer.local_versions.file": at(version="local_version", kind="local_kind"),
    "agency.local_reports.outlet": only(outlet="kitchen"),
    "agency.local_reports.version": only(public_id="local_public"),
    "agency.local_rules.edit": lambda world: {"code": "bali-99-2018"},
    "documents.check_local.show": only(public_id="local_public", short_hash="local_hash"),
}


def furnish(session: Session, hotel: buying.Hotel, file_key: str) -> dict[str, Any]:
    """The month before is frozen, with a purchase made elsewhere; the present one has what the tour received."""
    desk, by = hotel.desk(session, "finance"), hotel.actor("finance")
    first = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    bought = Bought("segar", "Tani Uji", "Pepaya", first, 120_000, 40_000, file_key, "a" * 64)
    outside = local_reports.add_outside(session, desk, hotel.kitchen, first, bought, by=by)
    totals = dict.fromkeys(CLASSES, 900_000)
    local_reports.declare(session, desk, hotel.kitchen, first, totals=totals, rooms=80, person="Mira", by=by)
    version = local_freezing.freeze(session, desk, hotel.kitchen, first, by=by)
    return {
        "local_month": f"{first:%Y-%m}", "local_outside": outside.public_id, "local_version": 1, "local_kind": "json",
        "local_public": version.public_id, "local_hash": version.short_hash,
    }  # fmt: skip


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is missing, wrong or over."""
    desk, staff = f"/pembelian/{made['org']}/laporan", "/agensi/produk-lokal"
    frozen, running = (f"{desk}/{made['kitchen']}/{month}" for month in (made["local_month"], made["month"]))
    freeze = {"langkah": "bekukan"}
    same = freeze | {f"total-{code}": "900.000" for code in CLASSES} | {"rooms": "80", "person": "Mira"}
    yield "report, running month", "hotel", "GET", running, None, 200
    yield "report, too early", "hotel", "POST", running, freeze, 422
    yield "report, totals missing", "hotel", "POST", frozen, freeze, 422
    yield "report, nothing new", "hotel", "POST", frozen, same, 422
    yield "report, no reason", "hotel", "POST", frozen, same | {"rooms": "81"}, 422
    yield "report, behind", "hotel", "GET", frozen, None, 200
    yield "report, wrong total", "hotel", "POST", frozen, {"total-ikan": "banyak"}, 422
    yield "outside purchase, wrong", "hotel", "POST", f"{frozen}/luar", {}, 422
    yield "report, no month", "hotel", "GET", f"{desk}/{made['kitchen']}/x", None, 404
    yield "reports missing", "officer", "GET", f"{staff}?lihat=belum", None, 200
    yield "reports, running month", "officer", "GET", f"{staff}?bulan={made['month']}", None, 200
    yield "letters", "officer", "GET", f"{staff}/surat?bulan={made['local_month']}", None, 200
    yield "room goods, untried", "officer", "GET", f"{staff}/kamar?lihat=baru", None, 200
    yield "rule, wrong", "head", "POST", f"{staff}/aturan/bali-99-2018", {"title": ""}, 422
    yield "check, nothing", "guest", "POST", "/cek", {}, 422
    yield "check, unknown", "guest", "POST", "/cek", {"number": "LPL-1", "short_hash": "0"}, 422
    yield "check, wrong address", "guest", "GET", f"/cek/{made['local_public']}/000000000000", None, 404
