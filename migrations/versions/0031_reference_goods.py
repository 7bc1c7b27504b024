"""Imported goods beside which local ones are compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import BigInt, UtcDateTime

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        'reference_goods',
        sa.Column('id', BigInt, nullable=False),
        sa.Column('public_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('category_id', BigInt, nullable=False),
        sa.Column('replaces', sa.Text(), nullable=False),
        sa.Column('folded', sa.Text(), nullable=False),
        sa.Column('pack_grams', BigInt, nullable=True),
        sa.Column('price', BigInt, nullable=True),
        sa.Column('halal', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False),
        sa.Column('shelf_life_days', BigInt, nullable=True),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('seen_on', sa.Date(), nullable=False),
        sa.Column('is_example', sa.Boolean(), nullable=False),
        sa.Column('retired_at', UtcDateTime(), nullable=True),
        sa.Column('changed_by', sa.Text(), nullable=False),
        sa.Column('changed_at', UtcDateTime(), nullable=False),
        sa.CheckConstraint("halal IN ('yes', 'no', 'unknown')", name=op.f('ck_reference_goods_halal')),
        sa.CheckConstraint('price > 0', name=op.f('ck_reference_goods_price')),
        sa.CheckConstraint('pack_grams > 0', name=op.f('ck_reference_goods_pack')),
        sa.ForeignKeyConstraint(['category_id'], ['categories.id'], name=op.f('fk_reference_goods_category_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_goods')),
        sa.UniqueConstraint('public_id', name=op.f('uq_reference_goods_public_id')),
    )
    op.create_index('ix_reference_goods_folded', 'reference_goods', ['folded', 'seen_on'])
    op.create_index('ix_reference_goods_category_id', 'reference_goods', ['category_id'])
    op.create_index('ix_products_replaces', 'products', ['replaces', 'sold_count', 'id'])


def downgrade() -> None:
    """Go back."""
    op.drop_index('ix_products_replaces', table_name='products')
    op.drop_table('reference_goods')
