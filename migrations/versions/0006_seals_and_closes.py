"""Entries are sealed when complete, months are closed; the database refuses what would break either."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

NEW = ("ledger_seals", "ledger_closes")
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
RULES = (
    (
        "ledger_seals", "balanced",
        "(SELECT count(*) = 0 OR sum(amount) <> 0 FROM ledger_postings WHERE entry_id = NEW.entry_id)",
        "the entry does not add up to zero",
        "PERFORM 1 FROM ledger_entries WHERE id = NEW.entry_id FOR UPDATE;",
    ),
    (
        "ledger_postings", "unsealed",
        "EXISTS (SELECT 1 FROM ledger_seals WHERE entry_id = NEW.entry_id)",
        "the entry is sealed",
        "PERFORM 1 FROM ledger_entries WHERE id = NEW.entry_id FOR KEY SHARE;",
    ),
    (
        "ledger_entries", "open_period",
        "NEW.at < (SELECT max(ends_at) FROM ledger_closes)",
        "the period is closed",
        "",
    ),
    (
        "ledger_closes", "in_order",
        "NEW.ends_at <= (SELECT max(ends_at) FROM ledger_closes)",
        "the period is closed",
        "",
    ),
)


def upgrade() -> None:
    """Go forward."""
    op.create_table('ledger_seals',
    sa.Column('entry_id', BIG, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entries.id'], name=op.f('fk_ledger_seals_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_ledger_seals'))
    )
    op.create_table('ledger_closes',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('entries', BIG, nullable=False),
    sa.Column('debit', BIG, nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_ledger_closes'))
    )
    op.create_index(op.f('ix_ledger_entries_at'), 'ledger_entries', ['at'], unique=False)
    _seal_what_is_there()
    if op.get_bind().dialect.name == "sqlite":
        _rules_on_sqlite()
    else:
        _rules_on_postgresql()


def _seal_what_is_there() -> None:
    """An old entry that does not balance stays unsealed: `ledger verify` names it."""
    op.execute(
        "INSERT INTO ledger_seals (entry_id) SELECT entry_id FROM ledger_postings GROUP BY entry_id HAVING sum(amount) = 0"
    )


def _rules_on_sqlite() -> None:
    for table, name, broken, words, _ in RULES:
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {broken} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    for table in NEW:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _rules_on_postgresql() -> None:
    """The row locks let a seal and a posting of one entry wait for each other."""
    for table, name, broken, words, lock in RULES:
        op.execute(
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {lock} IF {broken} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
        )
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, name, *_ in RULES:
        op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_{name}()")
    op.drop_index(op.f('ix_ledger_entries_at'), table_name='ledger_entries')
    op.drop_table('ledger_closes')
    op.drop_table('ledger_seals')
