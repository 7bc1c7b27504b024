"""Choices about personal data by purpose, and the rights that were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import BigInt, UtcDateTime

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        'privacy_choices',
        sa.Column('id', BigInt, nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('purpose', sa.Text(), nullable=False),
        sa.Column('allowed', sa.Boolean(), nullable=False),
        sa.Column('text_version', sa.Text(), nullable=False),
        sa.Column('how', sa.Text(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_choices')),
    )
    op.create_index('ix_privacy_choices_subject_purpose', 'privacy_choices', ['subject', 'purpose', 'id'])
    op.create_table(
        'privacy_requests',
        sa.Column('id', BigInt, nullable=False),
        sa.Column('public_id', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_requests')),
        sa.UniqueConstraint('public_id', name=op.f('uq_privacy_requests_public_id')),
    )
    op.create_index(op.f('ix_privacy_requests_subject'), 'privacy_requests', ['subject'])


def downgrade() -> None:
    """Go back."""
    op.drop_table('privacy_requests')
    op.drop_table('privacy_choices')
