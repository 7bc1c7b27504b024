"""Statements of the bank: formats, files, lines, proposals. The formats are examples, told from memory."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


COLUMNS = (
    "name", "separator", "date_column", "day_format", "text_columns", "signs", "amount_column", "credit_column",
    "debit_column", "mark_column", "credit_mark", "debit_mark", "balance_column", "currency_column", "decimal_sign",
    "thousands_sign",
)
EXAMPLES = (
    ("BCA", ",", "Tanggal Transaksi", "dmy", ["Keterangan"], "inside", "Jumlah", "", "", "", "CR", "DB",
     "Saldo", "", ".", ","),
    ("BRI", ",", "TGL_TRAN", "ymd", ["DESK_TRAN"], "columns", "", "MUTASI_KREDIT", "MUTASI_DEBET", "", "CR",
     "DB", "SALDO_AKHIR_MUTASI", "", ".", ","),
    ("Mandiri", ",", "PostDate", "dmy", ["Remarks", "AdditionalDesc"], "columns", "", "Credit Amount",
     "Debit Amount", "", "CR", "DB", "Close Balance", "Ccy", ".", ","),
    ("BNI", ";", "Tanggal", "dmy", ["Uraian Transaksi"], "mark", "Nominal", "", "", "Tipe", "K", "D", "Saldo",
     "", ",", "."),
    ("BSI", ",", "Transaction Date", "ymd", ["Description"], "mark", "Amount", "", "", "DB/CR", "CR", "DB",
     "Balance", "", ".", ","),
    ("Bankaltimtara", ";", "Tanggal", "dmy", ["Keterangan"], "columns", "", "Kredit", "Debet", "", "CR", "DB",
     "Saldo", "", ",", "."),
    ("QRIS", ";", "Tanggal Transaksi", "dmy", ["Nama Pelanggan", "Referensi"], "minus", "Nominal", "", "",
     "", "CR", "DB", "", "", ",", "."),
)


def examples() -> None:
    """Write the examples."""
    table = sa.table(
        "statement_formats", *(sa.column(name) for name in COLUMNS if name != "text_columns"),
        sa.column("text_columns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        sa.column("public_id"), sa.column("is_example", sa.Boolean), sa.column("by_name"),
        sa.column("created_at", UtcDateTime()),
    )
    now = datetime.now(UTC)
    op.bulk_insert(table, [
        {**dict(zip(COLUMNS, row)), "public_id": uuid.uuid4().hex, "is_example": True, "by_name": "", "created_at": now}
        for row in EXAMPLES
    ])


def upgrade() -> None:
    """Go forward."""
    op.create_table('statement_formats',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('separator', sa.Text(), nullable=False),
    sa.Column('date_column', sa.Text(), nullable=False),
    sa.Column('day_format', sa.Text(), nullable=False),
    sa.Column('text_columns', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('signs', sa.Text(), nullable=False),
    sa.Column('amount_column', sa.Text(), nullable=False),
    sa.Column('credit_column', sa.Text(), nullable=False),
    sa.Column('debit_column', sa.Text(), nullable=False),
    sa.Column('mark_column', sa.Text(), nullable=False),
    sa.Column('credit_mark', sa.Text(), nullable=False),
    sa.Column('debit_mark', sa.Text(), nullable=False),
    sa.Column('balance_column', sa.Text(), nullable=False),
    sa.Column('currency_column', sa.Text(), nullable=False),
    sa.Column('decimal_sign', sa.Text(), nullable=False),
    sa.Column('thousands_sign', sa.Text(), nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('retired_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_formats')),
    sa.UniqueConstraint('public_id', name=op.f('uq_statement_formats_public_id'))
    )
    op.create_table('statements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('format_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('rows', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('credit_sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('debit_sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('known', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('known_credit_sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('known_debit_sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('report', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_statements_account_id')),
    sa.ForeignKeyConstraint(['format_id'], ['statement_formats.id'], name=op.f('fk_statements_format_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statements')),
    sa.UniqueConstraint('digest', name=op.f('uq_statements_digest')),
    sa.UniqueConstraint('public_id', name=op.f('uq_statements_public_id'))
    )
    op.create_table('statement_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('statement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('balance_sen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('extra_of', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("payment_id IS NULL OR state = 'matched'", name=op.f('ck_statement_lines_matched')),
    sa.CheckConstraint('amount <> 0 OR sen <> 0', name=op.f('ck_statement_lines_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_statement_lines_account_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entries.id'], name=op.f('fk_statement_lines_entry_id')),
    sa.ForeignKeyConstraint(['extra_of'], ['payments.id'], name=op.f('fk_statement_lines_extra_of')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_statement_lines_payment_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['statements.id'], name=op.f('fk_statement_lines_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_lines')),
    sa.UniqueConstraint('account_id', 'mark', name=op.f('uq_statement_lines_account_id_mark')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_statement_lines_payment_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_statement_lines_public_id'))
    )
    with op.batch_alter_table('statement_lines', schema=None) as batch_op:
        batch_op.create_index('ix_statement_lines_account_id_on', ['account_id', 'on'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_lines_extra_of'), ['extra_of'], unique=False)
        batch_op.create_index('ix_statement_lines_state_id', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_lines_statement_id'), ['statement_id'], unique=False)

    op.create_table('statement_proposals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('rank', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['statement_lines.id'], name=op.f('fk_statement_proposals_line_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_statement_proposals_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_proposals')),
    sa.UniqueConstraint('line_id', 'payment_id', name=op.f('uq_statement_proposals_line_id_payment_id'))
    )
    with op.batch_alter_table('statement_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statement_proposals_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_proposals_payment_id'), ['payment_id'], unique=False)

    examples()


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('statement_proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_statement_proposals_payment_id'))
        batch_op.drop_index(batch_op.f('ix_statement_proposals_line_id'))

    op.drop_table('statement_proposals')
    with op.batch_alter_table('statement_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_statement_lines_statement_id'))
        batch_op.drop_index('ix_statement_lines_state_id')
        batch_op.drop_index(batch_op.f('ix_statement_lines_extra_of'))
        batch_op.drop_index('ix_statement_lines_account_id_on')

    op.drop_table('statement_lines')
    op.drop_table('statements')
    op.drop_table('statement_formats')
