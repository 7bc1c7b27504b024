"""Which line of a statement brought an organisation's transfer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('bill_payments') as table:
        table.add_column(sa.Column('line_id', BIG, nullable=True))
        table.create_foreign_key('fk_bill_payments_line_id_statement_lines', 'statement_lines', ['line_id'], ['id'])
        table.create_unique_constraint('uq_bill_payments_line_id', ['line_id'])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('bill_payments') as table:
        table.drop_constraint('uq_bill_payments_line_id', type_='unique')
        table.drop_constraint('fk_bill_payments_line_id_statement_lines', type_='foreignkey')
        table.drop_column('line_id')
