"""When the goods of a request come: for every maker one or more deliveries, each with its share of the lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people.buyers import Desk
from marketplace.sourcing import expiring, requests, schedules
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.schedules import Draft, Part
from marketplace.web import fragments, identity
from marketplace.web.access import BUYER, policy

from . import buying_words, counts, desks

bp = Blueprint("schedule", __name__)


@dataclass
class Column:
    """One delivery as it was typed: way and time in one choice, a note, packs by line."""

    when: str = ""
    note: str = ""
    packs: dict[int, str] = field(default_factory=dict)


@bp.get("/pembelian/<org>/jadwal/<public_id>")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """What is planned, with a proposal where nothing is yet."""
    desk, found = _found(org, public_id)
    plan = schedules.plan(db.session(), found)
    return _page(desk, plan, {part.producer.id: _kept(part) for part in plan.parts})


@bp.post("/pembelian/<org>/jadwal/<public_id>")
@policy(BUYER)
def save(org: str, public_id: str) -> Response:
    """Keep all deliveries, or show one more or one less of a maker."""
    desk, found = _found(org, public_id)
    session = db.session()
    if not found.is_editable:
        return _sent(org, public_id)
    plan = schedules.plan(session, found)
    typed = {part.producer.id: _typed(part) for part in plan.parts}
    if _resized(typed):
        return _page(desk, plan, typed)
    wrong: dict[str, str] = {}
    for part in plan.parts:
        drafts, bad = _drafts(part, typed[part.producer.id])
        wrong |= bad
        if not bad:
            try:
                schedules.save(session, found, part.producer.id, drafts, by=identity.actor())
            except Invalid as refused:
                wrong |= _refused(part, refused)
            except NotAllowed:
                return _sent(org, public_id)
    if wrong:
        session.rollback()
        desk, found = _found(org, public_id)
        return _page(desk, schedules.plan(session, found), typed, wrong)
    session.commit()
    return fragments.leave(url_for("buyer.submit.show", org=org, public_id=public_id))


def _sent(org: str, public_id: str) -> Response:
    db.session.rollback()
    flash(_("Permintaan ini sudah diajukan. Jadwalnya tidak bisa diubah lagi."), "warning")
    return fragments.leave(url_for("buyer.submit.show", org=org, public_id=public_id))


def _found(org: str, public_id: str) -> tuple[Desk, PurchaseRequest]:
    desk = desks.current(org)
    found = requests.of_desk(db.session(), public_id, desk)
    desks.demand(desk, found.outlet_id, "requester")
    if not expiring.is_over(found):
        return desk, found
    return _expired(org, public_id)


def _expired(org: str, public_id: str) -> tuple[Desk, PurchaseRequest]:
    """Nobody has decided in time, and no sweep has come by: end it in a unit of work that may write from its start."""
    begin_write(db.session())
    found = requests.of_desk(db.session(), public_id, desks.afresh_at(org))
    expiring.expire(db.session(), found)
    db.session.commit()
    desk = desks.afresh_at(org)
    return desk, requests.of_desk(db.session(), public_id, desk)


def _page(
    desk: Desk, plan: schedules.Plan, typed: dict[int, list[Column]], wrong: dict[str, str] | None = None
) -> Response:
    return fragments.page(
        "buyer/schedule/show.html",
        status=422 if wrong else 200,
        desk=desk,
        req=plan.request,
        plan=plan,
        typed=typed,
        wrong=wrong or {},
        form_errors=wrong,
        summary=[(key, text, "") for key, text in (wrong or {}).items()],
        say=buying_words,
        most=schedules.MOST,
    )


def _kept(part: Part) -> list[Column]:
    if not part.deliveries:
        chosen = schedules.proposal(part)
        return [Column(f"{chosen.option_key}|{chosen.time_key}" if chosen else "")]
    return [
        Column(
            f"{one.delivery.option_key}|{one.time.key}" if one.time else "",
            one.delivery.note,
            {line: str(packs) for line, packs in one.shares.items()},
        )
        for one in part.deliveries
    ]


def _typed(part: Part) -> list[Column]:
    maker, columns = part.producer.id, []
    for n in range(schedules.MOST):
        name = f"m{maker}-{n}"
        if f"{name}-waktu" not in request.form:
            break
        packs = {line.id: request.form.get(f"{name}-b{line.id}", "").strip() for line in part.lines}
        columns.append(Column(request.form[f"{name}-waktu"], request.form.get(f"{name}-catatan", "")[:300], packs))
    return columns or [Column()]


def _resized(typed: dict[int, list[Column]]) -> bool:
    """Whether a button asked for one more delivery, or one less."""
    more, less = request.form.get("tambah", ""), request.form.get("kurang", "")
    if more.isdecimal() and int(more) in typed and len(typed[int(more)]) < schedules.MOST:
        typed[int(more)].append(Column())
        return True
    if less.isdecimal() and int(less) in typed and len(typed[int(less)]) > 1:
        typed[int(less)].pop()
        return True
    return False


def _drafts(part: Part, columns: list[Column]) -> tuple[list[Draft], dict[str, str]]:
    drafts, wrong = [], {}
    offered = {f"{way.key}|{time.key}" for way in part.ways for time in way.times}
    for n, column in enumerate(columns):
        name = f"m{part.producer.id}-{n}"
        if column.when not in offered:
            wrong[f"{name}-waktu"] = _("Pilih waktu dari daftar. Di luar itu tidak ada yang menerima barang.")
        packs: dict[int, int] = {}
        for line, text in column.packs.items():
            count = counts.read(text)
            if count is None:
                wrong[f"{name}-b{line}"] = _("Tulis angka bulat, misalnya 12.")
            packs[line] = count or 0
        option, _bar, time = column.when.partition("|")
        drafts.append(Draft(option, time, column.note, packs if len(columns) > 1 else {}))
    return drafts, wrong


def _refused(part: Part, refused: Invalid) -> dict[str, str]:
    wrong, maker = {}, part.producer.id
    errors: dict[str, str] = refused.facts["errors"]  # type: ignore[assignment]
    for key, told in errors.items():
        what, _dash, number = key.partition("-")
        if what == "line":
            planned, _slash, packs = told.partition("/")
            wrong[f"m{maker}-0-b{number}"] = _(
                "Jumlah pembagiannya %(planned)s, harus %(packs)s.", planned=planned, packs=packs
            )
        elif what == "empty":
            wrong[f"m{maker}-{number}-waktu"] = _("Pengantaran ini masih kosong. Isi jumlahnya, atau kurangi satu.")
        else:
            wrong[f"m{maker}-0-waktu"] = _("Pilih waktu dari daftar.")
    return wrong
