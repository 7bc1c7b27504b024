"""Tax that was withheld and is handed on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0035'
down_revision = '0031'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('tax_handed_on',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('proof_key', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('taken_back_at', UtcDateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_tax_handed_on_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_tax_handed_on_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_handed_on')),
    sa.UniqueConstraint('key', name=op.f('uq_tax_handed_on_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_tax_handed_on_public_id'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('tax_handed_on')
