"""Price lists for organisations, and what was written in a request without a product yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('price_lists',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_price_lists_days')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_price_lists_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_price_lists_outlet_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_price_lists_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_lists')),
    sa.UniqueConstraint('public_id', name=op.f('uq_price_lists_public_id'))
    )
    with op.batch_alter_table('price_lists', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_lists_producer_id'), ['producer_id'], unique=False)
        batch_op.create_index('ix_price_lists_organisation_id_ends_on', ['organisation_id', 'ends_on'], unique=False)
    op.create_table('contract_prices',
    sa.Column('id', BIG, nullable=False),
    sa.Column('list_id', BIG, nullable=False),
    sa.Column('variant_id', BIG, nullable=False),
    sa.Column('price', BIG, nullable=False),
    sa.CheckConstraint('price > 0', name=op.f('ck_contract_prices_price')),
    sa.ForeignKeyConstraint(['list_id'], ['price_lists.id'], name=op.f('fk_contract_prices_list_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_contract_prices_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_prices')),
    sa.UniqueConstraint('list_id', 'variant_id', name=op.f('uq_contract_prices_list_id_variant_id'))
    )
    with op.batch_alter_table('contract_prices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_prices_variant_id'), ['variant_id'], unique=False)
    op.create_table('request_wishes',
    sa.Column('id', BIG, nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('packs', BIG, nullable=True),
    sa.Column('content', BIG, nullable=True),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('packs IS NULL OR packs > 0', name=op.f('ck_request_wishes_packs')),
    sa.CheckConstraint('content IS NULL OR content > 0', name=op.f('ck_request_wishes_content')),
    sa.ForeignKeyConstraint(['request_id'], ['purchase_requests.id'], name=op.f('fk_request_wishes_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_wishes'))
    )
    with op.batch_alter_table('request_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_wishes_request_id'), ['request_id'], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table('request_wishes')
    op.drop_table('contract_prices')
    op.drop_table('price_lists')
