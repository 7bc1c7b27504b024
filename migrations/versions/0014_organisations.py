"""Organisations that buy, their outlets, members, invitations and budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    """Go forward."""
    op.create_table('organisations',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('legal_name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('nib', sa.Text(), nullable=False),
    sa.Column('npwp', sa.Text(), nullable=False),
    sa.Column('billing_address', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('terms', JSON, nullable=False),
    sa.Column('credit_limit', BIG, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint("state IN ('new', 'active', 'suspended')", name=op.f('ck_organisations_state')),
    sa.CheckConstraint('credit_limit >= 0', name=op.f('ck_organisations_credit_limit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('public_id', name=op.f('uq_organisations_public_id'))
    )
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisations_state'), ['state'], unique=False)
    op.create_table('buyers',
    sa.Column('id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('user_id', BIG, nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_buyers_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_buyers_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_buyers')),
    sa.UniqueConstraint('organisation_id', 'user_id', name=op.f('uq_buyers_organisation_id_user_id'))
    )
    with op.batch_alter_table('buyers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_buyers_user_id'), ['user_id'], unique=False)
    op.create_table('invitations',
    sa.Column('id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('roles', JSON, nullable=False),
    sa.Column('invited_by', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('accepted_by', BIG, nullable=True),
    sa.ForeignKeyConstraint(['accepted_by'], ['users.id'], name=op.f('fk_invitations_accepted_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_invitations_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitations_digest'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_organisation_id'), ['organisation_id'], unique=False)
    op.create_table('outlets',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=False),
    sa.Column('receiving', JSON, nullable=False),
    sa.Column('dock_notes', sa.Text(), nullable=False),
    sa.Column('cost_centre', sa.Text(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_outlets_kelurahan_code')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_outlets_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outlets')),
    sa.UniqueConstraint('public_id', name=op.f('uq_outlets_public_id'))
    )
    with op.batch_alter_table('outlets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outlets_organisation_id'), ['organisation_id'], unique=False)
    op.create_table('budgets',
    sa.Column('id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('buyer_id', BIG, nullable=True),
    sa.Column('amount', BIG, nullable=True),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('amount IS NULL OR amount >= 0', name=op.f('ck_budgets_amount')),
    sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id'], name=op.f('fk_budgets_buyer_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_budgets_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budgets'))
    )
    with op.batch_alter_table('budgets', schema=None) as batch_op:
        batch_op.create_index('ix_budgets_outlet_id_buyer_id', ['outlet_id', 'buyer_id'], unique=False)
    op.create_table('buyer_roles',
    sa.Column('id', BIG, nullable=False),
    sa.Column('buyer_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.CheckConstraint("role IN ('requester', 'approver', 'receiver', 'finance', 'owner')", name=op.f('ck_buyer_roles_role')),
    sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id'], name=op.f('fk_buyer_roles_buyer_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_buyer_roles_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_buyer_roles')),
    sa.UniqueConstraint('buyer_id', 'outlet_id', 'role', name=op.f('uq_buyer_roles_buyer_id_outlet_id_role'))
    )
    with op.batch_alter_table('buyer_roles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_buyer_roles_outlet_id'), ['outlet_id'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('buyer_roles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_buyer_roles_outlet_id'))
    op.drop_table('buyer_roles')
    with op.batch_alter_table('budgets', schema=None) as batch_op:
        batch_op.drop_index('ix_budgets_outlet_id_buyer_id')
    op.drop_table('budgets')
    with op.batch_alter_table('outlets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outlets_organisation_id'))
    op.drop_table('outlets')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_organisation_id'))
    op.drop_table('invitations')
    with op.batch_alter_table('buyers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_buyers_user_id'))
    op.drop_table('buyers')
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisations_state'))
    op.drop_table('organisations')
