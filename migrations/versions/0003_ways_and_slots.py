"""A maker's own door among the pick-up points; time windows that are offered no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OWN_DOORS = """
UPDATE pickup_points SET producer_id = (
  SELECT MIN(producer_id) FROM producer_pickups WHERE pickup_point_id = pickup_points.id
) WHERE (SELECT COUNT(*) FROM producer_pickups WHERE pickup_point_id = pickup_points.id) = 1
"""


def upgrade():
    with op.batch_alter_table('pickup_points', schema=None) as batch_op:
        batch_op.add_column(sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_pickup_points_producer_id'), 'producers', ['producer_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_pickup_points_producer_id'), ['producer_id'], unique=False)
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retired_at', UtcDateTime(), nullable=True))
    op.execute(OWN_DOORS)


def downgrade():
    op.execute("DELETE FROM slot_days WHERE slot_id IN (SELECT id FROM slots WHERE retired_at IS NOT NULL)")
    op.execute("UPDATE orders SET slot_id = NULL WHERE slot_id IN (SELECT id FROM slots WHERE retired_at IS NOT NULL)")
    op.execute("DELETE FROM slots WHERE retired_at IS NOT NULL")
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.drop_column('retired_at')
    with op.batch_alter_table('pickup_points', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pickup_points_producer_id'))
        batch_op.drop_constraint(batch_op.f('fk_pickup_points_producer_id'), type_='foreignkey')
        batch_op.drop_column('producer_id')
