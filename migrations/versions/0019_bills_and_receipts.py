"""Bills of organisations, their payments, and receipts by count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.add_column('organisations', sa.Column('due_from', sa.Text(), nullable=False, server_default='receipt'))
    op.add_column('order_lines', sa.Column('shelf_days', BIG, nullable=True))
    op.create_table('bills',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('group_id', BIG, nullable=False),
    sa.Column('order_id', BIG, nullable=True),
    sa.Column('document_id', BIG, nullable=True),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('credited', BIG, nullable=False),
    sa.Column('paid', BIG, nullable=False),
    sa.Column('used', BIG, nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('papers_on', sa.Date(), nullable=True),
    sa.Column('settled_at', UtcDateTime(), nullable=True),
    sa.Column('reminded', BIG, nullable=False),
    sa.CheckConstraint("kind IN ('invoice', 'deposit')", name=op.f('ck_bills_kind')),
    sa.CheckConstraint('paid + credited <= amount AND used <= paid', name=op.f('ck_bills_over')),
    sa.CheckConstraint('amount > 0 AND credited >= 0 AND paid >= 0 AND used >= 0', name=op.f('ck_bills_sums')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_bills_document_id')),
    sa.ForeignKeyConstraint(['group_id'], ['order_groups.id'], name=op.f('fk_bills_group_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_bills_order_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_bills_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_bills_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bills')),
    sa.UniqueConstraint('order_id', name=op.f('uq_bills_order_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_bills_public_id'))
    )
    with op.batch_alter_table('bills', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bills_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_bills_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bills_organisation_id_due_on'), ['organisation_id', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_bills_outlet_id'), ['outlet_id'], unique=False)
    op.create_table('bill_payments',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('surplus', BIG, nullable=False),
    sa.Column('arrived_on', sa.Date(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('proof_key', sa.Text(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('amount > 0 AND surplus >= 0 AND surplus <= amount', name=op.f('ck_bill_payments_sums')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_bill_payments_account_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_bill_payments_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_payments')),
    sa.UniqueConstraint('key', name=op.f('uq_bill_payments_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_bill_payments_public_id'))
    )
    with op.batch_alter_table('bill_payments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bill_payments_organisation_id'), ['organisation_id'], unique=False)
    op.create_table('bill_shares',
    sa.Column('id', BIG, nullable=False),
    sa.Column('payment_id', BIG, nullable=False),
    sa.Column('bill_id', BIG, nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_bill_shares_amount')),
    sa.ForeignKeyConstraint(['bill_id'], ['bills.id'], name=op.f('fk_bill_shares_bill_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['bill_payments.id'], name=op.f('fk_bill_shares_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_shares')),
    sa.UniqueConstraint('payment_id', 'bill_id', name=op.f('uq_bill_shares_payment_id_bill_id'))
    )
    with op.batch_alter_table('bill_shares', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bill_shares_bill_id'), ['bill_id'], unique=False)
    op.create_table('receipts',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('order_id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('buyer_id', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('signed_name', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('driver', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('contested_at', UtcDateTime(), nullable=True),
    sa.Column('contested_by', sa.Text(), nullable=False),
    sa.Column('contest_words', sa.Text(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.Column('rest_id', BIG, nullable=True),
    sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id'], name=op.f('fk_receipts_buyer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_receipts_order_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_receipts_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_receipts_outlet_id')),
    sa.ForeignKeyConstraint(['rest_id'], ['orders.id'], name=op.f('fk_receipts_rest_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipts')),
    sa.UniqueConstraint('number', name=op.f('uq_receipts_number')),
    sa.UniqueConstraint('order_id', name=op.f('uq_receipts_order_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_receipts_public_id')),
    sa.UniqueConstraint('rest_id', name=op.f('uq_receipts_rest_id'))
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipts_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_receipts_outlet_id'), ['outlet_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_receipts_state'), ['state'], unique=False)
    op.create_table('receipt_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('receipt_id', BIG, nullable=False),
    sa.Column('order_line_id', BIG, nullable=False),
    sa.Column('expected', BIG, nullable=False),
    sa.Column('accepted', BIG, nullable=False),
    sa.Column('rejected', BIG, nullable=False),
    sa.Column('missing', BIG, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('best_before', sa.Date(), nullable=True),
    sa.Column('temperature', BIG, nullable=True),
    sa.Column('photo_key', sa.Text(), nullable=True),
    sa.CheckConstraint('accepted >= 0 AND rejected >= 0 AND missing >= 0', name=op.f('ck_receipt_lines_least')),
    sa.CheckConstraint('expected = accepted + rejected + missing', name=op.f('ck_receipt_lines_sum')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_receipt_lines_order_line_id')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipts.id'], name=op.f('fk_receipt_lines_receipt_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt_lines')),
    sa.UniqueConstraint('receipt_id', 'order_line_id', name=op.f('uq_receipt_lines_receipt_id_order_line_id'))
    )
    with op.batch_alter_table('receipt_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipt_lines_order_line_id'), ['order_line_id'], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table('receipt_lines')
    op.drop_table('receipts')
    op.drop_table('bill_shares')
    op.drop_table('bill_payments')
    op.drop_table('bills')
    op.drop_column('order_lines', 'shelf_days')
    op.drop_column('organisations', 'due_from')
