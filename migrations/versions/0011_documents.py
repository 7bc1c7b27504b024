"""Sales documents, their numbers, tax rules."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from marketplace.kernel import clock
from marketplace.kernel.db import UtcDateTime

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
RULES = [
    {"kind": "non_pkp", "rate": 0, "numerator": 1, "denominator": 1, "words": "Non-PKP, tidak memungut PPN",
     "valid_from": date(2000, 1, 1), "source": "UU PPN"},
    {"kind": "ppn", "rate": 1200, "numerator": 11, "denominator": 12, "words": "PPN 12% × 11/12",
     "valid_from": date(2025, 1, 1), "source": "PMK 131/2024"},
]


def upgrade() -> None:
    """Go forward."""
    op.create_table('document_counters',
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('year', BIG, nullable=False),
    sa.Column('last', BIG, nullable=False),
    sa.CheckConstraint('last >= 0', name=op.f('ck_document_counters_last')),
    sa.PrimaryKeyConstraint('issuer', 'kind', 'year', name=op.f('pk_document_counters'))
    )
    op.create_table('documents',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('issuer_name', sa.Text(), nullable=False),
    sa.Column('producer_id', BIG, nullable=False),
    sa.Column('year', BIG, nullable=False),
    sa.Column('serial', BIG, nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('refers_to_id', BIG, nullable=True),
    sa.Column('issued_at', UtcDateTime(), nullable=False),
    sa.Column('total', BIG, nullable=False),
    sa.Column('tax', BIG, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('total > 0 AND tax >= 0 AND tax <= total', name=op.f('ck_documents_sums')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_documents_producer_id')),
    sa.ForeignKeyConstraint(['refers_to_id'], ['documents.id'], name=op.f('fk_documents_refers_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('issuer', 'kind', 'year', 'serial', name='uq_documents_number'),
    sa.UniqueConstraint('public_id', name=op.f('uq_documents_public_id')),
    sa.UniqueConstraint('source', name=op.f('uq_documents_source'))
    )
    for column in ('issued_at', 'number', 'producer_id', 'refers_to_id', 'subject'):
        op.create_index(op.f(f'ix_documents_{column}'), 'documents', [column])
    op.create_table('document_stamps',
    sa.Column('id', BIG, nullable=False),
    sa.Column('document_id', BIG, nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_document_stamps_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_stamps'))
    )
    op.create_index(op.f('ix_document_stamps_document_id'), 'document_stamps', ['document_id'])
    rules = op.create_table('tax_rules',
    sa.Column('id', BIG, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('rate', BIG, nullable=False),
    sa.Column('numerator', BIG, nullable=False),
    sa.Column('denominator', BIG, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('rate >= 0 AND numerator >= 0 AND denominator > 0', name=op.f('ck_tax_rules_figures')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_tax_rules_validity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_rules'))
    )
    op.create_index('ix_tax_rules_kind_valid_from', 'tax_rules', ['kind', 'valid_from'])
    op.bulk_insert(rules, [{**row, "category": "", "set_by": "Sistem", "set_at": clock.now()} for row in RULES])
    with op.batch_alter_table('producers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('npwp', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('pkp_since', sa.Date(), nullable=True))
    _forbid_changes()


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER documents_no_{verb.lower()} BEFORE {verb} ON documents "
                "BEGIN SELECT RAISE(ABORT, 'documents is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER documents_append_only BEFORE UPDATE OR DELETE ON documents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Go back; the triggers go with their table."""
    with op.batch_alter_table('producers', schema=None) as batch_op:
        batch_op.drop_column('pkp_since')
        batch_op.drop_column('npwp')
    for table in ('tax_rules', 'document_stamps', 'documents', 'document_counters'):
        op.drop_table(table)
