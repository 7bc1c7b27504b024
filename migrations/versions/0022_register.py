"""The agency's register of businesses, its lists, caseloads and visits."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.db import Json, UtcDateTime
from marketplace.people.businesses import SCALES, fold

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Go forward."""
    op.create_table('businesses',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('nib', sa.Text(), nullable=True),
    sa.Column('scale', sa.Text(), nullable=False),
    sa.Column('sector', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=True),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('makes', sa.Text(), nullable=False),
    sa.Column('consent_text', sa.Text(), nullable=False),
    sa.Column('consent_how', sa.Text(), nullable=False),
    sa.Column('consent_by', sa.Text(), nullable=False),
    sa.Column('consent_at', UtcDateTime(), nullable=True),
    sa.Column('consent_withdrawn_at', UtcDateTime(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_row', BIG, nullable=True),
    sa.Column('producer_id', BIG, nullable=True),
    sa.Column('officer_id', BIG, nullable=True),
    sa.Column('assigned_at', UtcDateTime(), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('next_visit_on', sa.Date(), nullable=True),
    sa.Column('merged_into_id', BIG, nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_businesses_kelurahan_code')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['businesses.id'], name=op.f('fk_businesses_merged_into_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['users.id'], name=op.f('fk_businesses_officer_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_businesses_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_businesses')),
    sa.UniqueConstraint('producer_id', name=op.f('uq_businesses_producer_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_businesses_public_id')),
    )
    op.create_index('ix_businesses_folded_id', 'businesses', ['folded', 'id'])
    op.create_index('ix_businesses_kelurahan_code', 'businesses', ['kelurahan_code'])
    op.create_index('ix_businesses_merged_into_id', 'businesses', ['merged_into_id'])
    op.create_index('ix_businesses_officer_id_folded', 'businesses', ['officer_id', 'folded'])
    op.create_index('ix_businesses_phone', 'businesses', ['phone'])
    living = sa.text('merged_into_id IS NULL')
    op.create_index('uq_businesses_nib', 'businesses', ['nib'], unique=True, sqlite_where=living, postgresql_where=living)
    op.create_table('visits',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('business_id', BIG, nullable=False),
    sa.Column('user_id', BIG, nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('photo', sa.Text(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_visits_business_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_visits_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visits')),
    sa.UniqueConstraint('public_id', name=op.f('uq_visits_public_id')),
    )
    op.create_index('ix_visits_business_id_on', 'visits', ['business_id', 'on'])
    op.create_table('business_imports',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('columns', Json, nullable=False),
    sa.Column('rows', BIG, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('user_id', BIG, nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_business_imports_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_imports')),
    sa.UniqueConstraint('digest', name=op.f('uq_business_imports_digest')),
    sa.UniqueConstraint('public_id', name=op.f('uq_business_imports_public_id')),
    )
    op.create_table('business_import_rows',
    sa.Column('id', BIG, nullable=False),
    sa.Column('import_id', BIG, nullable=False),
    sa.Column('number', BIG, nullable=False),
    sa.Column('told', Json, nullable=False),
    sa.Column('consents', sa.Boolean(), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('why', Json, nullable=False),
    sa.Column('faults', Json, nullable=False),
    sa.Column('match_id', BIG, nullable=True),
    sa.Column('twin', BIG, nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('business_id', BIG, nullable=True),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['business_id'], ['businesses.id'], name=op.f('fk_business_import_rows_business_id')),
    sa.ForeignKeyConstraint(['import_id'], ['business_imports.id'], name=op.f('fk_business_import_rows_import_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['match_id'], ['businesses.id'], name=op.f('fk_business_import_rows_match_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_import_rows')),
    )
    op.create_index('ix_business_import_rows_import_finding', 'business_import_rows', ['import_id', 'finding', 'number'])
    _list_the_shops()


def downgrade() -> None:
    """Go back."""
    op.drop_table('business_import_rows')
    op.drop_table('business_imports')
    op.drop_table('visits')
    op.drop_table('businesses')


def _list_the_shops() -> None:
    """Every shop there is has a record; its NIB is taken over where a paper proved it and no other shop has it."""
    bind = op.get_bind()
    columns = ('name', 'owner_name', 'phone', 'nib', 'scale', 'kelurahan_code', 'street', 'makes', 'joined_at', 'is_demo')
    shops = sa.table('producers', sa.column('id'), *(
        sa.column(name, {'joined_at': UtcDateTime(), 'is_demo': sa.Boolean()}.get(name, sa.Text())) for name in columns
    ))
    table = sa.table('businesses', *(sa.column(name) for name in (
        'public_id', 'folded', 'sector', 'consent_text', 'consent_how', 'consent_by', 'source', 'producer_id', 'created_by', *columns[:-2],
    )), sa.column('created_at', UtcDateTime()), sa.column('is_demo', sa.Boolean()))
    seen: set[str] = set()
    rows = []
    for row in bind.execute(sa.select(shops).order_by(shops.c.id)).mappings():
        known = {name: row[name] for name in columns[:-2]}
        if not known['nib'] or len(known['nib']) != 13 or known['nib'] in seen:
            known['nib'] = None
        seen.add(known['nib'] or '')
        rows.append(known | {
            'scale': row['scale'] if row['scale'] in SCALES else 'mikro', 'public_id': uuid.uuid4().hex, 'folded': fold(row['name']),
            'sector': 'other', 'consent_text': '', 'consent_how': '', 'consent_by': '', 'source': 'shop', 'producer_id': row['id'],
            'created_by': 'Sistem', 'created_at': row['joined_at'], 'is_demo': row['is_demo'],
        })
    for first in range(0, len(rows), 500):
        bind.execute(table.insert(), rows[first : first + 500])
