"""The form of what goes back: packs by line, delivery fee, reason; read with a sentence for each mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from marketplace.kernel import ids, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import names
from marketplace.stock import returns
from marketplace.trade import refunds
from marketplace.trade.orders import Order
from marketplace.trade.refunds import Left, Part

from . import sentences

KEY = re.compile(r"[0-9a-f]{32}")


@dataclass
class Answer:
    """What was typed, and what is wrong with it, by field."""

    packs: dict[int, str]
    restock: set[int] = field(default_factory=set)
    fee: str = ""
    reason: str = ""
    words: str = ""
    key: str = field(default_factory=ids.public_id)
    errors: dict[str, str] = field(default_factory=dict)


def blank(order: Order) -> Answer:
    """Nothing is chosen yet."""
    return Answer({line.id: "0" for line in order.lines})


def typed(order: Order, left: Left) -> Answer:
    """What came with the request; a line of which nothing is left has no field."""
    got = request.form
    key = got.get("key", "")
    return Answer(
        packs={
            line.id: got.get(f"packs-{line.id}", "" if left.packs[line.id] else "0").strip() for line in order.lines
        },
        restock={line.id for line in order.lines if got.get(f"restock-{line.id}")},
        fee=got.get("fee", "").strip()[:40],
        reason=got.get("reason", ""),
        words=names.clean(got.get("words", ""))[:300],
        key=key if KEY.fullmatch(key) else ids.public_id(),
    )


def read(order: Order, answer: Answer, left: Left) -> tuple[list[Part], int]:
    """Packs and fee as numbers; mistakes stand in `answer.errors`."""
    parts = []
    for line in order.lines:
        packs = whole(answer.packs[line.id], left.packs[line.id])
        if packs is None:
            answer.errors[f"packs-{line.id}"] = _("Tulis angka dari 0 sampai %(n)s.", n=left.packs[line.id])
        else:
            parts.append(Part(line.id, packs, line.id in answer.restock))
    return parts, _fee(answer, left.fee)


def whole(text: str, most: int) -> int | None:
    """A whole number from 0 to `most`, as digits."""
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= most:
        return int(text)
    return None


def refused(order: Order, answer: Answer, refusal: Refusal) -> None:
    """Put a refusal under the field that it is about."""
    sentence = sentences.of(refusal)
    first = f"packs-{order.lines[0].id}"
    if isinstance(refusal, refunds.RefundPacks):
        answer.errors[f"packs-{refusal.facts['line_id']}"] = sentence
    elif isinstance(refusal, refunds.RefundFee):
        answer.errors["fee"] = sentence
    elif isinstance(
        refusal, refunds.NothingToRefund | refunds.NotRefundable | refunds.OverRefund | refunds.RefundWaits
    ):
        answer.errors[first] = sentence
    else:
        raise refusal


def problems(order: Order, answer: Answer) -> list[tuple[str, str, str]]:
    """Each mistake with the field it belongs to, for the top of the form."""
    named = {f"packs-{line.id}": f"{line.name}, {line.label}" for line in order.lines}
    named |= {"fee": _("Ongkir"), "reason": _("Alasan")}
    return [(name, text, named.get(name, "")) for name, text in answer.errors.items()]


def sellable(order: Order) -> set[int]:
    """The lines whose packs can go back on sale."""
    back = returns.may_come_back(db.session(), [line.reference for line in order.lines])
    return {line.id for line in order.lines if line.reference in back}


def _fee(answer: Answer, most: int) -> int:
    try:
        fee = rupiah.read(answer.fee) if answer.fee else 0
    except rupiah.NotRupiah:
        answer.errors["fee"] = _("Tulis jumlahnya dengan angka, misalnya 25.000.")
        return 0
    if fee > most:
        answer.errors["fee"] = _("Ongkir yang bisa dikembalikan paling banyak %(most)s.", most=rupiah.show(most))
        return 0
    return fee
