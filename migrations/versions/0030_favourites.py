"""Favourites, and people who wait for what is sold out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import BigInt, UtcDateTime

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        'favourites',
        sa.Column('id', BigInt, nullable=False),
        sa.Column('user_id', BigInt, nullable=False),
        sa.Column('product_id', BigInt, nullable=True),
        sa.Column('producer_id', BigInt, nullable=True),
        sa.Column('added_at', UtcDateTime(), nullable=False),
        sa.CheckConstraint('(product_id IS NULL) <> (producer_id IS NULL)', name=op.f('ck_favourites_one_thing')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_favourites_user_id')),
        sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_favourites_product_id')),
        sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_favourites_producer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_favourites')),
        sa.UniqueConstraint('user_id', 'product_id', name=op.f('uq_favourites_user_id_product_id')),
        sa.UniqueConstraint('user_id', 'producer_id', name=op.f('uq_favourites_user_id_producer_id')),
    )
    op.create_table(
        'stock_waits',
        sa.Column('id', BigInt, nullable=False),
        sa.Column('public_id', sa.Text(), nullable=False),
        sa.Column('variant_id', BigInt, nullable=False),
        sa.Column('user_id', BigInt, nullable=True),
        sa.Column('channel', sa.Text(), nullable=False),
        sa.Column('address', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.Column('token', sa.Text(), nullable=False),
        sa.Column('text_version', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('asked_at', UtcDateTime(), nullable=False),
        sa.Column('told_at', UtcDateTime(), nullable=True),
        sa.Column('ended_at', UtcDateTime(), nullable=True),
        sa.Column('is_demo', sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'told', 'stopped')", name=op.f('ck_stock_waits_state')),
        sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_stock_waits_variant_id')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_stock_waits_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_waits')),
        sa.UniqueConstraint('public_id', name=op.f('uq_stock_waits_public_id')),
        sa.UniqueConstraint('token', name=op.f('uq_stock_waits_token')),
    )
    op.create_index(
        'uq_stock_waits_open', 'stock_waits', ['variant_id', 'address'], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_index('ix_stock_waits_variant_told', 'stock_waits', ['variant_id', 'told_at'])
    op.create_index('ix_stock_waits_address', 'stock_waits', ['address'])
    op.create_index(op.f('ix_stock_waits_user_id'), 'stock_waits', ['user_id'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('stock_waits')
    op.drop_table('favourites')
