"""What a visitor means: the words asked, read against the catalogue's vocabulary and the synonyms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from . import vocabulary
from .spelling import fold, normalise, words
from .stemming import stem
from .synonyms import SynonymTerm
from .vocabulary import SearchKey, SearchWord, root

__all__ = ["Group", "Meaning", "normalise", "understand"]

MAX_WORDS = 8
MAX_PHRASE = 4
COMPLETIONS = 12
STOP = frozenset(
    "yang dan di ke dari untuk dengan khas asli murah jual beli atau pada itu ini ada apa saja juga para oleh2 nya "
    "buat bagi dalam cari mau ingin pengen butuh minta dimana mana tempat toko online harga berapa per tolong dong "
    "the of for with and from in to a an i want buy some where best cheap".split()
)
SOFT = frozenset(
    "balikpapan kaltim kalimantan borneo indonesia lokal local enak lezat mantap nikmat sedap maknyus terbaik terbaru "
    "terlaris favorit populer terkenal bagus berkualitas kualitas premium original spesial special istimewa baru new "
    "produk product umkm rumahan homemade buatan bikin olahan tradisional traditional authentic khasnya murmer hemat "
    "promo diskon ready stok stock pesan order paket isi ukuran kemasan bungkus pcs pak pack box dus karton botol "
    "toples g gr gram kg kilo kilogram ml l liter buah biji lembar porsi hotel kota warga ibu rumah tangga halal tamu "
    "anak hidangan masakan sajian menu aneka macam jenis segala dimakan untukku favourite delicious nice good "
    "grosir curah partai borongan wholesale eceran natural alami organik organic "
    "karyawan pegawai staf staff bu pak bapak om tante mbak kak".split()
)
_SOFT = frozenset(fold(word) for word in SOFT)


@dataclass(frozen=True)
class Group:
    """One thing asked for: `own` roots as typed, any of the `same` or `narrower` (each a
    row of roots that all must occur), or a word that has only `begun`.
    `named`: goods of other shops; only what bears the word in its name is meant, not its maker."""

    own: tuple[str, ...]
    same: tuple[tuple[str, ...], ...] = ()
    narrower: tuple[tuple[str, ...], ...] = ()
    begun: tuple[str, ...] = ()
    named: bool = False

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Everything that fulfils the group."""
        return (self.own, *self.same, *self.narrower, *(tuple(one.split()) for one in self.begun))


