"""A page as plain text that staff can write: headings, lists, paragraphs, links; and back from the shop's own pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markupsafe import Markup, escape

LINK = re.compile(r"\[([^\]\n]{1,200})\]\((/[^\s()]{0,200}|https://[^\s()]{1,300}|mailto:[^\s()]{3,200})\)")
BLANKS = re.compile(r"[ \t\n]+")


def html(text: str) -> Markup:
    """`# ` and `## ` begin headings, `- ` a line of a list; blank lines part paragraphs. Everything else is text."""
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block.strip()]
    return Markup("\n").join(part for block in blocks for part in _block(block.strip("\n").split("\n")))


def title(text: str) -> str:
    """What the first line says, when it is a title (`# `)."""
    first = text.strip().partition("\n")[0]
    return first[2:].strip() if first.startswith("# ") else ""


def body(text: str) -> str:
    """The text without its title."""
    return text.strip().partition("\n")[2] if title(text) else text


def from_html(page: str) -> str:
    """What stands in a part of a page, in the same plain form."""
    reader = _Reader()
    reader.feed(page)
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.out)).strip()


def _block(lines: list[str]) -> list[Markup]:
    found: list[Markup] = []
    while lines:
        first = lines[0]
        if first.startswith(("# ", "## ")):
            found.append(Markup("<h2>{}</h2>").format(_inline(first.lstrip("#").strip())))
            lines = lines[1:]
            continue
        is_list = first.startswith("- ")
        taken = 0
        while taken < len(lines) and lines[taken].startswith("- ") == is_list and not lines[taken].startswith("## "):
            taken += 1
        part, lines = lines[:taken], lines[taken:]
        if is_list:
            items = Markup("").join(Markup("<li>{}</li>").format(_inline(line[2:])) for line in part)
            found.append(Markup("<ul>{}</ul>").format(items))
        else:
            found.append(Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in part)))
    return found


def _inline(text: str) -> Markup:
    parts, place = [], 0
    for link in LINK.finditer(text):
        parts += [escape(text[place : link.start()]), Markup('<a href="{}">{}</a>').format(link[2], link[1])]
        place = link.end()
    return Markup("").join([*parts, escape(text[place:])])


class _Reader(HTMLParser):
    """Writes headings, lists, pairs, paragraphs and links."""

    BEFORE = {"h1": "\n\n# ", "h2": "\n\n## ", "h3": "\n\n## ", "p": "\n\n", "li": "\n- ", "dt": "\n- ", "dd": ": "}
    AFTER = {"ul": "\n\n", "ol": "\n\n", "dl": "\n\n"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._link: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.BEFORE.get(tag, ""))
        if tag == "a":
            href = dict(attrs).get("href") or ""
            self._link.append(href if LINK.fullmatch(f"[x]({href})") else "")
            self.out.append("[" if self._link[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(self.AFTER.get(tag, ""))
        if tag == "a" and self._link:
            href = self._link.pop()
            self.out.append(f"]({href})" if href else "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            text = BLANKS.sub(" ", data)
            self.out.append(text.lstrip() if "".join(self.out[-2:]).endswith((" ", "\n", "[")) else text)
