"""A guest over the network: cookies, tokens, plain forms; fast enough for races."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Guest:
    """One browser without JavaScript on a live server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), NoRedirect())
        self.statuses: list[int] = []

    def another_tab(self) -> Guest:
        """The same browser at this moment, with cookies that go their own way from here."""
        tab = Guest(self.url)
        for cookie in self.cookies:
            tab.cookies.set_cookie(cookie)
        return tab

    def get(self, path: str) -> tuple[int, str, str]:
        return self._send(urllib.request.Request(self.url + path))

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        body = urllib.parse.urlencode(data).encode()
        return self._send(urllib.request.Request(self.url + path, body))

    def token(self, path: str) -> dict[str, str]:
        """The CSRF token of a page's form."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path)[1])
        assert found, path
        return {"csrf_token": found[1]}

    def _send(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                result = answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as answer:
            result = answer.code, answer.read().decode(), answer.headers.get("Location", "") or ""
        self.statuses.append(result[0])
        return result
