"""E-mail: over SMTP when a server is set, else as files in a folder."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..messages import Message

TIMEOUT_SECONDS = 10


class Mail:
    """Sends by itself, the way that the deployment chose."""

    alone = True

    def __init__(self, smtp_url: str, sender: str, folder: Path) -> None:
        self.smtp_url, self.sender, self.folder = smtp_url, sender, folder

    def send(self, message: Message) -> None:
        """Hand one letter to the server, or put it into the folder."""
        letter = _letter(message, self.sender)
        if self.smtp_url:
            _over_smtp(self.smtp_url, letter)
        else:
            _into_folder(self.folder, message.public_id, letter)


def _letter(message: Message, sender: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = formataddr((_one_line(message.recipient), message.address))
    letter["Subject"] = _one_line(message.subject)
    letter["Message-ID"] = f"<{message.public_id}@{sender.rpartition('@')[2] or 'localhost'}>"
    letter.set_content(message.body)
    return letter


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _into_folder(folder: Path, name: str, letter: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.tmp"
    unfinished.write_bytes(letter.as_bytes())
    unfinished.rename(folder / f"{name}.eml")


def _over_smtp(address: str, letter: EmailMessage) -> None:
    parts = urlsplit(address)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
