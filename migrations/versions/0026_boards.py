"""What was sold, counted once a day, and how far every maker has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('countings',
    sa.Column('id', BIG, nullable=False),
    sa.Column('planned_at', UtcDateTime(), nullable=False),
    sa.Column('planned_by', sa.Text(), nullable=False),
    sa.Column('event_id', BIG, nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_countings'))
    )
    op.create_table('sales_city',
    sa.Column('hotel', BIG, nullable=False),
    sa.Column('makers', BIG, nullable=False),
    sa.Column('buyers', BIG, nullable=False),
    sa.Column('came_back', BIG, nullable=False),
    sa.Column('first_sales', BIG, nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('orders', BIG, nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.Column('told', BIG, nullable=False),
    sa.Column('local', BIG, nullable=False),
    sa.Column('replacing', BIG, nullable=False),
    sa.PrimaryKeyConstraint('span', 'first', name=op.f('pk_sales_city'))
    )
    op.create_table('to_count',
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('place', BIG, nullable=False),
    sa.PrimaryKeyConstraint('span', 'first', name=op.f('pk_to_count'))
    )
    op.create_index('ix_to_count_place', 'to_count', ['place', 'first'])
    op.create_table('sales_hotels',
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('makers', BIG, nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('orders', BIG, nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.Column('told', BIG, nullable=False),
    sa.Column('local', BIG, nullable=False),
    sa.Column('replacing', BIG, nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_sales_hotels_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'span', 'first', name=op.f('pk_sales_hotels'))
    )
    op.create_index('ix_sales_hotels_rupiah', 'sales_hotels', ['span', 'first', 'rupiah', 'organisation_id'])
    op.create_table('sales_districts',
    sa.Column('kecamatan', sa.Text(), nullable=False),
    sa.Column('makers', BIG, nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('orders', BIG, nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.Column('told', BIG, nullable=False),
    sa.Column('local', BIG, nullable=False),
    sa.Column('replacing', BIG, nullable=False),
    sa.PrimaryKeyConstraint('kecamatan', 'span', 'first', name=op.f('pk_sales_districts'))
    )
    op.create_table('maker_standings',
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('products', BIG, nullable=False),
    sa.Column('orders', BIG, nullable=False),
    sa.Column('first_sale_on', sa.Date(), nullable=True),
    sa.Column('came_back', BIG, nullable=False),
    sa.Column('hotel_on', sa.Date(), nullable=True),
    sa.Column('score', BIG, nullable=False),
    sa.Column('missing', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_maker_standings_producer_id')),
    sa.PrimaryKeyConstraint('producer_id', name=op.f('pk_maker_standings'))
    )
    op.create_index('ix_maker_standings_first_sale', 'maker_standings', ['first_sale_on', 'producer_id'])
    op.create_index('ix_maker_standings_score', 'maker_standings', ['score', 'producer_id'])
    op.create_table('sales_makers',
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('hotel', BIG, nullable=False),
    sa.Column('buyers', BIG, nullable=False),
    sa.Column('came_back', BIG, nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('orders', BIG, nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.Column('told', BIG, nullable=False),
    sa.Column('local', BIG, nullable=False),
    sa.Column('replacing', BIG, nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_sales_makers_producer_id')),
    sa.PrimaryKeyConstraint('producer_id', 'span', 'first', name=op.f('pk_sales_makers'))
    )
    op.create_index('ix_sales_makers_local', 'sales_makers', ['span', 'first', 'local', 'producer_id'])
    op.create_index('ix_sales_makers_rupiah', 'sales_makers', ['span', 'first', 'rupiah', 'producer_id'])
    op.create_table('sales_replacing',
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('product_id', BIG, nullable=False),
    sa.Column('replaces', sa.Text(), nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_sales_replacing_product_id')),
    sa.PrimaryKeyConstraint('span', 'first', 'product_id', 'replaces', name=op.f('pk_sales_replacing'))
    )
    op.create_index('ix_sales_replacing_rupiah', 'sales_replacing', ['span', 'first', 'rupiah', 'product_id'])
    op.create_table('sales',
    sa.Column('order_id', BIG, nullable=False),
    sa.Column('group_id', BIG, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=True),
    sa.Column('buyer', BIG, nullable=False),
    sa.Column('packs', BIG, nullable=False),
    sa.Column('rupiah', BIG, nullable=False),
    sa.Column('told', BIG, nullable=False),
    sa.Column('local', BIG, nullable=False),
    sa.Column('replacing', BIG, nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_sales_order_id')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_sales'))
    )
    op.create_index('ix_sales_buyer_day', 'sales', ['buyer', 'day', 'group_id'])
    op.create_index('ix_sales_day_order_id', 'sales', ['day', 'order_id'])
    op.create_index('ix_sales_organisation_id_day', 'sales', ['organisation_id', 'day', 'order_id'])
    op.create_index('ix_sales_producer_id_day', 'sales', ['producer_id', 'day', 'order_id'])


def downgrade() -> None:
    """Go back."""
    for table in ('sales', 'sales_replacing', 'sales_makers', 'maker_standings', 'sales_districts', 'sales_hotels', 'to_count', 'sales_city', 'countings'):
        op.drop_table(table)
