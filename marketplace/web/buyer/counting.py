"""What a store-keeper typed at the back door: counts by line, what is wrong with them, and what stays typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.kernel.errors import Invalid
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.sourcing.receipt_rows import REASONS
from marketplace.sourcing.receipts import Count, LifeTooShort, MoreThanOrdered, Signature
from marketplace.trade.orders import Order, OrderLine
from marketplace.web import day_field, sentences, uploads
from marketplace.web.uploads import Upload

from . import counts

MOST = 100_000
DRAWN = re.compile(r"(?:[ML]-?\d{1,4}(?:\.\d)? -?\d{1,4}(?:\.\d)?){0,2000}")
Problem = tuple[str, str, str]


@dataclass
class Typed:
    """The form as it was sent: `values` by name, `problems` as (field, sentence, where)."""

    values: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    counts: dict[int, Count] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def of(self, name: str) -> str:
        """What was typed under a name."""
        return self.values.get(name, "").strip()

    def wrong(self, name: str) -> str:
        """The sentence under one field."""
        return " ".join(text for where, text, _line in self.problems if where == name)


def reasons() -> list[tuple[str, str]]:
    """Why packs are not accepted, in words."""
    known = {
        "damaged": _("Rusak atau pecah"),
        "wrong": _("Barangnya salah"),
        "quality": _("Mutunya kurang"),
        "short_life": _("Masa simpan terlalu pendek"),
        "warm": _("Suhunya tidak sesuai"),
        "label": _("Label atau dokumen kurang"),
        "late": _("Datang terlambat"),
        "other": _("Sebab lain"),
    }
    return [(reason, known[reason]) for reason in REASONS]


def photos(lines: list[int]) -> tuple[dict[int, Upload], list[Problem]]:
    """The pictures that came with lines; to be read outside the write transaction."""
    found: dict[int, Upload] = {}
    problems: list[Problem] = []
    for number in lines:
        upload = request.files.get(f"photo-{number}")
        if upload is None or not upload.filename:
            continue
        try:
            found[number] = uploads.read(upload, "receipts")
        except (NotAPicture, PictureTooLarge) as refusal:
            problems.append((f"photo-{number}", sentences.of(refusal), ""))
    return found, problems


def read(order: Order, pictures: Mapping[int, Upload], problems: list[Problem]) -> Typed:
    """Everything that was typed, read line by line."""
    typed = Typed(request.form, list(problems))
    for line in order.lines:
        if line.going:
            typed.counts[line.id] = _line(typed, line, pictures.get(line.id))
    typed.uploads = list(pictures.values())
    if not typed.of("signed_name"):
        typed.problems.append(("signed_name", _("Tulis nama Anda sebagai tanda tangan."), ""))
    return typed


def signature(typed: Typed) -> Signature:
    """Who signs; a drawing that is no drawing is left away."""
    drawn = typed.of("drawing")
    drawn = drawn if DRAWN.fullmatch(drawn) else ""
    return Signature(typed.of("signed_name")[:100], drawn, typed.of("driver"), typed.of("note"))


def explain(typed: Typed, order: Order, refusal: Any) -> None:
    """Put a refusal of the count where it belongs."""
    names, facts = {line.id: line.name for line in order.lines}, dict[str, Any](refusal.facts)
    if isinstance(refusal, MoreThanOrdered):
        number, most = facts["line_id"], facts["most"]
        text = _("Yang dipesan %(most)s. Kelebihannya kembalikan ke pengantar.", most=most)
        typed.problems.append((f"accepted-{number}", text, names[number]))
    elif isinstance(refusal, LifeTooShort):
        typed.problems.append(_too_short(names, refusal))
    elif isinstance(refusal, Invalid):
        for name in facts["errors"]:
            typed.problems.append((name, _sentence(name), names.get(_number(name), "")))
    else:
        raise refusal


def _too_short(names: Mapping[int, str], refusal: Any) -> Problem:
    number, agreed = refusal.facts["line_id"], refusal.facts["agreed"]
    if refusal.facts["days"] < 0:
        text = _("Sudah lewat tanggal. Pindahkan ke ditolak.")
    else:
        text = _(
            "Tinggal %(days)s hari, kesepakatannya %(agreed)s. Pindahkan ke ditolak.",
            days=refusal.facts["days"], agreed=agreed,
        )  # fmt: skip
    return f"best_before-{number}", text, names[number]


def _number(name: str) -> int:
    tail = name.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0


def _sentence(name: str) -> str:
    field_name = name.rpartition("-")[0] or name
    return {
        "accepted": _("Tulis banyaknya dengan angka."),
        "reason": _("Pilih sebabnya ditolak."),
        "words": _("Tulis sebabnya."),
        "temperature": _("Suhu antara −60 dan 100 derajat."),
        "best_before": _("Tulis tanggal baik sebelum: masa simpannya sudah disepakati."),
        "signed_name": _("Tulis nama Anda sebagai tanda tangan."),
    }[field_name]


def _line(typed: Typed, line: OrderLine, picture: Upload | None) -> Count:
    return Count(
        accepted=_whole(typed, f"accepted-{line.id}", line.name),
        rejected=_whole(typed, f"rejected-{line.id}", line.name, empty=0),
        reason=typed.of(f"reason-{line.id}"),
        words=typed.of(f"words-{line.id}"),
        lot=typed.of(f"lot-{line.id}"),
        best_before=_day(typed, f"best_before-{line.id}", line.name),
        temperature=_degrees(typed, f"temperature-{line.id}", line.name),
        photo_key=picture.key if picture else None,
    )


def _whole(typed: Typed, name: str, where: str, empty: int | None = None) -> int:
    text = typed.of(name)
    if not text and empty is not None:
        return empty
    count = counts.read(text) if text else None
    if count is None or count > MOST:
        typed.problems.append((name, _("Tulis banyaknya dengan angka."), where))
        return 0
    return count


def _day(typed: Typed, name: str, where: str) -> date | None:
    text = typed.of(name)
    if not text:
        return None
    try:
        return day_field.day(text)
    except ValidationError as refused:
        typed.problems.append((name, str(refused), where))
        return None


def _degrees(typed: Typed, name: str, where: str) -> int | None:
    text = typed.of(name).replace("−", "-").replace(",", ".").removesuffix("°C").strip()
    if not text:
        return None
    found = re.fullmatch(r"(-?)(\d{1,3})(?:\.(\d))?", text)
    if found is None:
        typed.problems.append((name, _("Tulis suhu dengan angka, misalnya -18 atau 4,5."), where))
        return None
    tenths = int(found[2]) * 10 + int(found[3] or 0)
    return -tenths if found[1] else tenths
