"""Who may act for a maker, with the maker's consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('assistances',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', NUMBER, nullable=False),
    sa.Column('user_id', NUMBER, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('text_version', sa.Text(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('granted_at', UtcDateTime(), nullable=False),
    sa.Column('until', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_assistances_producer_id_producers')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_assistances_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assistances')),
    sa.UniqueConstraint('public_id', name=op.f('uq_assistances_public_id'))
    )
    with op.batch_alter_table('assistances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assistances_producer_id'), ['producer_id'], unique=False)
        batch_op.create_index('ix_assistances_user_id_producer_id', ['user_id', 'producer_id'], unique=False)
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acting_for_id', NUMBER, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_login_sessions_acting_for_id_producers'), 'producers', ['acting_for_id'], ['id']
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_login_sessions_acting_for_id_producers'), type_='foreignkey')
        batch_op.drop_column('acting_for_id')
    with op.batch_alter_table('assistances', schema=None) as batch_op:
        batch_op.drop_index('ix_assistances_user_id_producer_id')
        batch_op.drop_index(batch_op.f('ix_assistances_producer_id'))
    op.drop_table('assistances')
