"""What papers a maker's goods still lack, in her words."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from marketplace.catalog import coverage, paper_needs
from marketplace.web import filters

from . import papers_in_words


def of(session: Session, producer_id: int) -> list[tuple[str, list[str]]]:
    """Her goods on sale that lack something, by name, each with one sentence a need."""
    goods = [one for one in coverage.goods(session, producer_id) if one.published_at is not None]
    found: dict[int, list[str]] = {}
    for lack in paper_needs.lacking(session, goods):
        names = [papers_in_words.kind_name(kind) for kind in lack.kinds]
        found.setdefault(lack.product.id, []).append(
            _(
                "perlu %(papers)s",
                papers=_("%(one)s atau %(other)s", one=", ".join(names[:-1]), other=names[-1])
                if names[1:]
                else names[0],
            )
        )
    if paper_needs.halal_is_mandatory(session):
        day = filters.day(date.fromisoformat(paper_needs.HALAL_FROM(session)))
        for one in paper_needs.without_halal(goods, paper_needs.held_today(session, [row.id for row in goods])):
            found.setdefault(one.id, []).append(_("belum bersertifikat halal, wajib sejak %(day)s", day=day))
    return [(one.name, found[one.id]) for one in goods if one.id in found]
