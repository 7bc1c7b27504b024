"""Finding a business in the register: by words, place, sector and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from . import paper_numbers, phones
from .businesses import Business

PAGE = 50
STATES = ("shop", "no_shop", "no_consent", "no_officer", "mine")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; `user_id` is whose businesses `mine` are."""

    text: str = ""
    kelurahan: str = ""
    sector: str = ""
    state: str = ""
    user_id: int = 0


def found(session: Session, wanted: Wanted, after: str = "") -> list[Business]:
    """A page by name, and one more row when there is a next page; `after` is the public id of the last one seen."""
    query = select(Business).options(joinedload(Business.officer)).where(*_conditions(wanted))
    last = session.scalars(select(Business).where(Business.public_id == after)).first() if after else None
    if last is not None:
        same = (Business.folded == last.folded) & (Business.id > last.id)
        query = query.where(or_(Business.folded > last.folded, same))
    return list(session.scalars(query.order_by(Business.folded, Business.id).limit(PAGE + 1)))


def count(session: Session, wanted: Wanted) -> int:
    """How many there are altogether."""
    return session.scalar(select(func.count(Business.id)).where(*_conditions(wanted))) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Business.merged_into_id.is_(None)]
    if wanted.text:
        conditions.append(_said(wanted.text))
    if wanted.kelurahan:
        conditions.append(Business.kelurahan_code == wanted.kelurahan)
    if wanted.sector:
        conditions.append(Business.sector == wanted.sector)
    state = {
        "shop": Business.producer_id.is_not(None),
        "no_shop": Business.producer_id.is_(None),
        "no_consent": or_(Business.consent_at.is_(None), Business.consent_withdrawn_at.is_not(None)),
        "no_officer": Business.officer_id.is_(None),
        "mine": Business.officer_id == wanted.user_id,
    }.get(wanted.state)
    return [*conditions, state] if state is not None else conditions


def _said(text: str) -> ColumnElement[bool]:
    phone, nib = phones.normalise(text), paper_numbers.tidy("nib", text)
    if phone is not None:
        return or_(Business.phone == phone, Business.nib == nib)
    if nib.isdigit() and len(nib) > 5:
        return Business.nib.startswith(nib)
    same = [column.icontains(text, autoescape=True) for column in (Business.name, Business.owner_name, Business.makes)]
    return or_(*same)
