"""Stopped lots leave what can be sold; a lot that was split remembers where it came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('stock_levels', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped', BIG, nullable=False, server_default='0'))
        batch_op.drop_constraint(batch_op.f('ck_stock_levels_promised'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_stock_levels_promised'),
            'held >= 0 AND allocated >= 0 AND stopped >= 0 AND held + allocated + stopped <= on_hand',
        )
    with op.batch_alter_table('stock_levels', schema=None) as batch_op:
        batch_op.alter_column('stopped', server_default=None)
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.add_column(sa.Column('split_from', BIG, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_lots_split_from'), 'lots', ['split_from'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_lots_split_from'), ['split_from'])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_lots_split_from'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_lots_split_from'), type_='foreignkey')
        batch_op.drop_column('split_from')
    with op.batch_alter_table('stock_levels', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_stock_levels_promised'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_stock_levels_promised'), 'held >= 0 AND allocated >= 0 AND held + allocated <= on_hand'
        )
        batch_op.drop_column('stopped')
