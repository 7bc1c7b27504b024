"""What happens to the twin's objects: pages are made, paid, refused and end; money goes back, is disputed, moves on."""

from __future__ import annotations

import secrets
import time
from typing import Any

from .hooks import Hooks
from .state import State, Thing

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
FEE_PER_MILLE = 29
DEMO = "pi_demo_"


class Refused(Exception):
    """A 400 with the provider's own words."""

    def __init__(self, message: str, code: str = "parameter_invalid", param: str = "") -> None:
        super().__init__(message)
        self.code, self.param = code, param


class Acts:
    """The verbs. The caller holds the state's lock."""

    def __init__(self, state: State, hooks: Hooks, base: str) -> None:
        self.state, self.hooks, self.base = state, hooks, base

    def new_session(self, params: dict[str, Any]) -> Thing:
        """Make a hosted page."""
        if params.get("mode") != "payment" or not params.get("success_url") or not params.get("line_items"):
            raise Refused("Missing required param: mode, success_url, line_items.", "parameter_missing")
        total, currency = _total(params["line_items"])
        now = int(time.time())
        ends = int(params.get("expires_at") or now + LONGEST)
        if not now + SHORTEST <= ends <= now + LONGEST + 60:
            raise Refused("`expires_at` must be between 30 minutes and 24 hours from now.", param="expires_at")
        made = self.state.add(
            "sessions", "cs_test",
            {"object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid",
             "amount_total": total, "currency": currency, "client_reference_id": params.get("client_reference_id"),
             "metadata": params.get("metadata") or {}, "payment_intent": None, "expires_at": ends,
             "success_url": params["success_url"], "cancel_url": params.get("cancel_url"),
             "intent_data": params.get("payment_intent_data") or {}, "title": _title(params["line_items"])},
        )  # fmt: skip
        made["url"] = f"{self.base}/pay/{made['id']}"
        return made

    def age(self) -> None:
        """Pages whose time is over end."""
        for session in self.state.things["sessions"].values():
            if session["status"] == "open" and session["expires_at"] <= time.time():
                self.end(session)

    def end(self, session: Thing) -> None:
        """Nobody can pay there any more."""
        if session["status"] != "open":
            raise Refused(
                f'Only Checkout Sessions with a status in ["open"] can be expired; it is {session["status"]}.'
            )
        session.update(status="expired", url=None)
        self.hooks.tell("checkout.session.expired", session)

    def pay(self, session: Thing, *, later: bool = False) -> None:
        """The buyer pays; `later` is a way whose money comes some time after."""
        if session["status"] != "open":
            raise Refused("This page is closed.")
        about = session["intent_data"]
        intent = self.state.add(
            "intents", "pi",
            {"object": "payment_intent", "amount": session["amount_total"], "currency": session["currency"],
             "status": "processing" if later else "succeeded", "metadata": about.get("metadata") or {},
             "description": about.get("description"), "amount_received": 0 if later else session["amount_total"]},
        )  # fmt: skip
        session.update(status="complete", payment_intent=intent["id"], url=None)
        if later:
            self.hooks.tell("checkout.session.completed", session)
            return
        self._money(intent)
        session["payment_status"] = "paid"
        self.hooks.tell("payment_intent.succeeded", intent)
        self.hooks.tell("checkout.session.completed", session)

    def arrive(self, session: Thing) -> None:
        """The money of a slow way has come."""
        intent = self.state.things["intents"][session["payment_intent"]]
        intent.update(status="succeeded", amount_received=intent["amount"])
        session["payment_status"] = "paid"
        self._money(intent)
        self.hooks.tell("checkout.session.async_payment_succeeded", session)

    def decline(self, session: Thing) -> None:
        """The buyer's bank says no; the page stays open."""
        about = session["intent_data"].get("metadata") or {}
        failed = {
            "id": f"pi_{secrets.token_hex(12)}", "object": "payment_intent", "status": "requires_payment_method",
            "metadata": about, "amount": session["amount_total"], "amount_received": 0, "currency": session["currency"],
            "last_payment_error": {"code": "card_declined"},
        }  # fmt: skip
        self.hooks.tell("payment_intent.payment_failed", failed)

    def refund(self, params: dict[str, Any], *, pending: bool = False) -> Thing:
        """Give back; never more than was paid."""
        intent = params.get("payment_intent")
        charge = next((row for row in self.state.all("charges") if row["payment_intent"] == intent), None)
        if charge is None and str(intent).startswith(DEMO):
            charge = self._demo_charge(str(intent))
        if charge is None:
            raise Refused(f"No such payment_intent: {intent!r}", "resource_missing", "payment_intent")
        left = charge["amount"] - charge["amount_refunded"]
        amount = int(params.get("amount") or left)
        if charge["disputed"]:
            raise Refused("This charge has been charged back; cannot issue a refund.", "charge_disputed")
        if left == 0:
            raise Refused(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= left:
            raise Refused(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", param="amount"
            )
        charge["amount_refunded"] += amount
        made = self.state.add(
            "refunds", "re",
            {"object": "refund", "amount": amount, "currency": charge["currency"], "charge": charge["id"],
             "payment_intent": charge["payment_intent"], "status": "pending" if pending else "succeeded",
             "metadata": params.get("metadata") or {}, "failure_reason": None},
        )  # fmt: skip
        self._move("refund", made, -amount, 0)
        self.hooks.tell("refund.created", made)
        return made

    def refund_fails(self, refund: Thing) -> None:
        """The buyer's bank sends it back."""
        refund.update(status="failed", failure_reason="lost_or_stolen_card")
        self.state.things["charges"][refund["charge"]]["amount_refunded"] -= refund["amount"]
        self._move("refund_failure", refund, refund["amount"], 0)
        self.hooks.tell("refund.failed", refund)

    def dispute(self, intent: str, status: str = "needs_response") -> Thing:
        """The buyer goes to their bank."""
        charge = next(row for row in self.state.all("charges") if row["payment_intent"] == intent)
        charge["disputed"] = True
        made = self.state.add(
            "disputes", "du",
            {"object": "dispute", "amount": charge["amount"], "currency": charge["currency"], "charge": charge["id"],
             "payment_intent": intent, "reason": "product_not_received", "status": status},
        )  # fmt: skip
        self._move("adjustment", made, -charge["amount"], 0)
        self.hooks.tell("charge.dispute.created", made)
        return made

    def decide(self, dispute: Thing, status: str) -> None:
        """The bank has decided: won or lost."""
        dispute["status"] = status
        if status == "won":
            self._move("adjustment", dispute, dispute["amount"], 0)
        self.hooks.tell("charge.dispute.closed", dispute)

    def new_account(self, params: dict[str, Any]) -> Thing:
        """An account of somebody who is to be paid."""
        return self.state.add(
            "accounts", "acct",
            {"object": "account", "country": params.get("country") or "ID", "email": params.get("email"),
             "metadata": params.get("metadata") or {}, "payouts_enabled": True},
        )  # fmt: skip

    def transfer(self, params: dict[str, Any]) -> Thing:
        """Money to such an account, of what is there."""
        account = self.state.get("accounts", str(params.get("destination")))
        if account is None:
            raise Refused("No such destination", "resource_missing", "destination")
        if account["country"] != "ID":
            raise Refused(
                "Cannot create transfers to accounts in another country.", "transfers_not_allowed", "destination"
            )
        amount = int(params.get("amount") or 0)
        if amount > sum(row["amount"] - row["fee"] for row in self.state.all("transactions")):
            raise Refused("You have insufficient funds in your account for this transfer.", "balance_insufficient")
        made = self.state.add(
            "transfers", "tr",
            {"object": "transfer", "amount": amount, "currency": params.get("currency"), "destination": account["id"],
             "metadata": params.get("metadata") or {}, "transfer_group": params.get("transfer_group")},
        )  # fmt: skip
        self._move("transfer", made, -amount, 0)
        return made

    def _demo_charge(self, name: str) -> Thing:
        """Paid before the twin began: `pi_demo_82000_…` says how many rupiah."""
        amount = int(name.removeprefix(DEMO).split("_")[0]) * 100
        intent = {"id": name, "amount": amount, "currency": "idr", "metadata": {}}
        self.state.things["intents"][name] = intent
        self._money(intent)
        return self.state.all("charges")[0]

    def _money(self, intent: Thing) -> None:
        charge = self.state.add(
            "charges", "ch",
            {"object": "charge", "amount": intent["amount"], "currency": intent["currency"], "status": "succeeded",
             "payment_intent": intent["id"], "amount_refunded": 0, "disputed": False, "metadata": intent["metadata"]},
        )  # fmt: skip
        intent["latest_charge"] = charge["id"]
        self._move("charge", charge, charge["amount"], charge["amount"] * FEE_PER_MILLE // 1000 // 100 * 100)

    def _move(self, kind: str, source: Thing, amount: int, fee: int) -> None:
        self.state.add(
            "transactions", "txn",
            {"object": "balance_transaction", "type": kind, "amount": amount, "fee": fee, "net": amount - fee,
             "currency": source["currency"], "source": source["id"]},
        )  # fmt: skip


def _total(items: dict[str, Any]) -> tuple[int, str]:
    total, currency = 0, ""
    for row in items.values():
        price = row["price_data"]
        total += int(price["unit_amount"]) * int(row.get("quantity") or 1)
        currency = str(price["currency"])
    if not 0 < total <= 99_999_999_999:
        raise Refused("The Checkout Session's total amount is out of range.", "amount_too_small")
    return total, currency


def _title(items: dict[str, Any]) -> str:
    return str(next(iter(items.values()))["price_data"]["product_data"]["name"])
