"""Refunds, the buyers' accounts they go to, and disputes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = sa.text('closed_at IS NULL')
ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refunded', BIG, nullable=False, server_default='0'))
        batch_op.create_check_constraint(
            batch_op.f('ck_orders_refunded'), 'refunded >= 0 AND refunded <= goods - shorted + delivery_fee'
        )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.alter_column('refunded', server_default=None)
    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bounces', BIG, nullable=False, server_default='0'))
    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.alter_column('bounces', server_default=None)

    op.create_table('disputes',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('order_id', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('want', sa.Text(), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('answer_by', UtcDateTime(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('answered_name', sa.Text(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.Column('decided_name', sa.Text(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_disputes_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disputes')),
    sa.UniqueConstraint('public_id', name=op.f('uq_disputes_public_id'))
    )
    with op.batch_alter_table('disputes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disputes_order_id'), ['order_id'], unique=False)
        batch_op.create_index('uq_disputes_open', ['order_id'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)

    op.create_table('dispute_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('dispute_id', BIG, nullable=False),
    sa.Column('order_line_id', BIG, nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_dispute_lines_quantity')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_dispute_lines_dispute_id')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_dispute_lines_order_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute_lines'))
    )
    with op.batch_alter_table('dispute_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispute_lines_dispute_id'), ['dispute_id'], unique=False)

    op.create_table('dispute_photos',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('dispute_id', BIG, nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_dispute_photos_dispute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute_photos')),
    sa.UniqueConstraint('public_id', name=op.f('uq_dispute_photos_public_id'))
    )
    with op.batch_alter_table('dispute_photos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispute_photos_dispute_id'), ['dispute_id'], unique=False)

    op.create_table('refunds',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('order_id', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('fee', BIG, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('requested_by_id', BIG, nullable=True),
    sa.Column('requested_by', sa.Text(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('approved_by_id', BIG, nullable=True),
    sa.Column('approved_by', sa.Text(), nullable=False),
    sa.Column('dispute_id', BIG, nullable=True),
    sa.Column('owed_id', BIG, nullable=True),
    sa.CheckConstraint('amount > 0 AND fee >= 0 AND fee <= amount', name=op.f('ck_refunds_amounts')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_refunds_dispute_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_refunds_order_id')),
    sa.ForeignKeyConstraint(['owed_id'], ['owed.id'], name=op.f('fk_refunds_owed_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('key', name=op.f('uq_refunds_key')),
    sa.UniqueConstraint('owed_id', name=op.f('uq_refunds_owed_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_refunds_public_id'))
    )
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refunds_order_id'), ['order_id'], unique=False)
        batch_op.create_index('uq_refunds_asked', ['order_id'], unique=True, sqlite_where=ASKED, postgresql_where=ASKED)

    op.create_table('refund_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('refund_id', BIG, nullable=False),
    sa.Column('order_line_id', BIG, nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('restock', sa.Boolean(), nullable=False),
    sa.Column('put_back', BIG, nullable=False),
    sa.CheckConstraint('quantity > 0 AND amount > 0 AND put_back >= 0', name=op.f('ck_refund_lines_amounts')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_refund_lines_order_line_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], name=op.f('fk_refund_lines_refund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_lines'))
    )
    with op.batch_alter_table('refund_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refund_lines_order_line_id'), ['order_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refund_lines_refund_id'), ['refund_id'], unique=False)

    op.create_table('refund_accounts',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('group_id', BIG, nullable=False),
    sa.Column('bank', sa.Text(), nullable=False),
    sa.Column('number_sealed', sa.Text(), nullable=False),
    sa.Column('holder_sealed', sa.Text(), nullable=False),
    sa.Column('last_four', sa.Text(), nullable=False),
    sa.Column('given_at', UtcDateTime(), nullable=False),
    sa.Column('refused_at', UtcDateTime(), nullable=True),
    sa.Column('refused_why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['order_groups.id'], name=op.f('fk_refund_accounts_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_accounts')),
    sa.UniqueConstraint('public_id', name=op.f('uq_refund_accounts_public_id'))
    )
    with op.batch_alter_table('refund_accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refund_accounts_group_id'), ['group_id'], unique=False)


def downgrade() -> None:
    """Go back."""
    for table in ('refund_accounts', 'refund_lines', 'refunds', 'dispute_photos', 'dispute_lines', 'disputes'):
        op.drop_table(table)
    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.drop_column('bounces')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_orders_refunded'), type_='check')
        batch_op.drop_column('refunded')
