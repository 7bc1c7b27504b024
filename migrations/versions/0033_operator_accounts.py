"""Another account of the operator waits for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0033'
down_revision = '0035'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WAITING = sa.text("state = 'waiting'")
TEXTS = {'state': 'used', 'asked_by': '', 'decided_by': '', 'reason': ''}


def upgrade() -> None:
    """Go forward."""
    for name, value in TEXTS.items():
        op.add_column('receiving_accounts', sa.Column(name, sa.Text(), nullable=False, server_default=value))
    for name in ('asked_at', 'decided_at'):
        op.add_column('receiving_accounts', sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column('receiving_accounts', sa.Column('asked_by_id', BIG, nullable=True))
    op.create_index(
        'uq_receiving_accounts_waiting', 'receiving_accounts', ['kind'], unique=True,
        sqlite_where=WAITING, postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM receiving_accounts WHERE state <> 'used'")
    op.drop_index('uq_receiving_accounts_waiting', table_name='receiving_accounts')
    for name in ('asked_by_id', 'decided_at', 'asked_at', *TEXTS):
        op.drop_column('receiving_accounts', name)
