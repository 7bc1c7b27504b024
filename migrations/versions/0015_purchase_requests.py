"""Orders of organisations on terms, and purchase requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('purchase_requests',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('buyer_id', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('hotel_number', sa.Text(), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('goods', BIG, nullable=False),
    sa.Column('delivery', BIG, nullable=False),
    sa.Column('hold_id', BIG, nullable=True),
    sa.Column('deadline', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('submitted_at', UtcDateTime(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', BIG, nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('group_id', BIG, nullable=True),
    sa.CheckConstraint('goods >= 0 AND delivery >= 0', name=op.f('ck_purchase_requests_sums')),
    sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id'], name=op.f('fk_purchase_requests_buyer_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['buyers.id'], name=op.f('fk_purchase_requests_decided_by_id')),
    sa.ForeignKeyConstraint(['group_id'], ['order_groups.id'], name=op.f('fk_purchase_requests_group_id')),
    sa.ForeignKeyConstraint(['hold_id'], ['holds.id'], name=op.f('fk_purchase_requests_hold_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_purchase_requests_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_purchase_requests_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_requests')),
    sa.UniqueConstraint('group_id', name=op.f('uq_purchase_requests_group_id')),
    sa.UniqueConstraint('number', name=op.f('uq_purchase_requests_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_purchase_requests_public_id'))
    )
    with op.batch_alter_table('purchase_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_requests_buyer_id'), ['buyer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_purchase_requests_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_purchase_requests_outlet_id_state', ['outlet_id', 'state'], unique=False)
        batch_op.create_index('ix_purchase_requests_state_deadline', ['state', 'deadline'], unique=False)
    op.create_table('request_deliveries',
    sa.Column('id', BIG, nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('starts', BIG, nullable=True),
    sa.Column('ends', BIG, nullable=True),
    sa.Column('option_key', sa.Text(), nullable=False),
    sa.Column('window_key', sa.Text(), nullable=False),
    sa.Column('fee', BIG, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint('fee >= 0', name=op.f('ck_request_deliveries_fee')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_request_deliveries_producer_id')),
    sa.ForeignKeyConstraint(['request_id'], ['purchase_requests.id'], name=op.f('fk_request_deliveries_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_deliveries'))
    )
    with op.batch_alter_table('request_deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_deliveries_request_id'), ['request_id'], unique=False)
    op.create_table('request_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('variant_id', BIG, nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.Column('unit_price', BIG, nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('quote_line_id', BIG, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND unit_price > 0', name=op.f('ck_request_lines_amounts')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_request_lines_producer_id')),
    sa.ForeignKeyConstraint(['request_id'], ['purchase_requests.id'], name=op.f('fk_request_lines_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_request_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_lines')),
    sa.UniqueConstraint('request_id', 'variant_id', 'quote_line_id', name=op.f('uq_request_lines_request_id_variant_id_quote_line_id'))
    )
    with op.batch_alter_table('request_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_lines_quote_line_id'), ['quote_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_lines_request_id'), ['request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_lines_variant_id'), ['variant_id'], unique=False)
    op.create_table('request_shares',
    sa.Column('id', BIG, nullable=False),
    sa.Column('delivery_id', BIG, nullable=False),
    sa.Column('line_id', BIG, nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_request_shares_quantity')),
    sa.ForeignKeyConstraint(['delivery_id'], ['request_deliveries.id'], name=op.f('fk_request_shares_delivery_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['line_id'], ['request_lines.id'], name=op.f('fk_request_shares_line_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_shares')),
    sa.UniqueConstraint('delivery_id', 'line_id', name=op.f('uq_request_shares_delivery_id_line_id'))
    )
    with op.batch_alter_table('request_shares', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_shares_line_id'), ['line_id'], unique=False)
    with op.batch_alter_table('order_groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('outlet_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('terms', sa.Text(), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_order_groups_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_groups_outlet_id'), ['outlet_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_order_groups_outlet_id'), 'outlets', ['outlet_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_order_groups_organisation_id'), 'organisations', ['organisation_id'], ['id'])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('order_groups', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_order_groups_organisation_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_order_groups_outlet_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_order_groups_outlet_id'))
        batch_op.drop_index(batch_op.f('ix_order_groups_organisation_id'))
        batch_op.drop_column('terms')
        batch_op.drop_column('outlet_id')
        batch_op.drop_column('organisation_id')
    with op.batch_alter_table('request_shares', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_shares_line_id'))
    op.drop_table('request_shares')
    with op.batch_alter_table('request_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_lines_variant_id'))
        batch_op.drop_index(batch_op.f('ix_request_lines_request_id'))
        batch_op.drop_index(batch_op.f('ix_request_lines_quote_line_id'))
    op.drop_table('request_lines')
    with op.batch_alter_table('request_deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_deliveries_request_id'))
    op.drop_table('request_deliveries')
    with op.batch_alter_table('purchase_requests', schema=None) as batch_op:
        batch_op.drop_index('ix_purchase_requests_state_deadline')
        batch_op.drop_index('ix_purchase_requests_outlet_id_state')
        batch_op.drop_index(batch_op.f('ix_purchase_requests_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_purchase_requests_buyer_id'))
    op.drop_table('purchase_requests')
