"""The maker's screens speak the language of a kitchen: no English jargon, short sentences, nothing untranslated."""

from __future__ import annotations

import re

import pytest

from config import ROOT
from tests.messages import extracted
from tests.once import Once
from tests.tour import Tour
from tests.web.test_wording import body

LONGEST = 15
JARGON = """account add app approve archive backup batch bestseller block browse browser bug bulk button buyer
    cancel cart catalog category change chat checklist checkout choose click close code confirm copy
    customer dashboard deadline default delete delivery deposit detail details discount download draft
    edit email empty error expired failed favorite feature feedback field file filter finish form free
    fulfil fulfillment fulfilment grid help hold home icon image import export input insight invalid
    inventory invoice issue item join label-printer link list listing load loading location log-in log-
    out login logout lot manage margin-rate marketplace member menu-bar message mobile mode name new
    next notification offline-mode on-hand open option order orders password payment payout pending
    picking picture pin-code pop-up preview price print-out privacy product profile promo public publish
    published publishing quantity query queue quota rate ready refresh refund reject release reload
    report request required reset resize restock retry return review role sale save saved scan screen
    screenshot scroll search select seller send server service setting settings share sheet shipped
    shipping show sign-in sign-up sku skip slot slug sold sort spreadsheet start state status-bar step
    stock submit success summary support sync system table tag task template terms ticket tier tiers
    time timeout title toggle tool tracking transaction type undo unit-price update upload uploading url
    user username valid validation value variant variants verify version view voucher warning website
    week wishlist withdraw wizard"""
ALLOWED = {"offline"}
WORDS = {*JARGON.split()} - ALLOWED
GLUED = re.compile(
    r"(?:di|ke|meng|mem|men|me|nge)-?(?:upload|download|edit|klik|click|scan|share|publish|submit|save)\w*"
)
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
OWN = ("marketplace/web/seller", "templates/seller", "templates/documents", "templates/layouts/seller")
SPOKEN = (*OWN, "templates/errors/offline", "templates/layouts/_desk")
CLASSES = r"\{% block (?:\w+_class|sheet) %\}.*?\{% endblock %\}"
CODE = re.compile(CLASSES + r"|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAGS = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
BARE = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = {"Rp", "nbsp", "times", "WITA", "Balikpapan", "HALAL"}


def jargon(text: str) -> list[str]:
    """The words of a text that a home cook does not use."""
    said = PLACE.sub(" ", text).lower()
    parts = {part for word in WORD.findall(said) for part in (word, *word.split("-"))}
    return sorted(parts & WORDS) + GLUED.findall(said)


def long_sentences(text: str) -> list[str]:
    """Its sentences of more than fifteen words."""
    sentences = re.split(r"(?<=[.!?…])\s+|\n", PLACE.sub("x", text))
    return [one for one in sentences if len(re.findall(r"\w[\w.,/'-]*", one)) > LONGEST]


def untranslated(template: str) -> list[str]:
    """Words that stand in a template outside of everything that is translated."""
    return [word for word in BARE.findall(TAGS.sub(" ", CODE.sub(" ", template))) if word not in NOT_WORDS]


@pytest.fixture(scope="module")
def texts(once: Once) -> list[tuple[str, str]]:
    """Every text of the maker's screens, with the file it stands in."""
    spoken = [(name, text) for name, _, text in once("messages", extracted) if name.startswith(SPOKEN)]
    return [(name, one) for name, text in spoken for one in ((text,) if isinstance(text, str) else text)]


def test_no_text_holds_jargon(texts: list[tuple[str, str]]) -> None:
    assert len(texts) > 100, "nothing was extracted; look at babel.cfg"
    assert [(name, jargon(text), text) for name, text in texts if jargon(text)] == []


def test_no_sentence_is_longer_than_a_breath(texts: list[tuple[str, str]]) -> None:
    assert [(name, one) for name, text in texts for one in long_sentences(text)] == []


def test_nothing_stands_in_a_template_untranslated() -> None:
    """An official letter is Indonesian, whatever its sender reads."""
    files = [path for path in (ROOT / "templates").rglob("*.html") if str(path.relative_to(ROOT)).startswith(OWN)]
    files.remove(ROOT / "templates/documents/local_letter.html")
    found = {path.relative_to(ROOT).as_posix(): untranslated(path.read_text()) for path in files}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.one_database
def test_no_screen_shows_jargon(tour: Tour) -> None:
    screens = [(page.name, body(page).text(separator=" ")) for page in tour.pages if page.is_sellers]
    assert screens
    assert [(name, jargon(text)) for name, text in screens if jargon(text)] == []


def test_the_lists_find_what_they_must() -> None:
    assert jargon("Upload foto Anda") == ["upload"]
    assert jargon("Foto sedang di-upload, jangan diedit") == ["upload", "di-upload", "diedit"]
    assert jargon("Simpan draft. Status order: pending") == ["draft", "order", "pending"]
    assert jargon("Kirim foto lewat WhatsApp, lalu isi stok di Excel secara online. %(order)s {file}") == []
    assert long_sentences(" ".join(["kata"] * 15) + ".") == []
    assert long_sentences("Pendek. " + " ".join(["kata"] * 16) + ".")
    assert untranslated('<p class="lead">{{ _("Halo") }} Simpan</p>') == ["Simpan"]
    assert untranslated('<p class="lead" title="a > b">{{ _("Halo") }}: 12</p>{% if x > 1 %}{% endif %}') == []
