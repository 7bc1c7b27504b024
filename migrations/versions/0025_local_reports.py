"""Rules on local purchases, and hotels' reports."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from marketplace.kernel import clock
from marketplace.kernel.db import Json, UtcDateTime
from marketplace.sourcing import local_rules

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SHIPPED = Path(local_rules.__file__).parent / 'data' / 'local_rules.json'


def upgrade() -> None:
    """Go forward."""
    _rules()
    _reports()
    _versions()
    _fill()


def _rules() -> None:
    op.create_table('local_rules',
    sa.Column('id', BIG, nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('legal_ref', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('applies_to', Json, nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('example', Json, nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint("status IN ('draft', 'active', 'reference', 'archived')", name=op.f('ck_local_rules_status')),
    sa.CheckConstraint("metric IN ('value', 'volume', 'products', 'rooms')", name=op.f('ck_local_rules_metric')),
    sa.CheckConstraint('valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from', name=op.f('ck_local_rules_validity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_rules')),
    sa.UniqueConstraint('code', name=op.f('uq_local_rules_code')),
    )
    op.create_table('local_rule_lines',
    sa.Column('id', BIG, nullable=False),
    sa.Column('rule_id', BIG, nullable=False),
    sa.Column('position', BIG, nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('categories', Json, nullable=False),
    sa.Column('minimum', BIG, nullable=True),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.CheckConstraint('minimum IS NULL OR minimum BETWEEN 0 AND 10000', name=op.f('ck_local_rule_lines_minimum')),
    sa.CheckConstraint("severity IN ('info', 'required')", name=op.f('ck_local_rule_lines_severity')),
    sa.ForeignKeyConstraint(['rule_id'], ['local_rules.id'], name=op.f('fk_local_rule_lines_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_rule_lines')),
    sa.UniqueConstraint('rule_id', 'code', name=op.f('uq_local_rule_lines_rule_id_code')),
    )


def _reports() -> None:
    op.create_table('local_reports',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('organisation_id', BIG, nullable=False),
    sa.Column('outlet_id', BIG, nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('rule_id', BIG, nullable=False),
    sa.Column('rooms', BIG, nullable=True),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('version', BIG, nullable=False),
    sa.Column('share', BIG, nullable=True),
    sa.Column('local', BIG, nullable=False),
    sa.Column('received', BIG, nullable=False),
    sa.Column('frozen_at', UtcDateTime(), nullable=True),
    sa.Column('reminded_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('rooms IS NULL OR rooms >= 0', name=op.f('ck_local_reports_rooms')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_local_reports_organisation_id')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_local_reports_outlet_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['local_rules.id'], name=op.f('fk_local_reports_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_reports')),
    sa.UniqueConstraint('outlet_id', 'month', name=op.f('uq_local_reports_outlet_id_month')),
    sa.UniqueConstraint('public_id', name=op.f('uq_local_reports_public_id')),
    )
    op.create_index('ix_local_reports_month_share', 'local_reports', ['month', 'share', 'id'])
    op.create_index('ix_local_reports_organisation_id_month', 'local_reports', ['organisation_id', 'month'])
    op.create_index('ix_local_reports_rule_id', 'local_reports', ['rule_id'])
    op.create_table('local_totals',
    sa.Column('report_id', BIG, nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_local_totals_amount')),
    sa.ForeignKeyConstraint(['report_id'], ['local_reports.id'], name=op.f('fk_local_totals_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'code', name=op.f('pk_local_totals')),
    )
    op.create_table('outside_purchases',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('report_id', BIG, nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('seller', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('bought_on', sa.Date(), nullable=False),
    sa.Column('amount', BIG, nullable=False),
    sa.Column('grams', BIG, nullable=True),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('amount > 0 AND (grams IS NULL OR grams > 0)', name=op.f('ck_outside_purchases_amounts')),
    sa.ForeignKeyConstraint(['report_id'], ['local_reports.id'], name=op.f('fk_outside_purchases_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_purchases')),
    sa.UniqueConstraint('public_id', name=op.f('uq_outside_purchases_public_id')),
    )
    op.create_index('ix_outside_purchases_report_id', 'outside_purchases', ['report_id'])


def _versions() -> None:
    op.create_table('local_versions',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('report_id', BIG, nullable=False),
    sa.Column('version', BIG, nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['local_reports.id'], name=op.f('fk_local_versions_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_versions')),
    sa.UniqueConstraint('number', name=op.f('uq_local_versions_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_local_versions_public_id')),
    sa.UniqueConstraint('report_id', 'version', name=op.f('uq_local_versions_report_id_version')),
    )
    op.create_index('ix_local_versions_sha256', 'local_versions', ['sha256'])
    op.create_table('local_files',
    sa.Column('version_id', BIG, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['local_versions.id'], name=op.f('fk_local_files_version_id')),
    sa.PrimaryKeyConstraint('version_id', 'kind', name=op.f('pk_local_files')),
    )
    op.create_index('ix_local_files_sha256', 'local_files', ['sha256'])
    for table in ('local_versions', 'local_files'):
        _forbid_changes(table)


def _forbid_changes(table: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for verb in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _fill() -> None:
    """The rules to begin with."""
    heads = sa.table('local_rules', *(
        sa.column(name, kind) for name, kind in (
            ('id', BIG), ('code', sa.Text()), ('title', sa.Text()), ('legal_ref', sa.Text()), ('status', sa.Text()),
            ('applies_to', Json), ('metric', sa.Text()), ('source', sa.Text()), ('checked_on', sa.Date()),
            ('note', sa.Text()), ('example', Json), ('changed_by', sa.Text()), ('changed_at', UtcDateTime()),
        )
    ))
    lines = sa.table('local_rule_lines', *(
        sa.column(name, kind) for name, kind in (
            ('rule_id', BIG), ('position', BIG), ('code', sa.Text()), ('name', sa.Text()), ('categories', Json),
            ('minimum', BIG), ('severity', sa.Text()),
        )
    ))
    bind = op.get_bind()
    for told in json.loads(SHIPPED.read_text(encoding='utf-8')):
        own = {key: value for key, value in told.items() if key != 'lines'}
        own |= {
            'checked_on': date.fromisoformat(told['checked_on']), 'changed_by': 'Sistem', 'changed_at': clock.now(),
        }
        rule = bind.execute(sa.insert(heads).values(own).returning(heads.c.id)).scalar_one()
        op.bulk_insert(lines, [{**line, 'rule_id': rule, 'position': n} for n, line in enumerate(told['lines'])])


def downgrade() -> None:
    """Go back; the triggers go with their tables."""
    for table in (
        'local_files', 'local_versions', 'outside_purchases', 'local_totals', 'local_reports', 'local_rule_lines',
        'local_rules',
    ):
        op.drop_table(table)
