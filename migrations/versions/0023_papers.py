"""Papers: withdrawn with a reason, sealed numbers, notices; rules of papers; reviews after a changed recipe."""

from __future__ import annotations

from datetime import date, datetime, timezone

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel import crypto
from marketplace.kernel.db import UtcDateTime

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = datetime(2026, 11, 1, tzinfo=timezone.utc)
NOT_PIRT = 'Pangan beku atau hewani dingin tidak dapat P-IRT; perlu izin BPOM MD (PerBPOM 22/2018)'
WEEK = 'Pangan olahan berkemasan yang tahan 7 hari atau lebih perlu P-IRT atau BPOM MD (PerBPOM 22/2018)'
DRIED = ['KRP', 'OIL', 'SMB', 'RMP', 'MNM', 'KUE', 'MAN', 'MDU', 'MNY']
RULES = [
    ('bars', ['pirt'], [], ['frozen'], None, NOT_PIRT),
    ('bars', ['pirt'], ['OIL', 'BKU'], ['cold'], None, NOT_PIRT),
    ('needs', ['md'], [], ['frozen'], None, NOT_PIRT),
    ('needs', ['pirt', 'md'], DRIED, [], 7, WEEK),
    ('needs', ['na'], ['AMN'], [], None, 'Kosmetik perlu notifikasi BPOM (NA)'),
]


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('certificates') as batch_op:
        batch_op.add_column(sa.Column('number_sealed', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_by', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reminded_days', BIG, nullable=True))
        batch_op.create_index('ix_certificates_kind_number', ['kind', 'number'])
        batch_op.create_index('ix_certificates_valid_to', ['valid_to', 'id'])
        batch_op.create_index('ix_certificates_submitted_at', ['submitted_at', 'id'])
    with op.batch_alter_table('certificates') as batch_op:
        batch_op.alter_column('withdrawn_reason', server_default=None)
    _seal_tax_numbers()
    rules = op.create_table('paper_rules',
    sa.Column('id', BIG, nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('kinds', JSON, nullable=False),
    sa.Column('categories', JSON, nullable=False),
    sa.Column('kept', JSON, nullable=False),
    sa.Column('shelf_from', BIG, nullable=True),
    sa.Column('shelf_below', BIG, nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint("verdict IN ('needs', 'bars')", name=op.f('ck_paper_rules_verdict')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_rules')),
    )
    op.bulk_insert(rules, [
        {
            'verdict': verdict, 'kinds': kinds, 'categories': categories, 'kept': kept, 'shelf_from': shelf_from,
            'source': source, 'starts_on': date(2022, 1, 1), 'by_name': 'Sistem', 'at': AT,
        }
        for verdict, kinds, categories, kept, shelf_from, source in RULES
    ])
    op.create_table('paper_reviews',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('product_id', BIG, nullable=False),
    sa.Column('certificate_id', BIG, nullable=False),
    sa.Column('before', JSON, nullable=False),
    sa.Column('after', JSON, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_paper_reviews_certificate_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_paper_reviews_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_reviews')),
    sa.UniqueConstraint('public_id', name=op.f('uq_paper_reviews_public_id')),
    )
    op.create_index('ix_paper_reviews_certificate_id', 'paper_reviews', ['certificate_id'])
    op.create_index('ix_paper_reviews_state_id', 'paper_reviews', ['state', 'id'])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        'uq_paper_reviews_waiting', 'paper_reviews', ['product_id', 'certificate_id'], unique=True,
        sqlite_where=waiting, postgresql_where=waiting,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('paper_reviews')
    op.drop_table('paper_rules')
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, npwp_sealed FROM producers WHERE npwp_sealed IS NOT NULL")).all():
        told = {'text': crypto.open(row.npwp_sealed), 'id': row.id}
        bind.execute(sa.text("UPDATE producers SET npwp_sealed = :text WHERE id = :id"), told)
    with op.batch_alter_table('producers') as batch_op:
        batch_op.alter_column('npwp_sealed', new_column_name='npwp')
    with op.batch_alter_table('certificates') as batch_op:
        batch_op.drop_index('ix_certificates_submitted_at')
        batch_op.drop_index('ix_certificates_valid_to')
        batch_op.drop_index('ix_certificates_kind_number')
        for column in ('reminded_days', 'withdrawn_reason', 'withdrawn_by', 'number_sealed'):
            batch_op.drop_column(column)


def _seal_tax_numbers() -> None:
    """What lay open is sealed with the deployment's secret."""
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, npwp FROM producers WHERE npwp IS NOT NULL")).all():
        told = {'text': crypto.seal(row.npwp), 'id': row.id}
        bind.execute(sa.text("UPDATE producers SET npwp = :text WHERE id = :id"), told)
    with op.batch_alter_table('producers') as batch_op:
        batch_op.alter_column('npwp', new_column_name='npwp_sealed')
