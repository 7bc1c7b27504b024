"""One URL, two representations: a fragment for HTMX, a redirect or page for a plain form."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response


def wanted() -> bool:
    """Whether HTMX asks for a fragment (a history restore gets the whole page)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
        and request.headers.get("HX-Request-Type", "partial") != "full"
    )


def answer(fragment: str, otherwise: str, *, status: int = 200, **values: Any) -> Response:
    """The fragment template for HTMX, else a 303 to the address `otherwise`."""
    if wanted():
        return make_response(render_template(fragment, **values), status)
    return redirect(otherwise, 303)


def page(template: str, *, fragment: str | None = None, status: int = 200, **values: Any) -> Response:
    """The whole page, or its fragment for HTMX, with a status (422 for a form with mistakes)."""
    chosen = fragment if fragment and wanted() else template
    return make_response(render_template(chosen, **values), status)


def leave(address: str) -> Response:
    """Go to another page: HX-Redirect for HTMX, 303 otherwise."""
    if wanted():
        response = Response(status=204)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address, 303)
