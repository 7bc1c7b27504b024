"""Packs sold by maker, kept for the front page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SUMS = (
    'UPDATE producers SET sold_count = coalesce('
    '(SELECT sum(products.sold_count) FROM products WHERE products.producer_id = producers.id), 0)'
)


def upgrade() -> None:
    """Go forward."""
    op.add_column('producers', sa.Column('sold_count', BIG, server_default='0', nullable=False))
    op.execute(SUMS)
    op.create_index('ix_producers_sold', 'producers', ['sold_count', 'id'])


def downgrade() -> None:
    """Go back."""
    op.drop_index('ix_producers_sold', table_name='producers')
    op.drop_column('producers', 'sold_count')
