"""Requests for quotation and what makers answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    """Go forward."""
    op.create_table('rfqs',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('buyer_id', BIG, nullable=False),
    sa.Column('category_id', BIG, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('deadline', UtcDateTime(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('request_id', BIG, nullable=True),
    sa.CheckConstraint("state IN ('draft', 'open', 'awarded', 'cancelled')", name=op.f('ck_rfqs_state')),
    sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id'], name=op.f('fk_rfqs_buyer_id')),
    sa.ForeignKeyConstraint(['category_id'], ['categories.id'], name=op.f('fk_rfqs_category_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_rfqs_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_rfqs_outlet_id')),
    sa.ForeignKeyConstraint(['request_id'], ['purchase_requests.id'], name=op.f('fk_rfqs_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rfqs')),
    sa.UniqueConstraint('number', name=op.f('uq_rfqs_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rfqs_public_id')),
    sa.UniqueConstraint('request_id', name=op.f('uq_rfqs_request_id'))
    )
    with op.batch_alter_table('rfqs', schema=None) as batch_op:
        batch_op.create_index('ix_rfqs_organisation_id_state', ['organisation_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_rfqs_outlet_id'), ['outlet_id'], unique=False)
        batch_op.create_index('ix_rfqs_state_category_id', ['state', 'category_id'], unique=False)
    op.create_table('quotes',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('rfq_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('latest', BIG, nullable=False),
    sa.Column('offer', BIG, nullable=False),
    sa.Column('valid_until', UtcDateTime(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('offered', 'withdrawn', 'accepted', 'lost')", name=op.f('ck_quotes_state')),
    sa.CheckConstraint('offer <= latest', name=op.f('ck_quotes_offer')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_quotes_producer_id')),
    sa.ForeignKeyConstraint(['rfq_id'], ['rfqs.id'], name=op.f('fk_quotes_rfq_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quotes')),
    sa.UniqueConstraint('public_id', name=op.f('uq_quotes_public_id')),
    sa.UniqueConstraint('rfq_id', 'producer_id', name=op.f('uq_quotes_rfq_id_producer_id'))
    )
    with op.batch_alter_table('quotes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quotes_producer_id'), ['producer_id'], unique=False)
    op.create_table('rfq_files',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('rfq_id', BIG, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['rfq_id'], ['rfqs.id'], name=op.f('fk_rfq_files_rfq_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rfq_files')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rfq_files_public_id'))
    )
    with op.batch_alter_table('rfq_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rfq_files_rfq_id'), ['rfq_id'], unique=False)
    op.create_table('rfq_invitations',
    sa.Column('id', BIG, nullable=False),
    sa.Column('rfq_id', BIG, nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=True),
    sa.Column('declined_at', UtcDateTime(), nullable=True),
    sa.Column('declined_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_rfq_invitations_producer_id')),
    sa.ForeignKeyConstraint(['rfq_id'], ['rfqs.id'], name=op.f('fk_rfq_invitations_rfq_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rfq_invitations')),
    sa.UniqueConstraint('rfq_id', 'producer_id', name=op.f('uq_rfq_invitations_rfq_id_producer_id'))
    )
    with op.batch_alter_table('rfq_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rfq_invitations_producer_id'), ['producer_id'], unique=False)
    op.create_table('rfq_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('rfq_id', BIG, nullable=False),
    sa.Column('variant_id', BIG, nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('pack', sa.Text(), nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.Column('days', JSON, nullable=False),
    sa.Column('shelf_days', BIG, nullable=True),
    sa.Column('certificates', JSON, nullable=False),
    sa.Column('budget', BIG, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint('budget IS NULL OR budget > 0', name=op.f('ck_rfq_lines_budget')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_rfq_lines_quantity')),
    sa.CheckConstraint('shelf_days IS NULL OR shelf_days > 0', name=op.f('ck_rfq_lines_shelf_days')),
    sa.ForeignKeyConstraint(['rfq_id'], ['rfqs.id'], name=op.f('fk_rfq_lines_rfq_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_rfq_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rfq_lines')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rfq_lines_public_id'))
    )
    with op.batch_alter_table('rfq_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rfq_lines_rfq_id'), ['rfq_id'], unique=False)
    op.create_table('quote_links',
    sa.Column('id', BIG, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('invitation_id', BIG, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['rfq_invitations.id'], name=op.f('fk_quote_links_invitation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_links')),
    sa.UniqueConstraint('digest', name=op.f('uq_quote_links_digest'))
    )
    with op.batch_alter_table('quote_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quote_links_invitation_id'), ['invitation_id'], unique=False)
    op.create_table('quote_posts',
    sa.Column('id', BIG, nullable=False),
    sa.Column('quote_id', BIG, nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['quote_id'], ['quotes.id'], name=op.f('fk_quote_posts_quote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_posts'))
    )
    with op.batch_alter_table('quote_posts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quote_posts_quote_id'), ['quote_id'], unique=False)
    op.create_table('quote_versions',
    sa.Column('id', BIG, nullable=False),
    sa.Column('quote_id', BIG, nullable=False),
    sa.Column('number', BIG, nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('valid_until', UtcDateTime(), nullable=False),
    sa.Column('fee', BIG, nullable=False),
    sa.Column('more_14', BIG, nullable=True),
    sa.Column('more_30', BIG, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("side IN ('maker', 'buyer')", name=op.f('ck_quote_versions_side')),
    sa.CheckConstraint('fee >= 0', name=op.f('ck_quote_versions_fee')),
    sa.ForeignKeyConstraint(['quote_id'], ['quotes.id'], name=op.f('fk_quote_versions_quote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_versions')),
    sa.UniqueConstraint('quote_id', 'number', name=op.f('uq_quote_versions_quote_id_number'))
    )
    op.create_table('quote_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('version_id', BIG, nullable=False),
    sa.Column('rfq_line_id', BIG, nullable=False),
    sa.Column('variant_id', BIG, nullable=False),
    sa.Column('quantity', BIG, nullable=False),
    sa.Column('unit_price', BIG, nullable=False),
    sa.Column('ready_on', sa.Date(), nullable=False),
    sa.Column('awarded', BIG, nullable=False),
    sa.CheckConstraint('awarded >= 0 AND awarded <= quantity', name=op.f('ck_quote_lines_awarded')),
    sa.CheckConstraint('quantity > 0 AND unit_price > 0', name=op.f('ck_quote_lines_amounts')),
    sa.ForeignKeyConstraint(['rfq_line_id'], ['rfq_lines.id'], name=op.f('fk_quote_lines_rfq_line_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_quote_lines_variant_id')),
    sa.ForeignKeyConstraint(['version_id'], ['quote_versions.id'], name=op.f('fk_quote_lines_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_lines')),
    sa.UniqueConstraint('version_id', 'rfq_line_id', name=op.f('uq_quote_lines_version_id_rfq_line_id'))
    )
    with op.batch_alter_table('quote_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quote_lines_rfq_line_id'), ['rfq_line_id'], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('quote_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quote_lines_rfq_line_id'))
    op.drop_table('quote_lines')
    op.drop_table('quote_versions')
    with op.batch_alter_table('quote_posts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quote_posts_quote_id'))
    op.drop_table('quote_posts')
    with op.batch_alter_table('quote_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quote_links_invitation_id'))
    op.drop_table('quote_links')
    with op.batch_alter_table('rfq_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rfq_lines_rfq_id'))
    op.drop_table('rfq_lines')
    with op.batch_alter_table('rfq_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rfq_invitations_producer_id'))
    op.drop_table('rfq_invitations')
    with op.batch_alter_table('rfq_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rfq_files_rfq_id'))
    op.drop_table('rfq_files')
    with op.batch_alter_table('quotes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quotes_producer_id'))
    op.drop_table('quotes')
    with op.batch_alter_table('rfqs', schema=None) as batch_op:
        batch_op.drop_index('ix_rfqs_state_category_id')
        batch_op.drop_index(batch_op.f('ix_rfqs_outlet_id'))
        batch_op.drop_index('ix_rfqs_organisation_id_state')
    op.drop_table('rfqs')
