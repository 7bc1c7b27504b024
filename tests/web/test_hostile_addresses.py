"""Addresses, hosts and methods that nobody means well with get a sane answer that echoes and betrays nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel.db import db
from marketplace.people import passwords
from marketplace.people.users import User
from marketplace.web import access
from tests import cast

PATHS = r"""
/../../etc/passwd /..%2f..%2fetc/passwd /%2e%2e/%2e%2e/etc/passwd /....//....//etc/passwd /%252e%252e%252fetc/passwd
/static/../config.py /static/%2e%2e/config.py /static/..%5cconfig.py /static//etc/passwd /static/js/
/foto/..%2f..%2fproofs/1.webp /foto/0123456789abcdef/99999999999999999999.webp /foto/abcdef0123456789/-1.webp
/.git/config /.env /wsgi.py /data/marketplace.db /server-status /admin /wp-login.php
/produk/%00 /produk/%ff%fe /produk/%c0%ae%c0%ae /produk/%ed%a0%80 /cari?q=%ff%fe%80 /cari?%ff=%ff
/kategori/%F0%9F%92%A9 /produk/canary%0d%0aSet-Cookie:%20a=b /pesanan/%0d%0aLocation:%20https://jahat.id
/cari?setelah=99999999999999999999999999 /cari?setelah=-1 /cari?q=%27%20OR%201=1-- /cari?q[]=x&q[a]=y
/jualan/99999999999999999999 /tautan/%252e%252e /pesanan/a;b /;/ /%20 /~root /?a=b&a=c&%5b%5d=1
""".split()
BETRAYED = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "site-packages", "root:x:", "werkzeug", "granian")


@pytest.mark.parametrize("path", PATHS)
def test_no_address_breaks_or_betrays(client: FlaskClient, path: str) -> None:
    for method, headers in (("GET", {}), ("GET", {"HX-Request": "true"}), ("HEAD", {}), ("POST", {})):
        answer = client.open(path, method=method, headers=headers)
        assert answer.status_code < 500, (method, path)
        assert not [word for word in BETRAYED if word in answer.text], (method, path)
        assert "a" not in {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
        assert "jahat.id" not in answer.headers.get("Location", ""), path


def test_unknown_methods_are_refused_everywhere(app: Flask, client: FlaskClient) -> None:
    for path, methods, _, _ in access.url_map(app):
        if "<" in path:
            continue
        for method in {"PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X" * 40} - set(methods.split(",")):
            answer = client.open(path, method=method)
            assert answer.status_code in {303, 404, 405} and "X-Forwarded" not in answer.text, (method, path)


FORGED_HOSTS = (
    {"Host": "jahat.id"},
    {"Host": "jahat.id:80"},
    {"X-Forwarded-Host": "jahat.id"},
    {"X-Forwarded-For": "10.9.8.7, jahat.id", "X-Forwarded-Proto": "https"},
    {"Forwarded": "host=jahat.id;proto=https"},
    {"X-Original-URL": "/agensi/bukti", "X-Rewrite-URL": "/agensi/bukti"},
    {"X-HTTP-Method-Override": "DELETE", "X-Host": "jahat.id"},
)


@pytest.mark.parametrize("headers", FORGED_HOSTS, ids=lambda headers: next(iter(headers)))
def test_a_forged_host_is_neither_echoed_nor_followed(
    client: FlaskClient, session: Session, headers: dict[str, str]
) -> None:
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    session.add(User(name="Siti", phone="+6281200000001", password_hash=passwords.seal(cast.PASSWORD)))
    answers = [client.get(path, headers=headers) for path in ("/", "/produk/amplang-uji", "/akun", "/cari/")]
    answers.append(client.post("/masuk", data={"who": "081200000001", "password": cast.PASSWORD}, headers=headers))
    answers.append(client.get("/akun", headers=headers))
    for answer in answers:
        assert answer.status_code < 500
        assert "jahat.id" not in answer.text + str(answer.headers)


@pytest.mark.one_database
def test_production_knows_its_own_name_only(app: Flask, client: FlaskClient, tmp_path) -> None:  # type: ignore[no-untyped-def]
    public = "https://pasar.example.id"
    settings = {"APP_ENV": "production", "SECRET_KEY": "k" * 40, "PUBLIC_URL": public, "DATA_DIR": str(tmp_path)}
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    shop = create_app(config.load({**settings, "DATABASE_URL": url}))
    answer = shop.test_client().get("/keranjang/", headers={"Host": "jahat.id", "X-Forwarded-Host": "jahat.id"})
    page = shop.test_client().get("/masuk", headers={"Host": "jahat.id"})
    assert "jahat.id" not in answer.text + str(answer.headers) + page.text + str(page.headers)
    assert page.status_code == 200 and "Secure" in page.headers["Set-Cookie"]
    with shop.app_context():
        db.engine.dispose()
