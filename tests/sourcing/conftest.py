"""What the tests of buying share: a hotel, a kitchen that sells, and an empty draft."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.sourcing import requests
from marketplace.sourcing.requests import PurchaseRequest
from tests import buying, cast


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def draft(session: Session, hotel: buying.Hotel) -> PurchaseRequest:
    return requests.begin(session, hotel.desk(session, "requester"), hotel.kitchen)
