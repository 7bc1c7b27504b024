"""The hotel's desk for the tour: its addresses, and its pages when something is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import budgets, buyers, invitations
from marketplace.sourcing import (
    amending,
    approvals,
    asking_quotes,
    checks,
    contracts,
    lists,
    negotiation,
    purchase_orders,
    quote_links,
    requests,
    schedules,
    submitting,
    wishes,
    writing,
)
from marketplace.sourcing.requests import RequestLine
from marketplace.trade.orders import OrderGroup
from tests import buying, cast, quoting, tour_local, tour_receiving

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
NO_PAGES: set[str] = {
    "buyer.rfq_parts.photo", "seller.quotations.photo", "seller.quotations.photo_by_link",
    "buyer.start.show",
    "buyer.suppliers.file",
    "buyer.purchase_orders.file",
    "seller.purchase_orders.file",
    "buyer.receiving.file", "buyer.receiving.photo",
    "buyer.bills.document_file", "buyer.bills.stamped", "buyer.bills.statement_file",
    "seller.receipts.file", "seller.receipts.photo",
    "agency.bills.photo", "agency.bills.receipt_file", "agency.bills.receipt_photo",
} | tour_local.NO_PAGES  # fmt: skip


def org(**other: str) -> Callable[[Any], dict[str, Any]]:
    """The organisation of an address, and parts under the names that they have in `world.made["hotel"]`."""

    def values(world: Any) -> dict[str, Any]:
        made = world.made["hotel"]
        return {"org": made["org"]} | {name: made[key] for name, key in other.items()}

    return values


VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    **tour_local.VALUES,
    "buyer.today.show": org(),
    "buyer.from_shop.show": org(),
    "buyer.budgets.show": org(),
    "buyer.budgets.save": org(outlet="kitchen"),
    "buyer.members.show": org(),
    "buyer.members.one": org(buyer_id="member"),
    "buyer.members.dismiss": org(buyer_id="member"),
    "buyer.members.withdraw": org(invitation_id="invitation"),
    "buyer.outlets.new": org(),
    "buyer.outlets.show": org(outlet="kitchen"),
    "buyer.outlets.close": org(outlet="kitchen"),
    "buyer.outlets.reopen": org(outlet="kitchen"),
    "buyer.settings.show": org(),
    "buyer.settings.data": org(),
    "buyer.suppliers.show": org(),
    "buyer.suppliers.one": org(slug="maker"),
    "buyer.suppliers.file": org(slug="maker"),
    "buyer.invitations.show": lambda world: {"token": world.made["hotel"]["token"]},
    "agency.organisations.one": lambda world: {"public_id": world.made["hotel"]["org"]},
    "buyer.requests.show": org(),
    "buyer.request.show": org(public_id="request"),
    "buyer.quick.show": org(public_id="request"),
    "buyer.prices.show": org(),
    "buyer.approvals.show": org(),
    "buyer.approvals.one": org(public_id="pending"),
    "buyer.approval_rules.show": org(),
    "buyer.schedule.show": org(public_id="draft"),
    "buyer.submit.show": org(public_id="draft"),
    "buyer.purchase_orders.show": org(),
    "buyer.purchase_orders.one": org(public_id="po"),
    "buyer.amending.show": org(public_id="po"),
    "seller.purchase_orders.show": lambda world: {"public_id": world.made["hotel"]["amended"]},
    "buyer.receiving.show": org(),
    "buyer.receiving.count": org(number="coming"),
    "buyer.receiving.sign": org(number="coming"),
    "buyer.receiving.paper": org(public_id="bast"),
    "buyer.receiving.file": org(public_id="bast"),
    "buyer.receiving.photo": org(public_id="bast", line_id="bast_line"),
    "buyer.bills.show": org(),
    "buyer.bills.papers": org(public_id="bill"),
    "buyer.bills.document": org(public_id="paper"),
    "buyer.bills.document_file": org(public_id="paper"),
    "buyer.bills.stamped": org(public_id="kuitansi"),
    "buyer.bills.statement": org(month="month"),
    "buyer.bills.statement_file": org(month="month"),
    "agency.bills.organisation": org(),
    "agency.bills.receipt": lambda world: {"public_id": world.made["hotel"]["contested"]},
    "seller.receipts.show": lambda world: {"public_id": world.made["hotel"]["bast"]},
    "buyer.request.save": org(public_id="request"),
    "buyer.requests.repeat": org(public_id="repeated"),
    "buyer.quick.write": org(public_id="request"),
    "buyer.quick.read": org(public_id="request"),
    "buyer.quick.settle": org(public_id="request", wish="wish"),
    "buyer.approvals.decide": org(public_id="pending"),
    "buyer.schedule.save": org(public_id="draft"),
    "buyer.submit.send": org(public_id="draft"),
    "buyer.purchase_orders.file": org(public_id="po"),
    "buyer.amending.ask": org(public_id="po"),
    "buyer.rfqs.send": org(public_id="draft_rfq"),
    "buyer.rfqs.deadline": org(public_id="rfq"),
    "buyer.rfqs.cancel": org(public_id="rfq"),
    "buyer.rfq_parts.add": org(public_id="draft_rfq"),
    "buyer.rfq_parts.change": org(public_id="rfq", line_id="rfq_line"),
    "buyer.rfq_parts.remove": org(public_id="rfq", line_id="rfq_line"),
    "buyer.rfq_parts.makers": org(public_id="draft_rfq"),
    "buyer.rfq_parts.attach": org(public_id="draft_rfq"),
    "buyer.rfq_parts.photo": org(public_id="draft_rfq", file_id="rfq_file"),
    "buyer.quotes.counter": org(public_id="rfq", quote_id="quote"),
    "buyer.quotes.write": org(public_id="rfq", quote_id="quote"),
    "buyer.quote_awards.decide": org(public_id="rfq"),
    "buyer.rfqs.listing": org(),
    "buyer.rfqs.new": org(),
    "buyer.rfqs.show": org(public_id="rfq"),
    "buyer.rfq_parts.line": org(public_id="rfq", line_id="rfq_line"),
    "buyer.quotes.show": org(public_id="rfq", quote_id="quote"),
    "seller.quotations.show": lambda world: {"public_id": world.made["hotel"]["rfq"]},
    "seller.quotations.by_link": lambda world: {"token": world.made["hotel"]["quote_link"]},
}


def furnish(session: Session, maker: cast.Maker) -> tuple[buying.Hotel, dict[str, Any]]:
    """A hotel, and what its addresses need."""
    hotel = buying.hotel(session)
    owner = hotel.actor("owner")
    member = buyers.place(
        session, hotel.organisation, hotel.people["requester"], {hotel.kitchen.id: ["requester"]}, by=owner
    )
    invited, token = invitations.invite(
        session, hotel.organisation, "0812-6660-0190", {hotel.kitchen.id: ["receiver"]}, by=owner
    )
    budgets.set_amount(session, hotel.kitchen, None, 25_000_000, by=owner)
    made: dict[str, Any] = {
        "org": hotel.organisation.public_id, "kitchen": hotel.kitchen.public_id, "pastry": hotel.pastry.public_id,
        "member": member.id, "invitation": invited.id, "token": token, "maker": maker.producer.slug,
    }  # fmt: skip
    made |= desk_in_use(session, hotel, maker)
    made |= _quotations(session, hotel, maker)
    made |= _written(session, hotel, maker)
    made |= tour_receiving.furnish(session, hotel, maker)
    made |= tour_local.furnish(session, hotel, tour_receiving.PHOTO)
    return hotel, made


def _quotations(session: Session, hotel: buying.Hotel, maker: cast.Maker) -> dict[str, Any]:
    """One that is negotiated, one that was decided, one that nobody was asked yet."""
    decided, scene = (quoting.scene(session, hotel, (maker, maker)) for _ in range(2))
    won = quoting.offer(session, decided, maker, (9, 17_000))
    quoting.award(session, decided, {won.current.lines[0].id: 9})
    quote = quoting.offer(session, scene, maker, (50, 17_000), (9, 31_000))
    wanted = {scene.rfq.lines[0].id: (50, 16_000)}
    negotiation.counter(session, quote, wanted, "Tiap bulan", seen=1, by=scene.buyer)
    negotiation.write(session, quote, "buyer", "Bisa pagi?", by=scene.buyer)
    deadline = clock.now() + timedelta(days=2)
    draft = asking_quotes.begin(
        session, hotel.desk(session, "requester"), hotel.kitchen, title="Kue rapat", deadline=deadline, by=scene.buyer
    )
    picture = asking_quotes.attach(session, draft, key=tour_receiving.PHOTO, name="meja.jpg")
    return {
        "rfq": scene.rfq.public_id, "rfq_line": scene.rfq.lines[0].public_id, "quote": quote.public_id,
        "quote_line": quote.current.lines[0].id, "quote_link": quote_links.issue(session, scene.rfq.invitations[0]),
        "decided_rfq": decided.rfq.public_id, "draft_rfq": draft.public_id,
        "rfq_file": picture.public_id,
    }  # fmt: skip


def _written(session: Session, hotel: buying.Hotel, maker: cast.Maker) -> dict[str, Any]:
    """A request with a line and lines without a product, an empty one, a contract price, budgets."""
    by, until = hotel.actor("requester"), clock.today() + timedelta(days=30)
    desk = hotel.desk(session, "requester")
    contracts.offer(
        session, maker.producer, hotel.organisation, hotel.kitchen, {maker.variant.id: maker.variant.price - 1_000},
        starts_on=clock.today(), ends_on=until, by=maker.actor,
    )  # fmt: skip
    for buyer in (None, desk.buyer_id):
        budgets.set_amount(session, hotel.kitchen, buyer, 50_000, by=by)
    full, empty = (requests.begin(session, desk, hotel.kitchen) for _ in range(2))
    text = f"{maker.product.name}, 4\nkecap asin, 4\n{maker.product.name}, 2 kg"
    writing.take(session, full, lists.pasted(text, 9), by=by)
    full.lines[0].unit_price += 500
    return {
        "request": full.public_id, "empty_request": empty.public_id, "line": full.lines[0].id,
        "wish": wishes.of(session, full)[0].id,
    }  # fmt: skip


def desk_in_use(session: Session, hotel: buying.Hotel, maker: cast.Maker) -> dict[str, Any]:
    """A draft, one that waits, and two that were ordered; the maker is asked to change the second."""
    desk, by = hotel.desk(session, "owner"), hotel.actor("owner")
    approvals.allow_own(session, desk, True, by=by)
    made = {}
    for name in ("ordered", "again", "pending", "draft"):
        if name == "pending":
            approvals.add(session, desk, from_sum=0, outlet=None, category=None, by=by)
        one = requests.begin(session, desk, hotel.kitchen, terms="14")
        unit = maker.variant.price
        one.lines.append(RequestLine(
            producer_id=maker.producer.id, variant_id=maker.variant.id, quantity=1, unit_price=unit, rule="base",
        ))  # fmt: skip
        session.flush()
        for part in schedules.plan(session, one).parts:
            chosen = schedules.proposal(part)
            assert chosen is not None
            schedules.save(session, one, part.producer.id, [chosen], by=by)
        plan = schedules.plan(session, one)
        if name != "draft":
            submitting.submit(session, desk, one, seen=plan.total, seen_marks=checks.marks(plan), by=by)
        made[name] = one
    first, second = (purchase_orders.of_request(session, made[name].id)[0] for name in ("ordered", "again"))
    amending.propose(session, desk, second, amending.Wish(hotel_number="H-2"), "Nomor kami berubah.", by=by)
    group = session.get_one(OrderGroup, made["ordered"].group_id)
    parts = {"po": first.public_id, "amended": second.public_id, "repeated": group.public_id}
    return {name: one.public_id for name, one in made.items()} | parts


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is missing, wrong or over."""
    desk, staff = f"/pembelian/{made['org']}", f"/agensi/organisasi/{made['org']}"
    yield "sent, waiting", "hotel", "GET", f"{desk}/ajukan/{made['pending']}", None, 200
    yield "sent, ordered", "hotel", "GET", f"{desk}/ajukan/{made['ordered']}", None, 200
    yield "schedule, sent already", "hotel", "GET", f"{desk}/jadwal/{made['pending']}", None, 200
    yield "schedule, wrong", "hotel", "POST", f"{desk}/jadwal/{made['draft']}", {}, 422
    yield "submit, wrong", "hotel", "POST", f"{desk}/ajukan/{made['draft']}", {"terms": "x"}, 422
    yield "approval, ordered", "hotel", "GET", f"{desk}/persetujuan/{made['ordered']}", None, 200
    yield "approval, no reason", "hotel", "POST", f"{desk}/persetujuan/{made['pending']}", {"langkah": "tolak"}, 422
    yield "rule, wrong", "hotel", "POST", f"{desk}/aturan", {"from_sum": "x"}, 422
    yield "amendment, wrong", "hotel", "POST", f"{desk}/po/{made['po']}/ubah", {"reason": ""}, 422
    yield "amendment waits", "hotel", "GET", f"{desk}/po/{made['amended']}/ubah", None, 200
    yield "amendment as paper", "hotel", "GET", f"{desk}/po/{made['amended']}?versi=2", None, 200
    asked = f"/pembelian/{made['org']}/penawaran"
    yield "quotation, wrong", "hotel", "POST", f"{asked}/baru", {}, 422
    yield "quotation, draft", "hotel", "GET", f"{asked}/{made['draft_rfq']}", None, 200
    yield "quotation, draft, sent empty", "hotel", "POST", f"{asked}/{made['draft_rfq']}/kirim", {}, 422
    yield "quotation, line, wrong", "hotel", "POST", f"{asked}/{made['draft_rfq']}/barang", {}, 422
    yield "quotation, picture, missing", "hotel", "POST", f"{asked}/{made['draft_rfq']}/foto", {}, 422
    yield "quotation, decided", "hotel", "GET", f"{asked}/{made['decided_rfq']}", None, 200
    above = {f"q_{made['quote_line']}": "9999"}
    chosen = {f"q_{made['quote_line']}": "9"}
    yield "quotation, above", "hotel", "POST", f"{asked}/{made['rfq']}/putuskan", above, 422
    yield "quotation, to be checked", "hotel", "POST", f"{asked}/{made['rfq']}/putuskan", chosen, 200
    yield "counter, wrong", "hotel", "POST", f"{asked}/{made['rfq']}/dari/{made['quote']}/tawar", {}, 422
    yield "message, empty", "hotel", "POST", f"{asked}/{made['rfq']}/dari/{made['quote']}/tulis", {}, 422
    yield "offer, wrong", "producer", "POST", f"/jualan/penawaran/{made['rfq']}", {}, 422
    yield "offer, decided", "producer", "GET", f"/jualan/penawaran/{made['decided_rfq']}", None, 200
    yield "offer, unknown link", "guest", "GET", "/q/tidak-ada", None, 404
    yield "somebody else's desk", "hotel", "GET", "/pembelian/tidak-ada", None, 404
    yield "joining, logged in", "shopper", "GET", "/pembelian/daftar", None, 200
    yield "joining, wrong", "shopper", "POST", "/pembelian/daftar", {"kind": "hotel"}, 422
    yield "invitation over", "shopper", "GET", "/pembelian/undangan/tidak-ada", None, 404
    yield "invitation, logged in", "shopper", "GET", f"/pembelian/undangan/{made['token']}", None, 200
    yield "inviting, wrong", "hotel", "POST", f"{desk}/anggota", {"contact": "x"}, 422
    roles = {"contact": "chef@contoh.id", f"peran-{made['kitchen']}": "receiver"}
    yield "invited", "hotel", "POST", f"{desk}/anggota", roles, 200
    hours = {"open_0": "y", "from_0": "11.00", "to_0": "08.00"}
    yield "outlet, wrong", "hotel", "POST", f"{desk}/outlet/{made['kitchen']}", hours, 422
    yield "new outlet, wrong", "hotel", "POST", f"{desk}/outlet/baru", {}, 422
    yield "organisation, wrong", "hotel", "POST", f"{desk}/pengaturan/data", {"name": "", "nib": "12"}, 422
    yield "budget, wrong", "hotel", "POST", f"{desk}/anggaran/{made['kitchen']}", {"outlet": "-5"}, 422
    yield "no supplier found", "hotel", "GET", f"{desk}/pemasok?cari=zzzz", None, 200
    yield "no organisation found", "officer", "GET", "/agensi/organisasi?cari=zzzz", None, 200
    yield "terms, wrong", "officer", "POST", f"{staff}/aktifkan", {"terms": ["30"], "credit_limit": "0"}, 422
    yield "suspension, wrong", "officer", "POST", f"{staff}/hentikan", {}, 422
    mine = f"/pembelian/{made['org']}/permintaan"
    full, empty = f"{mine}/{made['request']}", f"{mine}/{made['empty_request']}"
    yield from tour_receiving.states(made)
    yield from tour_local.states(made)
    yield "empty request", "hotel", "GET", empty, None, 200
    yield "empty quick order", "hotel", "GET", f"{empty}/pesan-cepat", None, 200
    yield "what a text finds", "hotel", "GET", f"{empty}/pesan-cepat?tulis=amplang+uji", None, 200
    yield "numbers of a request, wrong", "hotel", "POST", full, {f"q-{made['line']}": "dua"}, 422
    yield "quick order, nothing typed", "hotel", "POST", f"{full}/pesan-cepat", {"tulis": ""}, 422
    yield "quick order, no list", "hotel", "POST", f"{full}/pesan-cepat/daftar", {"daftar": " "}, 422
