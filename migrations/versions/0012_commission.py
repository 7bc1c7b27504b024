"""Commission rules, who gets the delivery fee, tax withheld, the courier's bills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('courier_bills',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('proof_key', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_courier_bills_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_courier_bills_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_courier_bills')),
    sa.UniqueConstraint('key', name=op.f('uq_courier_bills_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_courier_bills_public_id'))
    )
    op.create_table('commission_rules',
    sa.Column('id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=True),
    sa.Column('category_code', sa.Text(), nullable=True),
    sa.Column('basis_points', BIG, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('basis_points BETWEEN 0 AND 3000', name=op.f('ck_commission_rules_basis_points')),
    sa.ForeignKeyConstraint(['category_code'], ['categories.code'], name=op.f('fk_commission_rules_category_code')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_commission_rules_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_rules'))
    )
    with op.batch_alter_table('commission_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_commission_rules_producer_id'), ['producer_id'], unique=False)
    op.create_table('tax_exemptions',
    sa.Column('id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('year', BIG, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_tax_exemptions_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_exemptions')),
    sa.UniqueConstraint('producer_id', 'year', name=op.f('uq_tax_exemptions_producer_id_year'))
    )
    _add('order_lines', commission_rate=(BIG, '0'), commission=(BIG, '0'))
    _add('orders', fee_to=(sa.Text(), 'producer'), withheld_rate=(BIG, '0'))


def _add(table: str, **columns: tuple) -> None:
    """Columns with a value for the rows that are there; the shop itself writes them afterwards."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, (kind, value) in columns.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name in columns:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_column('withheld_rate')
        batch_op.drop_column('fee_to')
    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.drop_column('commission')
        batch_op.drop_column('commission_rate')
    op.drop_table('tax_exemptions')
    with op.batch_alter_table('commission_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_commission_rules_producer_id'))
    op.drop_table('commission_rules')
    op.drop_table('courier_bills')
