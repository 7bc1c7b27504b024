"""Which rule gave a price, in words (F62)."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.sourcing.goods import Pack
from marketplace.web import filters


def rule(name: str, pack: Pack | None = None) -> str:
    """`tier:12` → “Harga grosir mulai 12”; a contract tells until when it holds."""
    kind, _colon, which = name.partition(":")
    if kind == "tier":
        return str(_("Harga grosir mulai %(n)s", n=which))
    if kind == "quote":
        return str(_("Harga dari penawaran"))
    if kind != "contract":
        return str(_("Harga biasa"))
    if pack is None or pack.agreed is None or pack.agreed.until is None:
        return str(_("Harga kontrak"))
    until = filters.short_day(pack.agreed.until)
    if pack.agreed.for_outlet:
        return str(_("Harga kontrak tempat ini, sampai %(day)s", day=until))
    return str(_("Harga kontrak, sampai %(day)s", day=until))
