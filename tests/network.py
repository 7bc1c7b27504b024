"""A guest over the network: cookies, tokens, plain forms; fast enough for races."""

from __future__ import annotations

import re
import socket
import threading
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


class Gate:
    """A weak signal: a port before a server that lets everything through, or swallows what is under way."""

    def __init__(self, server_port: int) -> None:
        self.target = server_port
        self.is_open = True
        self.pairs: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The signal goes, in the middle of whatever is sent."""
        self.is_open = False
        for one in list(self.pairs):
            _hang_up(one)

    def restore(self) -> None:
        """The signal is back."""
        self.is_open = True

    def close(self) -> None:
        """Nobody comes through any more."""
        self.cut()
        _hang_up(self.door)

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self.door.accept()
            except OSError:
                return
            if not self.is_open:
                _hang_up(phone)
                continue
            shop = socket.create_connection(("127.0.0.1", self.target))
            self.pairs |= {phone, shop}
            for here, there in ((phone, shop), (shop, phone)):
                threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        try:
            while data := here.recv(65_536):
                there.sendall(data)
        except OSError:
            pass
        for one in (here, there):
            _hang_up(one)
            self.pairs.discard(one)


def _hang_up(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
