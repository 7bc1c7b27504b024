"""Approval rules, purchase orders and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    """Go forward."""
    op.create_table('approval_policies',
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('own_allowed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_approval_policies_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_approval_policies'))
    )
    op.create_table('approval_rules',
    sa.Column('id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=True),
    sa.Column('category_id', BIG, nullable=True),
    sa.Column('from_sum', BIG, nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('from_sum >= 0', name=op.f('ck_approval_rules_from_sum')),
    sa.ForeignKeyConstraint(['category_id'], ['categories.id'], name=op.f('fk_approval_rules_category_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_approval_rules_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_approval_rules_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval_rules'))
    )
    with op.batch_alter_table('approval_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_rules_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('purchase_orders',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('year', BIG, nullable=False),
    sa.Column('serial', BIG, nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_purchase_orders_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_purchase_orders_outlet_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_purchase_orders_producer_id')),
    sa.ForeignKeyConstraint(['request_id'], ['purchase_requests.id'], name=op.f('fk_purchase_orders_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_purchase_orders_number')),
    sa.UniqueConstraint('organisation_id', 'year', 'serial', name=op.f('uq_purchase_orders_organisation_id_year_serial')),
    sa.UniqueConstraint('public_id', name=op.f('uq_purchase_orders_public_id')),
    sa.UniqueConstraint('request_id', 'producer_id', name=op.f('uq_purchase_orders_request_id_producer_id'))
    )
    with op.batch_alter_table('purchase_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_orders_outlet_id'), ['outlet_id'], unique=False)
        batch_op.create_index('ix_purchase_orders_producer_id_id', ['producer_id', 'id'], unique=False)

    op.create_table('purchase_order_orders',
    sa.Column('order_id', BIG, nullable=False),
    sa.Column('po_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_purchase_order_orders_order_id')),
    sa.ForeignKeyConstraint(['po_id'], ['purchase_orders.id'], name=op.f('fk_purchase_order_orders_po_id')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_purchase_order_orders'))
    )
    with op.batch_alter_table('purchase_order_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_order_orders_po_id'), ['po_id'], unique=False)

    op.create_table('purchase_order_versions',
    sa.Column('id', BIG, nullable=False),
    sa.Column('po_id', BIG, nullable=False),
    sa.Column('version', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('changes', JSON, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('valid', 'proposed', 'refused', 'withdrawn', 'replaced')", name=op.f('ck_purchase_order_versions_state')),
    sa.ForeignKeyConstraint(['po_id'], ['purchase_orders.id'], name=op.f('fk_purchase_order_versions_po_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_order_versions')),
    sa.UniqueConstraint('po_id', 'version', name=op.f('uq_purchase_order_versions_po_id_version'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('purchase_order_versions')
    with op.batch_alter_table('purchase_order_orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_purchase_order_orders_po_id'))

    op.drop_table('purchase_order_orders')
    with op.batch_alter_table('purchase_orders', schema=None) as batch_op:
        batch_op.drop_index('ix_purchase_orders_producer_id_id')
        batch_op.drop_index(batch_op.f('ix_purchase_orders_outlet_id'))

    op.drop_table('purchase_orders')
    with op.batch_alter_table('approval_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_rules_organisation_id'))

    op.drop_table('approval_rules')
    op.drop_table('approval_policies')
