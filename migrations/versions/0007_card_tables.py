"""What is asked of the card provider, what it tells, and the money that lies there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('card_checks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=True),
    sa.Column('tries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('compared', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('differences', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_checks')),
    sa.UniqueConstraint('day', name=op.f('uq_card_checks_day'))
    )
    with op.batch_alter_table('card_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_checks_due_at'), ['due_at'], unique=False)

    op.create_table('card_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_events')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_card_events_provider_id'))
    )
    with op.batch_alter_table('card_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_events_about'), ['about'], unique=False)

    op.create_table('card_settlements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('gross', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fee', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('gross > 0 AND fee >= 0 AND fee < gross', name=op.f('ck_card_settlements_amounts')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_card_settlements_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_settlements')),
    sa.UniqueConstraint('reference', name=op.f('uq_card_settlements_reference'))
    )
    op.create_table('card_cases',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_card_cases_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_cases')),
    sa.UniqueConstraint('key', name=op.f('uq_card_cases_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_card_cases_public_id'))
    )
    with op.batch_alter_table('card_cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_cases_closed_at'), ['closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_cases_payment_id'), ['payment_id'], unique=False)

    op.create_table('card_charges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('intent_id', sa.Text(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('refunded', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('amount > 0 AND refunded >= 0 AND refunded <= amount', name=op.f('ck_card_charges_amounts')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_card_charges_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_charges')),
    sa.UniqueConstraint('intent_id', name=op.f('uq_card_charges_intent_id'))
    )
    with op.batch_alter_table('card_charges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_charges_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_charges_payment_id'), ['payment_id'], unique=False)

    op.create_table('card_sessions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=True),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=True),
    sa.Column('tries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('looks', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('returned_at', UtcDateTime(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_card_sessions_amount')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_card_sessions_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_sessions')),
    sa.UniqueConstraint('name', name=op.f('uq_card_sessions_name')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_card_sessions_provider_id'))
    )
    with op.batch_alter_table('card_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_sessions_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_sessions_payment_id'), ['payment_id'], unique=False)
        batch_op.create_index('uq_card_sessions_in_flight', ['payment_id'], unique=True, sqlite_where=sa.text("state IN ('wanted', 'open')"), postgresql_where=sa.text("state IN ('wanted', 'open')"))

    op.create_table('card_refunds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('owed_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('charge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=True),
    sa.Column('due_at', UtcDateTime(), nullable=True),
    sa.Column('tries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_card_refunds_amount')),
    sa.ForeignKeyConstraint(['charge_id'], ['card_charges.id'], name=op.f('fk_card_refunds_charge_id')),
    sa.ForeignKeyConstraint(['owed_id'], ['owed.id'], name=op.f('fk_card_refunds_owed_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_refunds')),
    sa.UniqueConstraint('key', name=op.f('uq_card_refunds_key')),
    sa.UniqueConstraint('owed_id', name=op.f('uq_card_refunds_owed_id')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_card_refunds_provider_id'))
    )
    with op.batch_alter_table('card_refunds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_refunds_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_refunds_charge_id'), ['charge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_refunds_due_at'), ['due_at'], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('card_refunds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_refunds_due_at'))
        batch_op.drop_index(batch_op.f('ix_card_refunds_charge_id'))
        batch_op.drop_index(batch_op.f('ix_card_refunds_at'))

    op.drop_table('card_refunds')
    with op.batch_alter_table('card_sessions', schema=None) as batch_op:
        batch_op.drop_index('uq_card_sessions_in_flight', sqlite_where=sa.text("state IN ('wanted', 'open')"), postgresql_where=sa.text("state IN ('wanted', 'open')"))
        batch_op.drop_index(batch_op.f('ix_card_sessions_payment_id'))
        batch_op.drop_index(batch_op.f('ix_card_sessions_due_at'))

    op.drop_table('card_sessions')
    with op.batch_alter_table('card_charges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_charges_payment_id'))
        batch_op.drop_index(batch_op.f('ix_card_charges_at'))

    op.drop_table('card_charges')
    with op.batch_alter_table('card_cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_cases_payment_id'))
        batch_op.drop_index(batch_op.f('ix_card_cases_closed_at'))

    op.drop_table('card_cases')
    op.drop_table('card_settlements')
    with op.batch_alter_table('card_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_events_about'))

    op.drop_table('card_events')
    with op.batch_alter_table('card_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_checks_due_at'))

    op.drop_table('card_checks')
