"""Stripe by its official library. The only file that knows it, and that an amount there is rupiah × 100."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from .provider import Forged, Hosted, Movement, Notice, ProviderAway, ProviderRefused, Refunded, Wanted

API_VERSION = "2026-10-28.endive"
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 2, 6
TOLERANCE_SECONDS = 300
PAGE = 100
MINOR = 100


@dataclass(frozen=True)
class Access:
    """Keys of the account; `base` is empty for the real provider."""

    key: str
    webhook_secret: str
    base: str = ""


class Stripe:
    """A provider as `provider.Provider` describes it."""

    def __init__(self, access: Access) -> None:
        self.access = access

    @cached_property
    def client(self) -> Any:
        """Made at the first call: importing the library costs a quarter of a second.

        The library itself does not retry; whoever asks knows how often and when.
        """
        import stripe

        stripe.enable_telemetry = False
        return stripe.StripeClient(
            self.access.key,
            stripe_version=API_VERSION,
            http_client=stripe.RequestsClient(timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER)),
            max_network_retries=0,
            base_addresses={"api": self.access.base} if self.access.base else None,
        )

    def start(self, wanted: Wanted) -> Hosted:
        """Make a hosted Checkout Session."""
        about = {"payment": wanted.payment, "name": wanted.name}
        product = {"name": wanted.title}
        price = {"currency": "idr", "unit_amount": wanted.amount * MINOR, "product_data": product}
        params = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "client_reference_id": wanted.payment,
            "metadata": about,
            "payment_intent_data": {"metadata": about, "description": wanted.title},
            "expires_at": int(wanted.expires_at.timestamp()),
            "success_url": wanted.success_url,
            "cancel_url": wanted.cancel_url,
            "locale": "id",
        }
        with honestly():
            return hosted(self._plain(self.client.v1.checkout.sessions.create(params, {"idempotency_key": wanted.key})))

    def find(self, name: str, since: datetime) -> Hosted | None:
        """Look through what was made since."""
        params = {"limit": PAGE, "created": {"gte": int((since - timedelta(minutes=5)).timestamp())}}
        with honestly():
            for row in self.client.v1.checkout.sessions.list(params).auto_paging_iter():
                found = hosted(self._plain(row))
                if found.name == name:
                    return found
        return None

    def status(self, session_id: str) -> Hosted:
        """Retrieve it."""
        with honestly():
            return hosted(self._plain(self.client.v1.checkout.sessions.retrieve(session_id)))

    def close(self, session_id: str) -> Hosted:
        """Expire it; when it can no longer be expired, say how it stands."""
        try:
            with honestly():
                key = {"idempotency_key": f"close-{session_id}"}
                return hosted(self._plain(self.client.v1.checkout.sessions.expire(session_id, {}, key)))
        except ProviderRefused:
            return self.status(session_id)

    def refund(self, intent: str, amount: int, owed: str, key: str) -> Refunded:
        """Refund a part or all of a payment."""
        params = {"payment_intent": intent, "amount": amount * MINOR, "metadata": {"owed": owed}}
        with honestly():
            return refunded(self._plain(self.client.v1.refunds.create(params, {"idempotency_key": key})))

    def find_refund(self, intent: str, owed: str) -> Refunded | None:
        """Look through the refunds of a payment."""
        with honestly():
            for row in self.client.v1.refunds.list({"payment_intent": intent, "limit": PAGE}).auto_paging_iter():
                found = refunded(self._plain(row))
                if found.owed == owed:
                    return found
        return None

    def movements(self, since: datetime) -> Iterator[Movement]:
        """Balance transactions with the payment or refund that each is about."""
        params = {"limit": PAGE, "created": {"gte": int(since.timestamp())}, "expand": ["data.source"]}
        with honestly():
            rows = [self._plain(row) for row in self.client.v1.balance_transactions.list(params).auto_paging_iter()]
        return map(_movement, rows)

    def verify(self, raw: bytes, signature: str) -> Notice:
        """Check the signature over the raw body, and that it is fresh."""
        import stripe

        try:
            text = raw.decode()
            stripe.WebhookSignature.verify_header(text, signature, self.access.webhook_secret, TOLERANCE_SECONDS)
            told = json.loads(text)
            thing = told["data"]["object"]
            if not (isinstance(told["id"], str) and isinstance(told["type"], str) and isinstance(thing, dict)):
                raise ValueError
            return Notice(told["id"], told["type"], thing)
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Forged(type(problem).__name__) from None

    def _plain(self, row: Any) -> dict[str, Any]:
        return row if isinstance(row, dict) else dict(row.to_dict())


def rupiah(amount: Any) -> int:
    """The provider's smallest unit in rupiah; −1 when it is no whole number of them."""
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0 or amount % MINOR:
        return -1
    return amount // MINOR


def hosted(row: dict[str, Any]) -> Hosted:
    """A Checkout Session."""
    about = row.get("metadata") or {}
    return Hosted(
        id=str(row.get("id") or ""),
        name=str(about.get("name") or ""),
        payment=str(row.get("client_reference_id") or about.get("payment") or ""),
        url=str(row.get("url") or ""),
        status=str(row.get("status") or ""),
        paid=row.get("payment_status") == "paid",
        amount=rupiah(row.get("amount_total")),
        currency=str(row.get("currency") or "").lower(),
        intent=_id(row.get("payment_intent")),
    )


def paid_intent(row: dict[str, Any]) -> Hosted:
    """A PaymentIntent that succeeded, told as the hosted page it came from."""
    about = row.get("metadata") or {}
    return Hosted(
        id="", name=str(about.get("name") or ""), payment=str(about.get("payment") or ""), url="", status="complete",
        paid=row.get("status") == "succeeded", amount=rupiah(row.get("amount_received")),
        currency=str(row.get("currency") or "").lower(), intent=_id(row),
    )  # fmt: skip


def refunded(row: dict[str, Any]) -> Refunded:
    """A Refund."""
    status = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}.get(str(row.get("status")), "pending")
    owed = str((row.get("metadata") or {}).get("owed") or "")
    return Refunded(_id(row), status, owed, rupiah(row.get("amount")), str(row.get("failure_reason") or ""))


def _movement(row: dict[str, Any]) -> Movement:
    source = row.get("source")
    about = _id(source)
    if isinstance(source, dict) and source.get("object") == "charge":
        about = _id(source.get("payment_intent")) or about
    amount = row["amount"]
    at = datetime.fromtimestamp(row["created"], UTC)
    return Movement(row["type"], about, rupiah(abs(amount)), rupiah(abs(row.get("fee") or 0)), at)


def _id(thing: Any) -> str:
    return str(thing.get("id") or "") if isinstance(thing, dict) else str(thing or "")


@contextmanager
def honestly() -> Iterator[None]:
    """Tell a clear no from everything that may have been done all the same."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError, stripe.AuthenticationError) as problem:
        raise ProviderAway(str(problem.user_message or problem)) from problem
    except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as problem:
        if (problem.http_status or 0) in (409, 429):
            raise ProviderAway(str(problem)) from problem
        raise ProviderRefused(str(problem.user_message or problem)) from problem
    except stripe.StripeError as problem:
        raise ProviderAway(str(problem)) from problem
