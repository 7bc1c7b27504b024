"""Events are sealed in batches, with one door for what is personal; pages whose texts staff change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
TABLES = ('event_seals', 'event_digests', 'event_rewrites')
OPEN = (
    "EXISTS (SELECT 1 FROM event_rewrites r WHERE r.event_id = OLD.{key} AND NOT EXISTS "
    "(SELECT 1 FROM event_digests d WHERE d.event_id = r.told_id))"
)
RULES = {
    'events': ('id', ('id', 'at', 'subject', 'verb', 'by_kind', 'by_user_id', 'acting_for')),
    'event_digests': ('event_id', ('event_id', 'seal_id', 'digest')),
}


def upgrade() -> None:
    """Go forward."""
    op.create_table('event_seals',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('last_id', BIG, nullable=False),
    sa.Column('count', BIG, nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_seals'))
    )
    op.create_table('event_digests',
    sa.Column('event_id', BIG, autoincrement=False, nullable=False),
    sa.Column('seal_id', BIG, nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['seal_id'], ['event_seals.id'], name=op.f('fk_event_digests_seal_id')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_event_digests'))
    )
    op.create_index(op.f('ix_event_digests_seal_id'), 'event_digests', ['seal_id'])
    op.create_table('event_rewrites',
    sa.Column('id', BIG, nullable=False),
    sa.Column('event_id', BIG, nullable=False),
    sa.Column('told_id', BIG, nullable=False),
    sa.Column('commitment', sa.LargeBinary(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_rewrites'))
    )
    op.create_index(op.f('ix_event_rewrites_event_id'), 'event_rewrites', ['event_id'])
    op.create_table('page_texts',
    sa.Column('id', BIG, nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page_texts'))
    )
    op.create_index(op.f('ix_page_texts_page_language'), 'page_texts', ['page', 'language', 'id'])
    op.create_index(op.f('ix_events_by_user_id'), 'events', ['by_user_id', 'id'])
    op.create_index(op.f('ix_events_acting_for'), 'events', ['acting_for', 'id'])
    if op.get_bind().dialect.name == 'sqlite':
        _rules_on_sqlite()
    else:
        _rules_on_postgresql()


def _shut(table: str, same: str) -> str:
    """The condition under which a change is refused."""
    key, kept = RULES[table]
    return " OR ".join([f"NOT ({OPEN.format(key=key)})", *(same.format(name=name) for name in kept)])


def _rules_on_sqlite() -> None:
    op.execute("DROP TRIGGER events_no_update")
    for table in RULES:
        refused = _shut(table, "NEW.{name} IS NOT OLD.{name}")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table, verb in (('event_seals', 'UPDATE'), ('event_rewrites', 'UPDATE'), *((name, 'DELETE') for name in TABLES)):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _rules_on_postgresql() -> None:
    op.execute("DROP TRIGGER events_append_only ON events")
    for table in RULES:
        refused = _shut(table, "NEW.{name} IS DISTINCT FROM OLD.{name}")
        op.execute(
            f"CREATE FUNCTION {table}_door() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refused} THEN RAISE EXCEPTION '{table} is append-only'; END IF; RETURN NEW; END $$"
        )
        op.execute(f"CREATE TRIGGER {table}_door BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_door()")
    for table, verbs in (
        ('events', 'DELETE'), ('event_digests', 'DELETE'),
        ('event_seals', 'UPDATE OR DELETE'), ('event_rewrites', 'UPDATE OR DELETE'),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back; events are as append-only as before."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TRIGGER events_no_update")
        op.execute(
            "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
            "BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER events_door ON events")
        op.execute("DROP TRIGGER events_append_only ON events")
        op.execute(
            "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute("DROP FUNCTION events_door()")
    op.drop_index(op.f('ix_events_acting_for'), 'events')
    op.drop_index(op.f('ix_events_by_user_id'), 'events')
    for table in ('page_texts', *reversed(TABLES)):
        op.drop_table(table)
    if op.get_bind().dialect.name != 'sqlite':
        op.execute("DROP FUNCTION event_digests_door()")
