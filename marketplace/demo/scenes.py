"""What the invented buyers ordered: three months that are over, and one of everything that is going on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from marketplace.kernel import clock
from marketplace.kernel.ids import ALPHABET

from . import shelves
from .baskets import Baskets
from .crowd import Buyer
from .wares import Ware
from .writing import Wish

DAYS = 92
SEED = 20261124
GOOD = ("completed", "finished")
ENDINGS = {
    3: ("seen", ("refused", "completed")), 7: ("paid", ("declined",)), 10: ("expired", ()), 13: ("paid", ("returned",)),
    17: ("given_up", ()), 20: ("second_proof", ("completed",)), 24: ("paid", ("cancelled_returned",)),
    27: ("expired", ()), 31: ("paid", ("unanswered_returned", "completed")), 35: ("paid", ("late_cancelled",)),
    39: ("paid", ("granted", "completed")), 43: ("late_money", ("completed",)), 48: ("given_up", ()),
    52: ("paid", ("unanswered",)), 56: ("paid", ("declined", "completed")), 60: ("paid", ("cancelled",)),
}  # fmt: skip


@dataclass(frozen=True)
class Still:
    """Something that is going on: how the money stands, what became of the orders, since when, how many."""

    money: str
    fate: str
    hours: tuple[int, int]
    count: int
    method: str = "transfer"


STILLS = {
    "waiting": Still("waiting", "", (1, 1), 3, "qris"),
    "checking": Still("checking", "", (2, 5), 4),
    "late_proof": Still("late_proof", "", (6, 9), 1),
    "rejected": Still("rejected", "", (3, 6), 2),
    "cash": Still("none", "placed", (1, 4), 2, "cod"),
    "placed": Still("paid", "placed", (2, 9), 6),
    "accepted": Still("paid", "accepted", (10, 30), 5),
    "asked": Still("paid", "asked", (8, 15), 2),
    "ready": Still("paid", "ready", (20, 40), 5),
    "shipped": Still("paid", "shipped", (26, 50), 4),
    "arrived": Still("paid", "arrived", (30, 54), 4),
    "late": Still("paid", "late", (170, 190), 2),
    "owed": Still("paid", "declined", (12, 40), 2),
    "card": Still("card", "placed", (1, 3), 2, "card"),
    "card_owed": Still("card", "declined", (3, 5), 1, "card"),
}
CASTING = (
    ("U01", "U06"), ("U02",), ("U06", "U03", "U08"), ("U01",), ("U04", "U09"), ("U06",), ("U05", "U18"), ("U22", "U01"),
    ("U07", "U20"), ("U19",), ("U01", "U25"), ("U06", "U10"),
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A wish with its time and what becomes of it."""

    when: datetime
    wish: Wish
    money: str
    fates: tuple[str, ...]
    pace: timedelta | None = None


def past(today: date, wares: dict[str, Ware], buyers: list[Buyer]) -> Iterator[Scene]:
    """Some 70 groups, most of them received long ago."""
    dice, baskets = Random(SEED), Baskets(wares)
    n = 0
    for ago in range(DAYS, 0, -1):
        for _ in range(dice.choice((0, 1, 1, 1))):
            money, fates = ENDINGS.get(n % 65, ("paid" if n % 3 else "seen", (GOOD[n % 2], GOOD[(n + 1) % 2])))
            when = clock.at(today - timedelta(days=ago), dice.randint(420, 1290))
            buyer = buyers[dice.randrange(len(buyers))]
            happy = set(fates) <= set(GOOD) and money != "late_money" and bool(fates)
            basket = baskets.draw(buyer, dice, scarce=happy and ago > 14)
            method = _method(buyer, basket, dice, cash=happy)
            if happy and n % 9 == 4 and method != "cod":
                method, money = "card", "card"
            wish = Wish(
                number=number(when, f"past-{n}"), buyer=buyer, basket=basket, method=method, code=1 + n * 137 % 999,
                ways=_ways(dice, method), not_before=clock.local(when).date(),
            )  # fmt: skip
            yield Scene(when, wish, "none" if method == "cod" else money, fates)
            n += 1
    yield from _sold_out_meanwhile(today, wares, buyers)


def going_on(kind: str, n: int, wares: dict[str, Ware], buyers: list[Buyer], now: datetime) -> Scene:
    """The n-th scene of a kind, so long ago that its last step has just been done."""
    still = STILLS[kind]
    dice = Random(f"{SEED} {kind} {n}")
    seat = n + 3 * sorted(STILLS).index(kind)
    buyer = buyers[(0, 3, 1, 4, 5, 6, 12, 7)[seat % 8]]
    by_cash = still.method == "cod"
    if by_cash:
        buyer = buyers[7 + n]
    first, last = still.hours
    hours = first + (last - first) * n // max(1, still.count)
    when = now - (timedelta(minutes=12 + 9 * n) if kind == "waiting" else timedelta(hours=hours, minutes=7 * n))
    day = clock.local(now).date()
    makers = CASTING[seat % len(CASTING)]
    basket = Baskets(wares).of_makers(makers[:1] if by_cash else makers, dice, small=by_cash)
    first_day = day if still.fate in {"shipped", "arrived", "declined"} else day + timedelta(days=1)
    if still.fate == "late":
        first_day = clock.local(when).date()
    wish = Wish(
        number=number(when, f"{kind}-{n}-{day}"), buyer=buyer, basket=basket,
        method=still.method, code=1 + (500 + seat * 41) % 999, not_before=first_day,
        ways=("own",) if still.fate == "shipped" else _ways(dice, still.method),
        note="Tolong dibungkus rapi untuk oleh-oleh." if n == 1 else "",
    )  # fmt: skip
    return Scene(when, wish, still.money, (still.fate,), None if still.fate == "late" else (now - when) / 8)


def number(when: datetime, seed: str) -> str:
    """An order number like the shop's own, the same every time."""
    dice = Random(f"{SEED} {seed}")
    return f"BPN-{clock.local(when):%y%m%d}-{''.join(dice.choice(ALPHABET) for _ in range(6))}"


def _sold_out_meanwhile(today: date, wares: dict[str, Ware], buyers: list[Buyer]) -> Iterator[Scene]:
    """One pays late, and what was held went to somebody else: that money is owed back."""
    ware = wares.get(min(shelves.SOLD_OUT, key=lambda sku: sku != "OIL-06"))
    if ware is None:
        return
    start = clock.at(today - timedelta(days=6), 600)
    for n, (minutes, money) in enumerate(((0, "late_money"), (63, "paid"))):
        when = start + timedelta(minutes=minutes)
        wish = Wish(
            number=number(when, f"last-{n}"), buyer=buyers[5 + n], basket=((ware, 2),), method="transfer", code=911 + n,
            ways=("own",), not_before=clock.local(when).date(),
        )  # fmt: skip
        yield Scene(when, wish, money, ("completed",))


def _method(buyer: Buyer, basket: tuple[tuple[Ware, int], ...], dice: Random, *, cash: bool) -> str:
    total = sum(ware.priced(packs).total for ware, packs in basket)
    if cash and buyer.kind == "home" and total <= 100_000 and all(ware.takes_cash for ware, _ in basket):
        return "cod"
    return "qris" if total < 3_000_000 and dice.random() < 0.35 else "transfer"


def _ways(dice: Random, method: str) -> tuple[str, ...]:
    if method == "cod":
        return ("own", "pickup")
    return dice.choice((("own",), ("own",), ("pickup",), ("courier", "own")))
