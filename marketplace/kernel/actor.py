"""Who acts: passed to every verb as `by=`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A person, a guest or the system itself. A helper acts for one producer; the name then says so."""

    kind: str
    name: str
    user_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    producer_ids: frozenset[int] = field(default_factory=frozenset)
    acting_for: int | None = None

    def has(self, role: str) -> bool:
        """Whether the actor holds a staff role (an administrator holds them all)."""
        return role in self.roles or "admin" in self.roles


SYSTEM = Actor("system", "Sistem")


def guest(name: str = "Pembeli") -> Actor:
    """A buyer without an account."""
    return Actor("guest", name)
