"""A new secret of the deployment: everything sealed is sealed anew, so that the former one may go."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import crypto
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.money import bank_accounts
from marketplace.trade import refund_accounts
from tests import cast
from tests.trade.refunding import bought

OLD, NEW = "lama" * 10, "baru" * 10


def know(monkeypatch: pytest.MonkeyPatch, *secrets: str) -> None:
    monkeypatch.setattr(crypto, "_secrets", list(secrets))


def test_the_former_secret_may_go(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.finance(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")
    group = bought(client, session, maker).group
    know(monkeypatch, OLD)
    hers = bank_accounts.enter(
        session, maker.producer.id, holder="Bu Rahmi", bank="BRI", number="0123456789", by=SYSTEM
    )  # fmt: skip
    buyers = refund_accounts.put(session, group, "BCA", "1234567890", "Ani", by=guest("Ani"))
    maker.producer.npwp = "0123456789012345"
    session.flush()
    know(monkeypatch, NEW, OLD)

    answer = app.test_cli_runner().invoke(args=["accounts", "reseal"])

    assert answer.exit_code == 0 and answer.output.startswith("3 sealed")
    know(monkeypatch, NEW)
    session.expire_all()
    assert (hers.holder, hers.number, buyers.number) == ("Bu Rahmi", "0123456789", "1234567890")
    assert maker.producer.npwp == "0123456789012345"


def test_what_no_secret_opens_is_told_and_stays(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=1, phone="+6281200000901")
    know(monkeypatch, OLD)
    hers = bank_accounts.enter(
        session, maker.producer.id, holder="Bu Rahmi", bank="BRI", number="0123456789", by=SYSTEM
    )  # fmt: skip
    sealed = hers.number_sealed
    know(monkeypatch, NEW)

    answer = app.test_cli_runner().invoke(args=["accounts", "reseal"])

    assert answer.exit_code == 1 and "1 cannot be opened" in answer.output
    session.expire_all()
    assert hers.number_sealed == sealed
