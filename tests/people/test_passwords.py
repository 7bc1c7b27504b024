"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from marketplace.people import passwords

GOOD = "perahu kayu biru"


def test_a_long_plain_sentence_is_fine() -> None:
    passwords.demand(GOOD)
    passwords.demand("x" * 64 + "panjang sekali")


def test_eight_characters_are_enough_and_seven_are_not() -> None:
    passwords.demand("kuwq9xtz")
    with pytest.raises(passwords.PasswordTooShort):
        passwords.demand("kuwq9xt")


def test_more_than_two_hundred_characters_are_too_many() -> None:
    passwords.demand("wq" * 100)
    with pytest.raises(passwords.PasswordTooLong):
        passwords.demand("wq" * 100 + "x")


@pytest.mark.parametrize(
    "known", ["password", "Password1", "12345678", "qwertyuiop", "indonesia123", "bismillah1", "IloveYou2"]
)
def test_breached_passwords_are_refused_in_any_case(known: str) -> None:
    with pytest.raises(passwords.PasswordBreached):
        passwords.demand(known)


def test_the_list_is_large_and_holds_only_what_the_other_rules_let_through() -> None:
    assert len(passwords.breached()) > 10_000
    assert min(map(len, passwords.breached())) >= passwords.SHORTEST


@pytest.mark.parametrize(
    "own", ["081254367809", "+6281254367809", "6281254367809!", "siti aminah", "SitiAminah99", "amplangsiti"]
)
def test_a_password_made_of_ones_own_facts_is_refused(own: str) -> None:
    with pytest.raises(passwords.PasswordPersonal):
        passwords.demand(own, "Siti Aminah", "+6281254367809", "amplangsiti@contoh.id")


def test_a_name_inside_a_longer_password_is_fine() -> None:
    passwords.demand("siti jual amplang enak", "Siti Aminah")


def test_nothing_is_cut_off_and_case_counts() -> None:
    kept = passwords.seal("A" * 150 + "b")
    assert passwords.check(kept, "A" * 150 + "b")
    assert not passwords.check(kept, "A" * 150 + "c")
    assert not passwords.check(kept, "a" * 150 + "b")


def test_argon2id_at_the_documented_cost(dear_passwords: None) -> None:
    assert passwords.seal(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(passwords.NOBODY)


def test_an_old_cost_is_noticed(dear_passwords: None) -> None:
    assert passwords.is_outdated(PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(GOOD))


def test_nobody_has_no_password_but_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, word: checked.append(kept) or real(self, kept, word)
    )
    assert not passwords.check(None, GOOD)
    assert not passwords.check(None, "tidak ada orang ini")
    assert checked == [passwords.NOBODY, passwords.NOBODY]


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not passwords.check("rusak", GOOD)
