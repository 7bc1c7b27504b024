"""The register: one record a business, doubles seen and merged, consent that can be taken back, lists taken in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.insight.privacy import retention
from marketplace.insight.privacy.erasing import FILES_JOB
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.jobs import Job
from marketplace.people import (
    assisting,
    business_importing,
    business_imports,
    business_search,
    businesses,
    caseload,
    doubles,
    merging,
    shops_for_others,
    users,
    visits,
)  # fmt: skip
from marketplace.people.business_imports import BusinessImport
from marketplace.people.business_search import Wanted
from marketplace.people.businesses import Business, Told
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from tests import cast

KEY = "0123456789abcdef0123456789abcdef"
TERITIP = "64.71.01.1003"
RAHMI = Told("Dapur Rahmi", "Bu Rahmi", "0812-3456-7890", "1234567890123", "mikro", "food", TERITIP, "RT 4", "amplang")


@pytest.fixture
def officer(session: Session) -> User:
    person = User(name="Rizal", email="rizal@contoh.id")
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="officer", granted_by="uji"))
    session.flush()
    return person


@pytest.fixture
def by(officer: User) -> Actor:
    return Actor("user", officer.name, user_id=officer.id, roles=frozenset({"officer"}))


def verbs(session: Session, business: Business) -> list[str]:
    return [event.verb for event in merging.history(session, business)]


def test_a_form_sent_twice_makes_one_record(session: Session, by: Actor) -> None:
    first = businesses.register(session, RAHMI, public_id=KEY, consent="in_person", keeper=by.user_id, by=by)
    again = businesses.register(session, RAHMI, public_id=KEY, consent="in_person", keeper=by.user_id, by=by)
    assert first.id == again.id and first.phone == "+6281234567890"
    assert (first.consent_text, first.consent_how, first.consent_by) == (businesses.TEXT, "in_person", "Rizal")
    assert verbs(session, first) == ["consented", "registered"]
    with pytest.raises(NotFound):
        businesses.register(session, RAHMI, public_id=KEY, by=Actor("user", "Lain", user_id=99))


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (Told(""), "name"), (Told("Rahmi", phone="12"), "phone"), (Told("Rahmi", nib="123"), "nib"),
        (Told("Rahmi", kelurahan="x"), "kelurahan"), (Told("Rahmi", scale="raksasa"), "scale"),
    ],
)  # fmt: skip
@pytest.mark.one_database
def test_what_is_wrong_is_said_by_its_field(session: Session, by: Actor, told: Told, wrong: str) -> None:
    with pytest.raises(Invalid) as refusal:
        businesses.register(session, told, by=by)
    assert list(dict(refusal.value.facts["errors"])) == [wrong]  # type: ignore[call-overload]


def test_one_nib_is_one_record_until_the_other_is_merged(session: Session, by: Actor) -> None:
    kept = businesses.register(session, RAHMI, by=by)
    with pytest.raises(Invalid):
        businesses.register(session, Told("Lain", nib=RAHMI.nib), by=by)
    gone = businesses.register(session, Told("Dapur Rahmy Jaya", street="RT 9", kelurahan=TERITIP), by=by)
    merging.merge(session, gone, kept, {"street"}, by=by)
    assert (gone.nib, gone.street, gone.owner_name) == (RAHMI.nib, "RT 4", "Bu Rahmi")
    assert kept.merged_into_id == gone.id and "registered" in verbs(session, gone)


@pytest.mark.one_database
def test_a_likely_double_is_seen_by_nib_phone_or_name(session: Session, by: Actor) -> None:
    known = businesses.register(session, RAHMI, by=by)
    businesses.register(session, Told("Batik Manggar", kelurahan=TERITIP), by=by)
    for told, why in (
        (Told("Apa saja", nib=RAHMI.nib), ["nib"]),
        (Told("Apa saja", phone=known.phone or ""), ["phone"]),
        (Told("Dapur Rahmy", kelurahan=TERITIP), ["name"]),
        (Told("Warung Rachmi", "Bu Rahmi", kelurahan=TERITIP), ["owner"]),
    ):
        assert [(one.id, like.why) for one, like in doubles.of(session, told)] == [(known.id, why)], told
    assert doubles.of(session, Told("Dapur Rahmy", kelurahan="64.71.01.1004")) == []
    assert doubles.of(session, Told("Sambal Ulek", kelurahan=TERITIP)) == []


def test_merging_keeps_both_histories_visits_and_the_shop(session: Session, by: Actor) -> None:
    kept = businesses.register(session, Told("Dapur Rahmi"), by=by)
    gone = businesses.register(session, Told("Rahmi", "Bu Rahmi"), consent="in_person", keeper=by.user_id, by=by)
    visits.note(session, gone, "Dapur bersih.", on=clock.today(), by=by)
    shop = cast.maker(session, "Amplang Uji", "Amplang Uji", price=1_000, packs=1, phone="+6281200000901").producer
    gone.producer_id = shop.id
    merging.merge(session, kept, gone, by=by)
    assert (kept.producer_id, kept.officer_id, kept.owner_name) == (shop.id, by.user_id, "Bu Rahmi")
    assert kept.consents and kept.visited_on == clock.today()
    assert [visit.note for visit in visits.of(session, kept)] == ["Dapur bersih."]
    assert {"merged", "merged_into", "visited", "registered"} <= set(verbs(session, kept))
    with pytest.raises(NotAllowed):
        merging.merge(session, kept, gone, by=by)
    assert business_search.count(session, Wanted()) == 1


@pytest.mark.one_database
def test_two_shops_are_not_one_business(session: Session, by: Actor) -> None:
    rows = []
    for n in (1, 2):
        maker = cast.maker(session, f"Amplang {n}", f"Amplang {n}", price=1_000, packs=1, phone=f"+628120000090{n}")
        rows.append(businesses.note_shop(session, maker.producer, by=by))
    with pytest.raises(merging.TwoShops):
        merging.merge(session, *rows, by=by)


def test_a_visit_needs_consent_and_is_written_once(session: Session, by: Actor) -> None:
    business = businesses.register(session, RAHMI, by=by)
    with pytest.raises(visits.NoConsent):
        visits.note(session, business, "Dapur bersih.", on=clock.today(), by=by)
    businesses.agree(session, business, "in_person", by=by)
    for _ in range(2):
        visits.note(session, business, "Dapur bersih.", on=clock.today(), public_id=KEY, by=by)
    assert len(visits.of(session, business)) == 1 and business.visited_on == clock.today()
    businesses.take_consent_back(session, business, by=by)
    with pytest.raises(visits.NoConsent) as refusal:
        visits.note(session, business, "Lagi.", on=clock.today(), by=by)
    assert refusal.value.facts["withdrawn"] and business.next_visit_on is None


@pytest.mark.one_database
def test_a_visit_is_neither_empty_nor_in_the_future(session: Session, by: Actor) -> None:
    business = businesses.register(session, RAHMI, consent="in_person", by=by)
    today = clock.today()
    tomorrow = today.fromordinal(today.toordinal() + 1)
    for text, on, following in ((" ", today, None), ("x", tomorrow, None), ("x", today, today)):
        with pytest.raises(Invalid):
            visits.note(session, business, text, on=on, next_on=following, by=by)


@pytest.mark.one_database
def test_a_business_has_one_officer_and_its_way_is_told(session: Session, officer: User, by: Actor) -> None:
    business = businesses.register(session, RAHMI, by=by)
    caseload.assign(session, business, officer, by=by)
    assert [one.id for one in caseload.of(session, officer.id)] == [business.id]
    assert caseload.counts(session) == {officer.id: 1}
    stranger = User(name="Siapa", phone="+6281200000777")
    session.add(stranger)
    session.flush()
    with pytest.raises(NotFound):
        caseload.assign(session, business, stranger, by=by)
    caseload.release(session, business, by=by)
    assert verbs(session, business)[:2] == ["released", "assigned"] and caseload.of(session, officer.id) == []


def test_an_officer_opens_a_shop_only_with_consent_and_only_once(session: Session, officer: User, by: Actor) -> None:
    business = businesses.register(session, RAHMI, by=by)
    with pytest.raises(visits.NoConsent):
        shops_for_others.open_for(session, business, "in_person", by=by)
    businesses.agree(session, business, "in_person", by=by)
    shop = shops_for_others.open_for(session, business, "in_person", by=by)
    assert shops_for_others.open_for(session, business, "in_person", by=by).id == shop.id
    assert (shop.name, shop.kelurahan_code, shop.street) == ("Dapur Rahmi", TERITIP, "RT 4")
    assert session.scalar(select(func.count(Business.id))) == 1
    assert [one.how for one in assisting.of_producer(session, shop.id)] == ["in_person"]
    acting = users.as_actor(session, officer, shop.id)
    assert acting.producer_ids == {shop.id} and acting.acting_for == shop.id
    assert caseload.officer_of(session, [shop.id]) == {}
    caseload.assign(session, business, officer, by=by)
    assert caseload.officer_of(session, [shop.id]) == {shop.id: (officer.id, "Rizal")}


@pytest.mark.one_database
def test_a_phone_with_a_shop_gives_that_shop_but_never_two_records(session: Session, by: Actor) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=1_000, packs=1, phone="+6281234567890")
    business = businesses.register(session, RAHMI, consent="in_person", by=by)
    assert shops_for_others.open_for(session, business, "in_person", by=by).id == maker.producer.id
    other = businesses.register(session, Told("Lain", phone=RAHMI.phone), consent="in_person", by=by)
    with pytest.raises(shops_for_others.ShopOfAnother):
        shops_for_others.open_for(session, other, "in_person", by=by)
    landline = businesses.register(session, Told("Tanpa HP"), consent="in_person", by=by)
    with pytest.raises(Invalid):
        shops_for_others.open_for(session, landline, "in_person", by=by)


CELLS = [
    ["No", "Nama Usaha", "Nama Pemilik", "No. HP", "NIB", "Skala", "Jenis Usaha", "Kelurahan", "Setuju didata"],
    ["1", "Keripik Wati", "Bu Wati", "081234567001", "", "Usaha Mikro", "Kuliner", "Lamaru", "ya"],
    ["2", "Dapur Rahmi", "Rahmi", "0812-3456-7890", "", "", "", "Teritip", ""],
    ["3", "Dapur Rahmy Jaya", "", "", "", "", "", "teritip", ""],
    ["4", "Kripik Wati", "", "081234567001", "", "", "", "Lamaru", ""],
    ["5", "Tanpa Tempat", "", "12", "", "", "", "Atlantis", ""],
]


def taken_in(session: Session, by: Actor) -> BusinessImport:
    run = business_imports.begin(session, "dinas.xlsx", CELLS, "x", "kunci", by=by)
    business_imports.choose_columns(session, run, {k: int(v) for k, v in run.columns.items()}, by=by)
    business_importing.compare(session, run, CELLS)
    return run


def test_a_list_is_compared_decided_and_taken_in(session: Session, by: Actor) -> None:
    known = businesses.register(session, Told("Dapur Rahmi", phone=RAHMI.phone, kelurahan=TERITIP), by=by)
    run = taken_in(session, by)
    assert business_imports.counts(session, run) == {
        "new": (1, 0, 0), "same": (1, 0, 0), "double": (2, 0, 2), "faulty": (1, 0, 1),
    }  # fmt: skip
    [faulty] = business_imports.rows(session, run, "faulty")
    assert (faulty.number, faulty.faults) == (6, {"kelurahan": "unknown", "phone": "phone"})
    business_imports.decide(session, run, 4, "merge", by=by)
    business_imports.save(session, run, by=by)
    while business_importing.save_piece(session, run, by=by):
        pass
    run.state = "ready"
    assert known.owner_name == "Rahmi" and known.name == "Dapur Rahmi"
    wati = session.scalars(select(Business).where(Business.name == "Keripik Wati")).one()
    assert (wati.sector, wati.scale, wati.source, wati.source_row) == ("food", "mikro", "dinas.xlsx", 2)
    assert wati.consents and wati.consent_how == "signed_list"
    business_imports.decide(session, run, 5, "add", by=by)
    assert business_importing.save_piece(session, run, by=by)
    assert session.scalar(select(func.count(Business.id))) == 3
    with pytest.raises(NotAllowed):
        business_imports.decide(session, run, 5, "skip", by=by)


@pytest.mark.one_database
def test_the_same_list_is_one_list_and_columns_must_name_the_business(session: Session, by: Actor) -> None:
    run = business_imports.begin(session, "dinas.xlsx", CELLS, "x", "kunci", by=by)
    assert run.columns["consent"] == 8 and run.columns["name"] == 1 and run.columns["sector"] == 6
    assert business_imports.begin(session, "lagi.xlsx", CELLS, "x", "lain", by=by).id == run.id
    for columns in ({"phone": 3}, {"name": 1, "owner_name": 1}):
        with pytest.raises(Invalid):
            business_imports.choose_columns(session, run, columns, by=by)
    with pytest.raises(NotAllowed):
        business_imports.begin(session, "x", CELLS, "y", "z", by=Actor("user", "Siapa"))


@pytest.mark.one_database
def test_a_shop_that_its_owner_opens_is_in_the_register(session: Session, by: Actor) -> None:
    from marketplace.people import joining

    joining.join(session, name="Bu Tini", phone="+6281200000555", by=by)
    record = session.scalars(select(Business)).one()
    assert record.source == "shop" and not record.consents
    assert session.get_one(Producer, record.producer_id).owner_name == "Bu Tini"
    assert [one.id for one in business_search.found(session, Wanted("0812-0000-0555", state="shop"))] == [record.id]


@pytest.mark.one_database
def test_pages_follow_one_another_by_name(session: Session, by: Actor) -> None:
    for n in range(business_search.PAGE + 3):
        businesses.register(session, Told(f"Usaha {n:03d}"), by=by)
    first = business_search.found(session, Wanted())[: business_search.PAGE]
    second = business_search.found(session, Wanted(), first[-1].public_id)
    assert len(second) == 3 and second[0].name > first[-1].name


@pytest.mark.one_database
def test_an_old_list_loses_its_file_and_rows_and_may_be_sent_again(
    session: Session, by: Actor, later: Callable[..., None]
) -> None:
    run = taken_in(session, by)
    assert retention.keep_terms(session)["lists"] == 0
    later(days=91)
    assert retention.keep_terms(session)["lists"] == 1
    session.expire_all()
    assert (run.file_key, business_imports.recent(session)) == ("", [])
    assert sum(count for count, _done, _open in business_imports.counts(session, run).values()) == 0
    promised = session.scalars(select(Job).where(Job.kind == FILES_JOB)).one()
    assert promised.facts["keys"] == ["kunci"]
    assert taken_in(session, by).id != run.id
