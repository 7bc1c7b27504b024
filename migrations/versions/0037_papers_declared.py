"""When the maker of a halal paper without an end last said that nothing has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import UtcDateTime

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column('certificates', sa.Column('declared_at', UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column('certificates', 'declared_at')
