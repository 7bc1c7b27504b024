"""`flask privacy …`: the breach drill, the terms, and a person's copy when they ask by letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.insight.privacy import breach, copying, register, retention, whose
from marketplace.kernel import clock, sheets
from marketplace.kernel.db import Base, begin_write, db
from marketplace.people import agency, users

NOTICE = """\
Kepada {name},

Antara {first} dan {last} ada orang yang tidak berhak mungkin melihat data Anda di {shop}.
Data yang mungkin terlihat: nama, nomor HP, e-mail, alamat, dan isi pesanan Anda.
Kata sandi Anda tersimpan teracak. Nomor rekening tersimpan tersandi.
Yang kami lakukan: [isi]. Yang sebaiknya Anda lakukan: ganti kata sandi, dan hati-hati terhadap penelepon.
Tanya: {contact}
"""
group = AppGroup("privacy", help="Personal data: breach drill, terms, register.")


@group.command("breach")
@click.option("--from", "first", required=True, help="Start in Balikpapan's time, such as 2026-11-24T08:00.")
@click.option("--to", "last", required=True, help="End in Balikpapan's time.")
@click.option("--by", "who", default="", help="Only what this account did (phone or e-mail).")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the list and the letter.")
def drill(first: str, last: str, who: str, out: Path | None) -> None:
    """List the people and columns that a breach may have touched, and write the notice."""
    since, until = _instant(first), _instant(last)
    people = breach.affected(db.session(), since, until, _account(who))
    click.echo(f"breach: {len(people)} people between {first} and {last}")
    for table, columns in breach.fields().items():
        click.echo(f"  {table}: {', '.join(columns)}")
    within = breach.NOTICE_WITHIN // timedelta(hours=1)
    click.echo(f"breach: tell the people and the authority within {within} hours of finding out (UU 27/2022 art. 46)")
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    rows = [[one.subject, one.name, one.phone, one.email, one.orders] for one in people]
    (out / "orang.csv").write_bytes(sheets.as_csv(["siapa", "nama", "hp", "email", "pesanan"], rows))
    letters = [_letter(one.name, first, last) for one in people]
    (out / "surat.txt").write_text("\n---\n".join(letters or [_letter("…", first, last)]))
    click.echo(f"breach: written to {out}")


@group.command("terms")
def terms() -> None:
    """Let go now of everything past its term; the worker does so each day."""
    begin_write(db.session())
    gone = retention.keep_terms(db.session())
    db.session.commit()
    click.echo("privacy: " + ", ".join(f"{name} {count}" for name, count in gone.items()))


@group.command("register")
def check() -> None:
    """Say what the register does not know; exit with 1 when there is something."""
    faults = register.faults(register.read(), Base.metadata)
    for fault in faults:
        click.echo(fault)
    click.echo("register: ok" if not faults else f"register: {len(faults)} faults")
    if faults:
        raise SystemExit(1)


@group.command("copy")
@click.argument("who")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def copy(who: str, out: Path) -> None:
    """Write the copy of an account (phone or e-mail) as a ZIP, for somebody who asked by letter."""
    number = _account(who)
    if number is None:
        raise click.ClickException("no such account")
    person = whose.account(db.session(), db.session.get_one(users.User, number))
    out.write_bytes(copying.archive(copying.gather(db.session(), person), current_app.extensions["files"], ""))
    click.echo(f"privacy: written to {out}")


def _instant(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"not a time: {text}") from None
    return told if told.tzinfo else told.replace(tzinfo=clock.WITA)


def _account(who: str) -> int | None:
    if not who:
        return None
    named = users.identifier(who)
    found = users.known_by(db.session(), named) if named else None
    if found is None:
        raise click.ClickException("no such account")
    return found.id


def _letter(name: str, first: str, last: str) -> str:
    shop, contact = agency.SHOP_NAME(db.session()), agency.EMAIL(db.session())
    return NOTICE.format(name=name, first=first, last=last, shop=shop, contact=contact)