@dataclass(frozen=True)
class Meaning:
    """The groups that a product must all fulfil; `assumed` pairs of what was typed and what was taken for it."""

    groups: tuple[Group, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    nearby: tuple[Group, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing can fulfil it."""
        return not self.groups or bool(self.unknown)


@dataclass
class _Known:
    """What the two look-ups have told."""

    terms: dict[str, dict[str, int]] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    begun: dict[str, list[str]] = field(default_factory=dict)
    near: dict[str, tuple[str, int, str]] = field(default_factory=dict)

    def means(self, word: str) -> bool:
        """Whether the shop knows the word: as such, by its root, or as a synonym."""
        return any(form in self.terms or form in self.roots for form in forms(word))


def understand(session: Session, query: str, *, exact: bool = False) -> Meaning:
    """Read a query; with `exact` no other word is assumed for an unknown one. At most two statements."""
    asked = [fold(word) for word in words(query) if word not in STOP and stem(word) not in STOP][:MAX_WORDS]
    asked = list(dict.fromkeys(asked))
    if not asked:
        return Meaning()
    typing = bool(query) and not query[-1].isspace()
    known = _look_up(session, asked, asked[-1] if typing else "")
    asked = _joined(asked, known)
    hard = [word for word in asked if not _soft(word)] or asked
    strange = [word for word in hard if not known.means(word) and not known.begun.get(word)]
    assumed: dict[str, list[str]] = {}
    if strange and not exact:
        assumed = _assume(session, strange, known)
    groups: list[Group] = []
    read: list[str] = []
    for word in asked:
        if word in hard or known.means(word):
            read += assumed.get(word, [word])
    unknown = tuple(word for word in strange if word not in assumed)
    groups = _groups(read, known, set(asked) - set(hard), set(unknown))
    if all(_soft(word) for word in asked):
        groups = [replace(one, named=set(one.own) <= vocabulary.everyday()) for one in groups]
    pairs = tuple(
        (word, " ".join(known.near[w][2] if w in known.near else w for w in taken)) for word, taken in assumed.items()
    )
    if unknown:
        return Meaning((), pairs, unknown, tuple(groups))
    return Meaning(tuple(groups), pairs, (), tuple(groups) if len(groups) > 1 else ())


def forms(word: str) -> list[str]:
    """A word as it is, by its root, and without an English plural."""
    found = [word, root(word)]
    if word.endswith("s") and len(word) > 4:
        found.append(word[:-1])
        if word.endswith("es"):
            found.append(word[:-2])
        if word.endswith("ies"):
            found.append(word[:-3] + "y")
    return list(dict.fromkeys(found))


def _soft(word: str) -> bool:
    return word in _SOFT or word.isdigit() or len(word) == 1


def _phrases(asked: list[str]) -> list[str]:
    found: list[str] = []
    for first in range(len(asked)):
        for last in range(first + 2, min(len(asked), first + MAX_PHRASE) + 1):
            found.append(" ".join(asked[first:last]))
            found.append(" ".join(root(word) for word in asked[first:last]))
    return found


def _look_up(session: Session, asked: list[str], begun: str) -> _Known:
    """Synonyms of words and phrases, which words are known, and how the last one may go on."""
    single = [form for word in asked for form in forms(word)]
    joined = ["".join(pair) for pair in pairwise(asked)]
    none = literal("")
    parts = [
        select(literal("term").label("kind"), SynonymTerm.term, SynonymTerm.target, SynonymTerm.place).where(
            SynonymTerm.term.in_({*single, *_phrases(asked), *joined})
        ),
        select(literal("root"), SearchWord.stem, none, literal(0))
        .where(SearchWord.stem.in_({*single, *joined}))
        .distinct(),
        select(literal("root"), SearchWord.word, SearchWord.stem, literal(0)).where(
            SearchWord.word.in_({*single, *joined})
        ),
    ]
    if len(begun) > 1 and begun.isalpha():
        going_on = (
            select(SearchWord.word, SearchWord.stem)
            .where(SearchWord.word > begun, SearchWord.word < begun + "{")
            .order_by(SearchWord.count.desc(), SearchWord.word)
            .limit(COMPLETIONS)
            .subquery()
        )
        meant = func.coalesce(SynonymTerm.target, going_on.c.stem)
        parts.append(
            select(literal("begun"), going_on.c.stem, meant, literal(0))
            .select_from(going_on)
            .outerjoin(SynonymTerm, (SynonymTerm.term == going_on.c.word) & (SynonymTerm.place == 0))
        )
    known = _Known()
    for kind, one, other, place in session.execute(union_all(*parts)):
        if kind == "term":
            known.terms.setdefault(one, {})[other] = place
        elif kind == "root":
            known.roots.add(one)
        else:
            known.begun.setdefault(begun, []).extend((one, other))
    return known


def _joined(asked: list[str], known: _Known) -> list[str]:
    """Two words written apart that the shop knows as one."""
    found: list[str] = []
    for word in asked:
        whole = found[-1] + word if found else ""
        apart = found and (not known.means(found[-1]) or not known.means(word)) and not _soft(word)
        if apart and (whole in known.roots or whole in known.terms):
            found[-1] = whole
        else:
            found.append(word)
    return found


def _assume(session: Session, strange: list[str], known: _Known) -> dict[str, list[str]]:
    """For each strange word the one most likely meant, or the two it was run together from."""
    plain = [word for word in strange if word.isalpha() and word not in vocabulary.everyday()]
    wanted = {word: vocabulary.keys(word) for word in plain}
    pieces = {piece for word in wanted for piece in _pieces(word)}
    near = select(SearchKey.word).where(SearchKey.key.in_(set().union(*wanted.values()))) if wanted else None
    if near is None:
        return {}
    rows = session.execute(
        select(
            SearchWord.word, SearchWord.stem, SearchWord.count, SearchWord.shown, SynonymTerm.target, SynonymTerm.place
        )
        .outerjoin(SynonymTerm, SynonymTerm.term == SearchWord.word)
        .where(SearchWord.word.in_(near.union(select(SearchWord.word).where(SearchWord.word.in_(pieces)))))
    ).all()
    for word, bare, count, shown, target, place in rows:
        known.near[word] = (bare, count, shown)
        if target is not None:
            known.terms.setdefault(word, {})[target] = place
    found: dict[str, list[str]] = {}
    for word in wanted:
        meant = vocabulary.nearest(word, ((one, values[1]) for one, values in known.near.items()))
        split = _split(word, known)
        if split and (meant is None or vocabulary.distance(word, meant, 2) > 1):
            found[word] = split
        elif meant:
            found[word] = [meant]
    known.roots |= {values[0] for values in known.near.values()}
    return found


def _pieces(word: str) -> Iterable[str]:
    for place in range(3, len(word) - 2):
        yield word[:place]
        yield word[place:]


def _split(word: str, known: _Known) -> list[str]:
    """Two known words that make up this one, the longer first word before others."""
    for place in range(len(word) - 3, 2, -1):
        if word[:place] in known.near and word[place:] in known.near and len(word) >= 7:
            return [word[:place], word[place:]]
    return []


def _groups(read: list[str], known: _Known, soft: set[str], unknown: set[str]) -> list[Group]:
    """The longest phrases that have synonyms first, then single words."""
    found: list[Group] = []
    place = 0
    while place < len(read):
        size = next(
            (n for n in range(min(MAX_PHRASE, len(read) - place), 1, -1) if _targets(read[place : place + n], known)), 1
        )
        some = read[place : place + size]
        place += size
        if (size == 1 and some[0] in soft) or set(some) & unknown:
            continue
        own = tuple(dict.fromkeys(root(word) for word in some))
        targets = sorted(_targets(some, known).items())
        same, narrower = (tuple(tuple(one.split()) for one, place in targets if place == n) for n in (0, 1))
        begun = tuple(dict.fromkeys(known.begun.get(some[-1], []))) if size == 1 and not known.means(some[0]) else ()
        found.append(Group(own, same, narrower, begun))
    return found


def _targets(some: list[str], known: _Known) -> dict[str, int]:
    found: dict[str, int] = {}
    asked = forms(some[0]) if len(some) == 1 else [" ".join(some), " ".join(root(word) for word in some)]
    for form in asked:
        for target, place in known.terms.get(form, {}).items():
            found[target] = min(place, found.get(target, place))
    return found
