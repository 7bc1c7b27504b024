"""The operator's static QRIS with the amount of one payment set into it (EMVCo, `63` = CRC-16)."""

from __future__ import annotations

from lokal import parse_qris, set_qris_amount
from lokal.qris import qris_crc

from marketplace.kernel import settings

MODES = ("dinamis", "statis_dengan_nominal", "statis_tanpa_nominal")
MODE = settings.declare(
    "qris.mode",
    "dinamis",
    "Cara menaruh nominal: dinamis, statis_dengan_nominal, statis_tanpa_nominal",
    lambda value: value in MODES,
)
CEILING = settings.declare("qris.ceiling", 10_000_000, "Batas rupiah satu pembayaran QRIS", settings.at_least(1))


def is_static(payload: str) -> bool:
    """Whether a text is a sound static QRIS payload."""
    info = parse_qris(payload)
    return bool(info.valid and info.type == "static")


def merchant(payload: str) -> tuple[str, str]:
    """The name inside a payload and its national number, as the buyer's app will show them."""
    info = parse_qris(payload)
    return info.merchant_name or "", info.nmid or ""


def with_amount(payload: str, amount: int, reference: str, mode: str) -> str:
    """The payload for one payment of `amount` rupiah.

    dinamis: amount and reference inside, point of initiation 12. statis_dengan_nominal: the same
    but 11. statis_tanpa_nominal: the static payload as it is; the buyer types the amount.
    """
    if mode == "statis_tanpa_nominal":
        return payload
    fields = _fields(set_qris_amount(payload, amount))
    fields["01"] = "12" if mode == "dinamis" else "11"
    fields["62"] = _with_reference(fields.get("62", ""), reference)
    return _seal(fields)


def _with_reference(additional: str, reference: str) -> str:
    parts = _fields(additional)
    parts["05"] = reference[:25]
    return _join(dict(sorted(parts.items())))


def _fields(payload: str) -> dict[str, str]:
    fields, at = {}, 0
    while at + 4 <= len(payload):
        tag, length = payload[at : at + 2], int(payload[at + 2 : at + 4])
        fields[tag] = payload[at + 4 : at + 4 + length]
        at += 4 + length
    return fields


def _join(fields: dict[str, str]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields.items())


def _seal(fields: dict[str, str]) -> str:
    body = _join({tag: value for tag, value in fields.items() if tag != "63"}) + "6304"
    return body + qris_crc(body)
