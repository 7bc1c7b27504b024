"""Reviews of what came, reports of what should not be seen, alarms about makers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
COUNTED = ('products', 'producers')


def upgrade() -> None:
    """Go forward."""
    for table in COUNTED:
        for name in ('review_count', 'review_stars'):
            op.add_column(table, sa.Column(name, BIG, nullable=False, server_default='0'))
    op.add_column('threads', sa.Column('hidden_at', UtcDateTime(), nullable=True))
    op.add_column('threads', sa.Column('hidden_reason', sa.Text(), nullable=False, server_default=''))
    op.create_index('ix_product_changes_decided_at', 'product_changes', ['decided_at'])
    op.create_table('reviews',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('order_line_id', BIG, nullable=False),
    sa.Column('product_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('stars', BIG, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('photos', JSON, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_at', UtcDateTime(), nullable=True),
    sa.Column('replied_by', sa.Text(), nullable=False),
    sa.Column('hidden_at', UtcDateTime(), nullable=True),
    sa.Column('hidden_by', sa.Text(), nullable=False),
    sa.Column('hidden_reason', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('stars BETWEEN 1 AND 5', name=op.f('ck_reviews_stars')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_reviews_order_line_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_reviews_product_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_reviews_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('order_line_id', name=op.f('uq_reviews_order_line_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_reviews_public_id')),
    )
    op.create_index('ix_reviews_product_id_id', 'reviews', ['product_id', 'id'])
    op.create_index('ix_reviews_producer_id_id', 'reviews', ['producer_id', 'id'])
    op.create_table('reports',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('target_id', BIG, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('by_user_id', BIG, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('review', 'thread')", name=op.f('ck_reports_kind')),
    sa.CheckConstraint("state IN ('open', 'hidden', 'kept')", name=op.f('ck_reports_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports')),
    sa.UniqueConstraint('public_id', name=op.f('uq_reports_public_id')),
    )
    op.create_index('ix_reports_decided_at', 'reports', ['decided_at'])
    op.create_index('ix_reports_kind_target_id', 'reports', ['kind', 'target_id'])
    op.create_index('ix_reports_state_id', 'reports', ['state', 'id'])
    op.create_table('alarms',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('officer_id', BIG, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.Column('causes', JSON, nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('looked_at', UtcDateTime(), nullable=False),
    sa.Column('snoozed_until', UtcDateTime(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('late', 'unanswered', 'never_sold', 'silent')", name=op.f('ck_alarms_kind')),
    sa.CheckConstraint("state IN ('open', 'done', 'gone')", name=op.f('ck_alarms_state')),
    sa.ForeignKeyConstraint(['officer_id'], ['users.id'], name=op.f('fk_alarms_officer_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_alarms_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarms')),
    sa.UniqueConstraint('public_id', name=op.f('uq_alarms_public_id')),
    )
    op.create_index('ix_alarms_closed_at', 'alarms', ['closed_at'])
    op.create_index('ix_alarms_officer_id', 'alarms', ['officer_id'])
    op.create_index('ix_alarms_producer_id', 'alarms', ['producer_id'])
    op.create_index('ix_alarms_state_id', 'alarms', ['state', 'id'])
    is_open = sa.text("state = 'open'")
    op.create_index('uq_alarms_open', 'alarms', ['producer_id', 'kind'], unique=True, sqlite_where=is_open,
                    postgresql_where=is_open)


def downgrade() -> None:
    """Go back."""
    op.drop_table('alarms')
    op.drop_table('reports')
    op.drop_table('reviews')
    op.drop_index('ix_product_changes_decided_at', 'product_changes')
    op.drop_column('threads', 'hidden_reason')
    op.drop_column('threads', 'hidden_at')
    for table in COUNTED:
        op.drop_column(table, 'review_stars')
        op.drop_column(table, 'review_count')
