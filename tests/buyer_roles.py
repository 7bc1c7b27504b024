"""Who may open which page of an organisation's desk: one line for every route, checked for every role."""

from __future__ import annotations

from marketplace.people.buyers import ROLES

ALL = frozenset(ROLES)
OWNER = frozenset({"owner"})
READERS = frozenset({"approver", "finance", "owner"})

MAY: dict[str, frozenset[str]] = {
    "buyer.today.show": ALL,
    "buyer.suppliers.show": ALL,
    "buyer.suppliers.one": ALL,
    "buyer.suppliers.file": ALL,
    "buyer.budgets.show": READERS,
    "buyer.budgets.save": OWNER,
    "buyer.settings.show": OWNER,
    "buyer.settings.data": OWNER,
    "buyer.outlets.new": OWNER,
    "buyer.outlets.show": OWNER,
    "buyer.outlets.close": OWNER,
    "buyer.outlets.reopen": OWNER,
    "buyer.members.show": OWNER,
    "buyer.members.invite": OWNER,
    "buyer.members.one": OWNER,
    "buyer.members.dismiss": OWNER,
    "buyer.members.withdraw": OWNER,
}
ELSEWHERE: dict[str, frozenset[str]] = {
    "buyer.today.show": ALL,
    "buyer.suppliers.show": ALL,
    "buyer.suppliers.one": ALL,
    "buyer.suppliers.file": ALL,
}
