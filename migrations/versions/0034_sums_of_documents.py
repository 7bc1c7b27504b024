"""The sums of a month's documents are read from their index alone."""

from __future__ import annotations

from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

NAME = 'ix_documents_kind_issued_at'


def upgrade() -> None:
    """Go forward."""
    op.create_index(NAME, 'documents', ['kind', 'issued_at', 'total', 'tax'])


def downgrade() -> None:
    """Go back."""
    op.drop_index(NAME, table_name='documents')
