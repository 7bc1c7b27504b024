"""Words that a listing may not use, or that staff want to look at, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.errors import Refusal

PROTECTED = "satwa dilindungi, tidak boleh diperjualbelikan"
CLAIM = "kalimat pengobatan tidak boleh dipakai untuk makanan dan minuman"
LEGAL_WOOD = "kayu ini perlu surat asal yang sah"
DEFAULT: list[dict[str, Any]] = [
    {
        "words": ["belida", "belido", "pipih", "chitala"],
        "kind": "refuse",
        "reason": "ikan belida (pipih) dilindungi, Kepmen KP 1/2021",
        "advice": "Pakai ikan lain, misalnya tenggiri, lalu ubah tulisannya.",
    },
    {
        "words": ["telur kepiting", "kepiting bertelur", "kepiting petelur"],
        "kind": "refuse",
        "reason": "kepiting bertelur tidak boleh ditangkap dan dijual",
        "advice": "Jual kepiting yang tidak bertelur, lalu ubah tulisannya.",
    },
    {
        "words": [
            "penyu", "sisik penyu", "trenggiling", "dugong", "duyung", "pesut", "bekantan", "orangutan", "orang utan",
            "kima", "tuntong", "akar bahar", "terumbu karang", "paruh enggang", "bulu enggang", "kepala enggang",
            "paruh rangkong", "bulu rangkong", "empedu beruang", "cakar beruang", "kuku beruang", "taring beruang",
            "daging beruang", "kulit harimau", "taring harimau", "gading gajah", "sirip hiu", "telur maleo",
            "kulit buaya", "daging buaya",
        ],
        "kind": "refuse",
        "reason": PROTECTED,
        "advice": "Barang ini tidak bisa dijual di sini.",
    },
    {
        "words": [
            "menyembuhkan", "penyembuh", "mengobati", "obat kuat", "obat kanker", "obat diabetes", "antikanker",
            "anti kanker", "antitumor", "anti tumor", "menurunkan kolesterol", "menurunkan gula darah",
            "menurunkan darah tinggi", "menyembuh", "bajakah obat", "tanpa efek samping",
        ],
        "kind": "refuse",
        "reason": CLAIM,
        "advice": "Hapus kata itu. Ceritakan rasa dan bahannya saja.",
    },
    {
        "words": ["bajakah"],
        "kind": "flag",
        "reason": "sering dijual dengan janji pengobatan",
        "advice": "Jangan menulis janji pengobatan.",
    },
    {
        "words": ["ulin", "kayu besi", "meranti", "gaharu"],
        "kind": "flag",
        "reason": LEGAL_WOOD,
        "advice": "Siapkan suratnya.",
    },
    {
        "words": ["mandau"],
        "kind": "flag",
        "reason": "senjata tajam: ada batas umur dan aturan penerbangan",
        "advice": "Tulis ukuran bilahnya.",
    },
    {
        "words": ["kepiting bakau"],
        "kind": "flag",
        "reason": "kepiting bakau punya batas ukuran tangkap",
        "advice": "Tulis ukurannya.",
    },
]  # fmt: skip
_NEGATIONS = {"tanpa", "bukan", "tidak", "non"}
_ENDINGS = ("nya", "lah", "kah")


def _sound(entries: list[dict[str, Any]]) -> bool:
    return all(
        isinstance(entry, dict)
        and entry.get("kind") in {"refuse", "flag"}
        and isinstance(entry.get("words"), list)
        and all(isinstance(word, str) and _tokens(word) for word in entry["words"])
        and all(isinstance(entry.get(part), str) for part in ("reason", "advice"))
        for entry in entries
    )


WORDS = settings.declare(
    "catalog.restricted_words",
    DEFAULT,
    "Kata yang ditolak (refuse) atau ditandai untuk petugas (flag), dengan alasan dan sarannya",
    _sound,
)


class Restricted(Refusal):
    """A listing uses a word it may not use; facts: field, word, reason, advice."""


@dataclass(frozen=True)
class Hit:
    """One word of the list found in one field; `kind` is refuse or flag."""

    field: str
    word: str
    kind: str
    reason: str
    advice: str


def hits(session: Session, texts: Mapping[str, str]) -> list[Hit]:
    """Every listed word in these fields: whole words, whatever the case, accents and spacing."""
    entries = WORDS(session)
    return [
        Hit(field, word, entry["kind"], entry["reason"], entry["advice"])
        for field, text in texts.items()
        for tokens in [_tokens(text)]
        for entry in entries
        for word in entry["words"]
        if _stands_in(_tokens(word), tokens)
    ]


def refuse(session: Session, texts: Mapping[str, str]) -> list[Hit]:
    """Raise Restricted for the first refused word; return what is only to be looked at."""
    found = hits(session, texts)
    for hit in found:
        if hit.kind == "refuse":
            raise Restricted(field=hit.field, word=hit.word, reason=hit.reason, advice=hit.advice)
    return found


def _tokens(text: str) -> list[str]:
    """Words without accents; letters that stand apart (`b e l i d a`) are read as one word."""
    text = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in text if not unicodedata.combining(char))
    words: list[str] = []
    apart = False
    for word in re.findall(r"[a-z0-9]+", plain):
        single = len(word) == 1 and word.isalpha()
        if single and apart:
            words[-1] += word
        else:
            words.append(word)
        apart = single
    return [_root(word) for word in words]


def _root(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def _stands_in(wanted: list[str], tokens: list[str]) -> bool:
    size = len(wanted)
    return any(
        tokens[n : n + size] == wanted and not _NEGATIONS & set(tokens[max(0, n - 2) : n])
        for n in range(len(tokens) - size + 1)
    )
