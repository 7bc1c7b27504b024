"""Staff roles: a verifier of papers, a moderator of goods, the agency's head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

NAME = 'ck_staff_roles_role'
BEFORE = "role IN ('finance', 'officer', 'admin')"
AFTER = "role IN ('finance', 'officer', 'verifier', 'moderator', 'head', 'admin')"


def upgrade() -> None:
    """Go forward. Officers keep what they could do until now."""
    allow(AFTER)
    for role in ('verifier', 'moderator'):
        op.execute(
            sa.text(
                "INSERT INTO staff_roles (user_id, role, granted_by, granted_at) "
                "SELECT user_id, :role, granted_by, granted_at FROM staff_roles WHERE role = 'officer'"
            ).bindparams(role=role)
        )


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM staff_roles WHERE role IN ('verifier', 'moderator', 'head')")
    allow(BEFORE)


def allow(condition: str) -> None:
    """Only these roles."""
    with op.batch_alter_table('staff_roles') as batch:
        batch.drop_constraint(op.f(NAME), type_='check')
        batch.create_check_constraint(op.f(NAME), sa.text(condition))
