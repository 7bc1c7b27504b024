"""The twin over HTTP: keys, idempotency, faults, lists; and the page on which a buyer pays."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, redirect, render_template, request

from . import params, switches
from .acts import Acts, Refused
from .hooks import Hooks
from .state import State, Thing

Maker = Callable[[dict[str, Any]], Thing]
LISTS = {
    "checkout/sessions": "sessions", "payment_intents": "intents", "charges": "charges", "refunds": "refunds",
    "disputes": "disputes", "balance_transactions": "transactions", "accounts": "accounts", "transfers": "transfers",
    "events": "events",
}  # fmt: skip
TYPES = {
    "checkout/sessions": "checkout.SessionCreateParams", "refunds": "RefundCreateParams",
    "accounts": "AccountCreateParams", "transfers": "TransferCreateParams",
}  # fmt: skip
HIDDEN = ("intent_data", "title", "pending", "tries", "due")


class Gone(Exception):
    """The connection is cut without an answer."""


def create(state: State, faults: switches.Switches, hooks: Hooks, base: str) -> Flask:
    """The application; `base` is the address under which the pay page is reached."""
    app = Flask("marketplace.fakes.stripe", root_path=os.path.dirname(__file__))
    acts = Acts(state, hooks, base)
    app.extensions["twin"] = acts
    api = Api(state, faults, acts)
    app.add_url_rule("/v1/<path:path>", view_func=api.answer, methods=["GET", "POST"], endpoint="api")
    app.add_url_rule("/pay/<name>", view_func=PayPage(state, acts).answer, methods=["GET", "POST"], endpoint="pay")
    app.add_url_rule("/_switches", view_func=Panel(state, faults, acts).answer, methods=["POST"], endpoint="panel")
    app.add_url_rule("/", view_func=lambda: "tiruan penyedia kartu", endpoint="home")
    return app


class Api:
    """`/v1/…`."""

    def __init__(self, state: State, faults: switches.Switches, acts: Acts) -> None:
        self.state, self.faults, self.acts = state, faults, acts
        self.makers: dict[str, Maker] = {
            "checkout/sessions": acts.new_session, "refunds": self._refund, "accounts": acts.new_account,
            "transfers": acts.transfer,
        }  # fmt: skip

    def answer(self, path: str) -> Response:
        """One call, with everything that may go wrong."""
        if not request.headers.get("Authorization", "").startswith("Bearer sk_"):
            return _error(401, "invalid_request_error", "Invalid API Key provided")
        body = request.get_data(as_text=True)
        time.sleep(self.faults.slow_seconds)
        fault = self.faults.next_fault(f"{request.method} /v1/{path}")
        if fault == switches.DROP_BEFORE:
            _cut()
        if fault == switches.BEFORE:
            return _error(500, "api_error", "Something went wrong")
        if fault == switches.REFUSE:
            return _error(400, "invalid_request_error", "This is refused.")
        with self.state.lock:
            self.acts.age()
            response = self._get(path) if request.method == "GET" else self._post(path, body, fault)
            self.state.save()
        if fault == switches.DROP_AFTER:
            _cut()
        return response

    def _get(self, path: str) -> Response:
        listed = LISTS.get(path)
        if listed:
            return _json(_page(self._rows(listed), path))
        kind, _, name = path.rpartition("/")
        found = self.state.get(LISTS.get(kind, "keys"), name) if kind in LISTS else None
        return _json(self._shown(found)) if found else _error(404, "invalid_request_error", f"No such object: {name!r}")

    def _post(self, path: str, body: str, fault: str) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        digest = hashlib.sha256(f"{path}?{body}".encode()).hexdigest()
        before = self.state.remembered(key) if key else None
        if before is not None:
            if before["digest"] != digest:
                return _error(
                    400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters."
                )
            return _json(before["body"], before["status"], {"Idempotent-Replayed": "true"})
        try:
            made, status = self._do(path, params.read(body)), 200
        except (Refused, params.Unknown) as problem:
            code = getattr(problem, "code", "parameter_unknown")
            return _error(400, "invalid_request_error", str(problem), code)
        answer = self._shown(made)
        if fault == switches.AFTER:
            status, answer = 500, {"error": {"type": "api_error", "message": "Something went wrong"}}
        if key:
            self.state.things["keys"][key] = {"digest": digest, "status": status, "body": answer, "at": time.time()}
        return _json(answer, status)

    def _do(self, path: str, given: dict[str, Any]) -> Thing:
        if path in self.makers:
            params.check(given, TYPES[path])
            return self.makers[path](given)
        kind, _, rest = path.partition("/sessions/")
        if kind == "checkout" and rest.endswith("/expire"):
            params.check(given, "checkout.SessionExpireParams")
            session = self.state.get("sessions", rest.removesuffix("/expire"))
            if session is None:
                raise Refused("No such session", "resource_missing")
            self.acts.end(session)
            return session
        raise Refused(f"Unrecognized request URL (POST: /v1/{path}).", "unrecognized_url")

    def _refund(self, given: dict[str, Any]) -> Thing:
        return self.acts.refund(given, pending=self.faults.pending_refunds)

    def _rows(self, kind: str) -> list[Thing]:
        rows = self.state.all(kind)
        wanted = request.args
        since = wanted.get("created[gte]", type=int)
        rows = [row for row in rows if since is None or row["created"] >= since]
        for name in ("payment_intent", "charge", "type"):
            if wanted.get(name):
                rows = [row for row in rows if row.get(name) == wanted[name]]
        if wanted.get("starting_after"):
            names = [row["id"] for row in rows]
            rows = rows[names.index(wanted["starting_after"]) + 1 :] if wanted["starting_after"] in names else []
        shown = [self._shown(row) for row in rows]
        return [self._expanded(row) for row in shown] if kind == "transactions" and "expand" in str(wanted) else shown

    def _shown(self, thing: Thing) -> Thing:
        shown = {name: value for name, value in thing.items() if name not in HIDDEN}
        if shown.get("object") == "checkout.session" and shown.get("payment_status") == "paid":
            shown["amount_total"] += self.faults.lie_about
            shown["currency"] = self.faults.lie_currency or shown["currency"]
        return shown

    def _expanded(self, row: Thing) -> Thing:
        for kind in ("charges", "refunds", "disputes", "transfers"):
            found = self.state.get(kind, row["source"])
            if found:
                return {**row, "source": found}
        return row


class PayPage:
    """The page on which the buyer pays; plain forms."""

    def __init__(self, state: State, acts: Acts) -> None:
        self.state, self.acts = state, acts

    def answer(self, name: str) -> Any:
        """Show it, or do what was pressed."""
        with self.state.lock:
            self.acts.age()
            session = self.state.get("sessions", name)
            if session is None:
                return render_template("pay.html", session=None), 404
            act = request.form.get("act", "") if request.method == "POST" else ""
            if session["status"] == "complete":
                return redirect(session["success_url"], 303)
            if session["status"] == "expired" or act not in {"pay", "decline", "cancel"}:
                return render_template("pay.html", session=session, declined=False)
            return self._pressed(session, act)

    def _pressed(self, session: Thing, act: str) -> Any:
        if act == "pay":
            self.acts.pay(session)
        elif act == "decline":
            self.acts.decline(session)
        self.state.save()
        if act == "decline":
            return render_template("pay.html", session=session, declined=True)
        return redirect(session["success_url"] if act == "pay" else session["cancel_url"], 303)


class Panel:
    """Sets the switches and makes things happen, for whoever tries the shop by hand."""

    def __init__(self, state: State, faults: switches.Switches, acts: Acts) -> None:
        self.state, self.faults, self.acts = state, faults, acts

    def answer(self) -> Response:
        """`{"slow_seconds": 4}`, `{"fail": [["POST /v1/refunds", "500_after", 1]]}`, `{"expire": "cs_…"}`."""
        asked = request.get_json(force=True)
        with self.state.lock:
            self.faults.set(asked)
            if asked.get("expire"):
                self.acts.end(self.state.things["sessions"][asked["expire"]])
            if asked.get("dispute"):
                self.acts.dispute(asked["dispute"])
            self.state.save()
        return _json({"ok": True})


def _page(rows: list[Thing], path: str) -> Thing:
    limit = request.args.get("limit", 10, type=int)
    return {"object": "list", "url": f"/v1/{path}", "has_more": len(rows) > limit, "data": rows[:limit]}


def _json(body: Thing, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, {"Content-Type": "application/json", **(headers or {})})


def _error(status: int, kind: str, message: str, code: str = "") -> Response:
    return _json({"error": {"type": kind, "message": message, **({"code": code} if code else {})}}, status)


def _cut() -> None:
    """Close the connection without a word."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    raise Gone()
