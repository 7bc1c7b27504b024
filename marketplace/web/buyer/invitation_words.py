"""An invitation in words, and the ways to send it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _

from marketplace.notices.channels import whatsapp_link
from marketplace.people import phones
from marketplace.people.invitations import Invitation
from marketplace.web import filters


@dataclass(frozen=True)
class Sending:
    """The link, told once, and an address that opens WhatsApp or e-mail with the text."""

    contact: str
    link: str
    text: str
    href: str
    by_phone: bool
    until: str


def sending(made: Invitation, token: str) -> Sending:
    """How a new invitation reaches whom it is for."""
    link = filters.public_url(url_for("buyer.invitations.show", token=token))
    subject = _("Undangan membeli untuk %(name)s", name=made.organisation.name)
    text = _(
        "%(who)s mengundang Anda membeli untuk %(name)s. Buka tautan ini, lalu masuk atau daftar:",
        who=made.invited_by, name=made.organisation.name,
    )  # fmt: skip
    whole, by_phone = f"{text}\n{link}", made.contact.startswith("+")
    mail = f"mailto:{made.contact}?subject={quote(subject)}&body={quote(whole)}"
    href = whatsapp_link.link(made.contact, whole) if by_phone else mail
    return Sending(contact(made), link, whole, href, by_phone, filters.moment(made.expires_at))


def contact(made: Invitation) -> str:
    """The phone or e-mail as people write it."""
    return phones.show(made.contact) if made.contact.startswith("+") else made.contact
