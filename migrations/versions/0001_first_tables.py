"""first tables."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.kernel.db import UtcDateTime
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


KELURAHAN = [
    ("64.71.01.1001", "Balikpapan Timur", "Manggar", "76116"),
    ("64.71.01.1002", "Balikpapan Timur", "Lamaru", "76117"),
    ("64.71.01.1003", "Balikpapan Timur", "Teritip", "76118"),
    ("64.71.01.1004", "Balikpapan Timur", "Manggar Baru", "76116"),
    ("64.71.02.1001", "Balikpapan Barat", "Baru Ilir", "76131"),
    ("64.71.02.1002", "Balikpapan Barat", "Baru Tengah", "76132"),
    ("64.71.02.1003", "Balikpapan Barat", "Baru Ulu", "76133"),
    ("64.71.02.1004", "Balikpapan Barat", "Kariangau", "76134"),
    ("64.71.02.1005", "Balikpapan Barat", "Margo Mulyo", "76131"),
    ("64.71.02.1006", "Balikpapan Barat", "Marga Sari", "76131"),
    ("64.71.03.1001", "Balikpapan Utara", "Batu Ampar", "76136"),
    ("64.71.03.1002", "Balikpapan Utara", "Gunung Samarinda", "76125"),
    ("64.71.03.1003", "Balikpapan Utara", "Karang Joang", "76127"),
    ("64.71.03.1004", "Balikpapan Utara", "Muara Rapak", "76125"),
    ("64.71.03.1005", "Balikpapan Utara", "Gunung Samarinda Baru", "76128"),
    ("64.71.03.1006", "Balikpapan Utara", "Graha Indah", "76129"),
    ("64.71.04.1001", "Balikpapan Tengah", "Gunung Sari Ulu", "76122"),
    ("64.71.04.1002", "Balikpapan Tengah", "Gunung Sari Ilir", "76121"),
    ("64.71.04.1003", "Balikpapan Tengah", "Karang Rejo", "76124"),
    ("64.71.04.1004", "Balikpapan Tengah", "Karang Jati", "76123"),
    ("64.71.04.1005", "Balikpapan Tengah", "Mekar Sari", "76122"),
    ("64.71.04.1006", "Balikpapan Tengah", "Sumber Rejo", "76124"),
    ("64.71.05.1002", "Balikpapan Selatan", "Sepinggan", "76115"),
    ("64.71.05.1006", "Balikpapan Selatan", "Gunung Bahagia", "76114"),
    ("64.71.05.1008", "Balikpapan Selatan", "Sepinggan Baru", "76115"),
    ("64.71.05.1009", "Balikpapan Selatan", "Sepinggan Raya", "76115"),
    ("64.71.05.1010", "Balikpapan Selatan", "Sungai Nangka", "76114"),
    ("64.71.05.1011", "Balikpapan Selatan", "Damai Baru", "76114"),
    ("64.71.05.1012", "Balikpapan Selatan", "Damai Bahagia", "76114"),
    ("64.71.06.1001", "Balikpapan Kota", "Prapatan", "76111"),
    ("64.71.06.1002", "Balikpapan Kota", "Telaga Sari", "76111"),
    ("64.71.06.1003", "Balikpapan Kota", "Klandasan Ulu", "76112"),
    ("64.71.06.1004", "Balikpapan Kota", "Klandasan Ilir", "76113"),
    ("64.71.06.1005", "Balikpapan Kota", "Damai", "76114"),
]
CATEGORIES = [
    ("KRP", "kerupuk-keripik", "Kerupuk & keripik", True, 0),
    ("OIL", "olahan-ikan", "Olahan ikan kering", True, 1),
    ("SMB", "sambal-bumbu", "Sambal & bumbu", True, 2),
    ("KUE", "kue", "Kue & roti", True, 3),
    ("MNM", "minuman", "Kopi, teh & minuman", True, 4),
    ("MAN", "manis-selai", "Manisan & selai", True, 5),
    ("MDU", "madu-gula", "Madu & gula aren", True, 6),
    ("RMP", "rempah", "Rempah", True, 7),
    ("BKU", "beku", "Makanan beku", True, 8),
    ("SGR", "segar", "Buah & sayur segar", True, 9),
    ("MNY", "minyak", "Minyak kelapa", True, 10),
    ("KIN", "kain", "Batik & kain", False, 11),
    ("KRJ", "kerajinan", "Kerajinan", False, 12),
    ("AMN", "amenity", "Sabun & lilin", False, 13),
]
APPEND_ONLY = ("events", "movements", "ledger_entries", "ledger_postings")


def _reference_data():
    """The 34 kelurahan (Kepmendagri 300.2.2-2138/2025) and the categories of goods."""
    kelurahan = sa.table("kelurahan", *(sa.column(name) for name in ("code", "kecamatan", "name", "postcode")))
    op.bulk_insert(kelurahan, [dict(zip(("code", "kecamatan", "name", "postcode"), row)) for row in KELURAHAN])
    names = ("code", "slug", "name", "is_food", "position")
    categories = sa.table("categories", *(sa.column(name) for name in (*names, "intro", "product_count")))
    op.bulk_insert(categories, [dict(zip(names, row), intro="", product_count=0) for row in CATEGORIES])


def _forbid_changes():
    """History is only ever added to: the database itself refuses changes and deletions."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _allow_changes():
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
    op.execute("DROP FUNCTION IF EXISTS refuse_change()")


def upgrade() -> None:
    """Go forward."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('attempts',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('window', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'window', name=op.f('pk_attempts'))
    )
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempts_expires_at'), ['expires_at'], unique=False)

    op.create_table('categories',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('is_food', sa.Boolean(), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('product_count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_categories')),
    sa.UniqueConstraint('code', name=op.f('uq_categories_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_categories_slug'))
    )
    op.create_table('courier_rates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('courier', sa.Text(), nullable=False),
    sa.Column('kecamatan_code', sa.Text(), nullable=False),
    sa.Column('per_kg', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_courier_rates'))
    )
    with op.batch_alter_table('courier_rates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_courier_rates_kecamatan_code'), ['kecamatan_code'], unique=False)

    op.create_table('events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('by_kind', sa.Text(), nullable=False),
    sa.Column('by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('acting_for', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_at'), ['at'], unique=False)
        batch_op.create_index('ix_events_subject_id', ['subject', 'id'], unique=False)

    op.create_table('holds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holds'))
    )
    with op.batch_alter_table('holds', schema=None) as batch_op:
        batch_op.create_index('ix_holds_state_expires_at', ['state', 'expires_at'], unique=False)

    op.create_table('jobs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
    sa.UniqueConstraint('key', name=op.f('uq_jobs_key'))
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index('ix_jobs_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('kelurahan',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kecamatan', sa.Text(), nullable=False),
    sa.Column('postcode', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_kelurahan'))
    )
    op.create_table('ledger_accounts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_accounts')),
    sa.UniqueConstraint('code', name=op.f('uq_ledger_accounts_code'))
    )
    with op.batch_alter_table('ledger_accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_accounts_kind'), ['kind'], unique=False)

    op.create_table('ledger_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('memo', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entries')),
    sa.UniqueConstraint('source', name=op.f('uq_ledger_entries_source'))
    )
    op.create_table('messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.Column('sent_by', sa.Text(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('key', name=op.f('uq_messages_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_messages_public_id'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_channel_state', ['channel', 'state'], unique=False)

    op.create_table('receiving_accounts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('bank', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('valid_from', UtcDateTime(), nullable=False),
    sa.Column('valid_to', UtcDateTime(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receiving_accounts'))
    )
    op.create_table('settings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('valid_from', UtcDateTime(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settings'))
    )
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.create_index('ix_settings_name_valid_from', ['name', 'valid_from'], unique=False)

    op.create_table('users',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('company', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('phone_verified_at', UtcDateTime(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('email_verified_at', UtcDateTime(), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('disabled_at', UtcDateTime(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('phone IS NOT NULL OR email IS NOT NULL', name=op.f('ck_users_reachable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email')),
    sa.UniqueConstraint('phone', name=op.f('uq_users_phone')),
    sa.UniqueConstraint('public_id', name=op.f('uq_users_public_id'))
    )
    op.create_table('carts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_digest', sa.Text(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_carts_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carts')),
    sa.UniqueConstraint('secret_digest', name=op.f('uq_carts_secret_digest')),
    sa.UniqueConstraint('user_id', name=op.f('uq_carts_user_id'))
    )
    with op.batch_alter_table('carts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_carts_changed_at'), ['changed_at'], unique=False)

    op.create_table('ledger_postings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_accounts.id'], name=op.f('fk_ledger_postings_account_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entries.id'], name=op.f('fk_ledger_postings_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_postings'))
    )
    with op.batch_alter_table('ledger_postings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_postings_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_postings_entry_id'), ['entry_id'], unique=False)

    op.create_table('login_sessions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_digest', sa.Text(), nullable=False),
    sa.Column('device', sa.Text(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('last_seen_on', sa.Date(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('second_factor_at', UtcDateTime(), nullable=True),
    sa.Column('revoked_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_login_sessions_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_sessions')),
    sa.UniqueConstraint('public_id', name=op.f('uq_login_sessions_public_id')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_login_sessions_token_digest'))
    )
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.create_index('ix_login_sessions_user_id', ['user_id'], unique=False)

    op.create_table('one_time_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('issued_by', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('used_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_one_time_links_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_links')),
    sa.UniqueConstraint('digest', name=op.f('uq_one_time_links_digest'))
    )
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.create_index('ix_one_time_links_user_id_purpose', ['user_id', 'purpose'], unique=False)

    op.create_table('payments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code_key', sa.Text(), nullable=True),
    sa.Column('amount_key', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('deadline', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('paid_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('amount > 0 AND code >= 0', name=op.f('ck_payments_amounts')),
    sa.ForeignKeyConstraint(['account_id'], ['receiving_accounts.id'], name=op.f('fk_payments_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payments')),
    sa.UniqueConstraint('amount_key', name=op.f('uq_payments_amount_key')),
    sa.UniqueConstraint('code_key', name=op.f('uq_payments_code_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_payments_public_id'))
    )
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.create_index('ix_payments_state_deadline', ['state', 'deadline'], unique=False)

    op.create_table('pickup_points',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_pickup_points_kelurahan_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pickup_points')),
    sa.UniqueConstraint('code', name=op.f('uq_pickup_points_code'))
    )
    op.create_table('producers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('scale', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=False),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('makes', sa.Text(), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('since_year', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('nib', sa.Text(), nullable=True),
    sa.Column('picture', sa.Text(), nullable=True),
    sa.Column('kitchen_days', sa.Text(), nullable=False),
    sa.Column('minimum_order', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('takes_cod', sa.Boolean(), nullable=False),
    sa.Column('closed_from', sa.Date(), nullable=True),
    sa.Column('closed_until', sa.Date(), nullable=True),
    sa.Column('suspended_at', UtcDateTime(), nullable=True),
    sa.Column('joined_at', UtcDateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('minimum_order >= 0', name=op.f('ck_producers_minimum_order')),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_producers_kelurahan_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_producers')),
    sa.UniqueConstraint('public_id', name=op.f('uq_producers_public_id')),
    sa.UniqueConstraint('slug', name=op.f('uq_producers_slug'))
    )
    op.create_table('recovery_codes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('used_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_recovery_codes_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes'))
    )
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.create_index('ix_recovery_codes_user_id_hint', ['user_id', 'hint'], unique=False)

    op.create_table('second_factors',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('last_step', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolled_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_second_factors_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_second_factors'))
    )
    op.create_table('staff_roles',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('granted_by', sa.Text(), nullable=False),
    sa.Column('granted_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint("role IN ('finance', 'officer', 'admin')", name=op.f('ck_staff_roles_role')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_staff_roles_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'role', name=op.f('pk_staff_roles'))
    )
    op.create_table('cart_notes',
    sa.Column('cart_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['cart_id'], ['carts.id'], name=op.f('fk_cart_notes_cart_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_cart_notes_producer_id')),
    sa.PrimaryKeyConstraint('cart_id', 'producer_id', name=op.f('pk_cart_notes'))
    )
    op.create_table('certificates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('verified_at', UtcDateTime(), nullable=True),
    sa.Column('verified_by', sa.Text(), nullable=True),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_certificates_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificates'))
    )
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificates_producer_id'), ['producer_id'], unique=False)

    op.create_table('order_groups',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=True),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('landmark', sa.Text(), nullable=False),
    sa.Column('courier_note', sa.Text(), nullable=False),
    sa.Column('goods', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivery', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('placed_at', UtcDateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('goods > 0 AND delivery >= 0', name=op.f('ck_order_groups_sums')),
    sa.ForeignKeyConstraint(['hold_id'], ['holds.id'], name=op.f('fk_order_groups_hold_id')),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_order_groups_kelurahan_code')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_order_groups_payment_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_order_groups_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_groups')),
    sa.UniqueConstraint('number', name=op.f('uq_order_groups_number')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_order_groups_payment_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_order_groups_public_id')),
    sa.UniqueConstraint('token', name=op.f('uq_order_groups_token'))
    )
    with op.batch_alter_table('order_groups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_groups_phone'), ['phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_groups_placed_at'), ['placed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_groups_user_id'), ['user_id'], unique=False)

    op.create_table('own_deliveries',
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kecamatan_code', sa.Text(), nullable=False),
    sa.Column('fee', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('free_from', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('fee >= 0', name=op.f('ck_own_deliveries_fee')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_own_deliveries_producer_id')),
    sa.PrimaryKeyConstraint('producer_id', 'kecamatan_code', name=op.f('pk_own_deliveries'))
    )
    op.create_table('payment_proofs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_payment_proofs_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_proofs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_payment_proofs_public_id'))
    )
    with op.batch_alter_table('payment_proofs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_proofs_payment_id'), ['payment_id'], unique=False)

    op.create_table('producer_couriers',
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('courier', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_producer_couriers_producer_id')),
    sa.PrimaryKeyConstraint('producer_id', 'courier', name=op.f('pk_producer_couriers'))
    )
    op.create_table('producer_members',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_producer_members_producer_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_producer_members_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'producer_id', name=op.f('pk_producer_members'))
    )
    with op.batch_alter_table('producer_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_producer_members_producer_id'), ['producer_id'], unique=False)

    op.create_table('producer_pickups',
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pickup_point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['pickup_point_id'], ['pickup_points.id'], name=op.f('fk_producer_pickups_pickup_point_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_producer_pickups_producer_id')),
    sa.PrimaryKeyConstraint('producer_id', 'pickup_point_id', name=op.f('pk_producer_pickups'))
    )
    op.create_table('products',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('sku', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('ingredients', sa.Text(), nullable=False),
    sa.Column('allergens', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('storage', sa.Text(), nullable=False),
    sa.Column('shelf_life_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('raw_material', sa.Text(), nullable=False),
    sa.Column('local_percent', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('replaces', sa.Text(), nullable=False),
    sa.Column('buyer_uses', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('halal_claim', sa.Text(), nullable=False),
    sa.Column('made_to_order', sa.Boolean(), nullable=False),
    sa.Column('lead_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('picture', sa.Text(), nullable=True),
    sa.Column('base_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('per_kilo', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sold_count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('published_at', UtcDateTime(), nullable=True),
    sa.Column('archived_at', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['categories.id'], name=op.f('fk_products_category_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_products_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_products')),
    sa.UniqueConstraint('public_id', name=op.f('uq_products_public_id')),
    sa.UniqueConstraint('slug', name=op.f('uq_products_slug'))
    )
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.create_index('ix_products_base_price', ['base_price', 'id'], unique=False)
        batch_op.create_index('ix_products_category_sold', ['category_id', 'sold_count', 'id'], unique=False)
        batch_op.create_index('ix_products_per_kilo', ['per_kilo', 'id'], unique=False)
        batch_op.create_index('ix_products_producer_sold', ['producer_id', 'sold_count', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_products_sku'), ['sku'], unique=False)
        batch_op.create_index('ix_products_sold', ['sold_count', 'id'], unique=False)

    op.create_table('slots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('weekday', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ends', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cutoff_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('capacity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('capacity > 0 AND ends > starts', name=op.f('ck_slots_window')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_slots_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slots'))
    )
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slots_producer_id'), ['producer_id'], unique=False)

    op.create_table('stock_items',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_stock_items_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_items'))
    )
    with op.batch_alter_table('stock_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stock_items_producer_id'), ['producer_id'], unique=False)

    op.create_table('capacity_weeks',
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('capacity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('promised', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('promised >= 0 AND promised <= capacity', name=op.f('ck_capacity_weeks_promised')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_capacity_weeks_stock_item_id')),
    sa.PrimaryKeyConstraint('stock_item_id', 'week', name=op.f('pk_capacity_weeks'))
    )
    op.create_table('checkouts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('cart_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('open_key', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('placed_digest', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('kelurahan_code', sa.Text(), nullable=True),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('landmark', sa.Text(), nullable=False),
    sa.Column('courier_note', sa.Text(), nullable=False),
    sa.Column('place_digest', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['cart_id'], ['carts.id'], name=op.f('fk_checkouts_cart_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['order_groups.id'], name=op.f('fk_checkouts_group_id')),
    sa.ForeignKeyConstraint(['hold_id'], ['holds.id'], name=op.f('fk_checkouts_hold_id')),
    sa.ForeignKeyConstraint(['kelurahan_code'], ['kelurahan.code'], name=op.f('fk_checkouts_kelurahan_code')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_checkouts_payment_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_checkouts_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkouts')),
    sa.UniqueConstraint('open_key', name=op.f('uq_checkouts_open_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_checkouts_public_id'))
    )
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkouts_cart_id'), ['cart_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkouts_network'), ['network'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkouts_phone'), ['phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkouts_place_digest'), ['place_digest'], unique=False)

    op.create_table('hold_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.Date(), nullable=True),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['hold_id'], ['holds.id'], name=op.f('fk_hold_lines_hold_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_hold_lines_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold_lines'))
    )
    with op.batch_alter_table('hold_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hold_lines_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hold_lines_stock_item_id'), ['stock_item_id'], unique=False)

    op.create_table('lots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('produced_on', sa.Date(), nullable=False),
    sa.Column('best_before', sa.Date(), nullable=True),
    sa.Column('on_hand', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('allocated', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.CheckConstraint('allocated >= 0 AND allocated <= on_hand', name=op.f('ck_lots_allocated')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_lots_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lots')),
    sa.UniqueConstraint('public_id', name=op.f('uq_lots_public_id'))
    )
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.create_index('ix_lots_item_best_before', ['stock_item_id', 'best_before'], unique=False)

    op.create_table('orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('deadline', UtcDateTime(), nullable=True),
    sa.Column('goods', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivery_fee', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivery_kind', sa.Text(), nullable=False),
    sa.Column('delivery_name', sa.Text(), nullable=False),
    sa.Column('delivery_detail', sa.Text(), nullable=False),
    sa.Column('ready_on', sa.Date(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('window_starts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('window_ends', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('slot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decline_reason', sa.Text(), nullable=False),
    sa.Column('late_at', UtcDateTime(), nullable=True),
    sa.Column('cancel_asked_at', UtcDateTime(), nullable=True),
    sa.Column('cancel_deadline', UtcDateTime(), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('cancel_refused_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('goods > 0 AND delivery_fee >= 0', name=op.f('ck_orders_sums')),
    sa.ForeignKeyConstraint(['group_id'], ['order_groups.id'], name=op.f('fk_orders_group_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_orders_producer_id')),
    sa.ForeignKeyConstraint(['slot_id'], ['slots.id'], name=op.f('fk_orders_slot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_orders_number'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_group_id'), ['group_id'], unique=False)
        batch_op.create_index('ix_orders_producer_state', ['producer_id', 'state'], unique=False)
        batch_op.create_index('ix_orders_state_deadline', ['state', 'deadline'], unique=False)

    op.create_table('product_certificates',
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_product_certificates_certificate_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_product_certificates_product_id')),
    sa.PrimaryKeyConstraint('product_id', 'certificate_id', name=op.f('pk_product_certificates'))
    )
    with op.batch_alter_table('product_certificates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_certificates_certificate_id'), ['certificate_id'], unique=False)

    op.create_table('slot_days',
    sa.Column('slot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('booked', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['slot_id'], ['slots.id'], name=op.f('fk_slot_days_slot_id')),
    sa.PrimaryKeyConstraint('slot_id', 'day', name=op.f('pk_slot_days'))
    )
    op.create_table('stock_levels',
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on_hand', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('held', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('allocated', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weekly_capacity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('held >= 0 AND allocated >= 0 AND held + allocated <= on_hand', name=op.f('ck_stock_levels_promised')),
    sa.CheckConstraint('weekly_capacity IS NULL OR weekly_capacity >= 0', name=op.f('ck_stock_levels_capacity')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_stock_levels_stock_item_id')),
    sa.PrimaryKeyConstraint('stock_item_id', name=op.f('pk_stock_levels'))
    )
    op.create_table('variants',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('content', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('minimum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weight_grams', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('length_cm', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('width_cm', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('height_cm', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('archived_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('content > 0', name=op.f('ck_variants_content')),
    sa.CheckConstraint('minimum > 0 AND step > 0', name=op.f('ck_variants_packs')),
    sa.CheckConstraint('price > 0', name=op.f('ck_variants_price')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_variants_product_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_variants_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_variants'))
    )
    with op.batch_alter_table('variants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_variants_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_variants_stock_item_id'), ['stock_item_id'], unique=False)

    op.create_table('allocations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('week', sa.Date(), nullable=True),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.id'], name=op.f('fk_allocations_lot_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_allocations_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocations'))
    )
    with op.batch_alter_table('allocations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allocations_lot_id'), ['lot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_allocations_reference'), ['reference'], unique=False)
        batch_op.create_index(batch_op.f('ix_allocations_stock_item_id'), ['stock_item_id'], unique=False)

    op.create_table('cart_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cart_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('added_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_cart_lines_quantity')),
    sa.ForeignKeyConstraint(['cart_id'], ['carts.id'], name=op.f('fk_cart_lines_cart_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_cart_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cart_lines')),
    sa.UniqueConstraint('cart_id', 'variant_id', name=op.f('uq_cart_lines_cart_id_variant_id'))
    )
    op.create_table('checkout_boxes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('checkout_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('option_key', sa.Text(), nullable=False),
    sa.Column('window_key', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_checkout_boxes_checkout_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_checkout_boxes_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_boxes'))
    )
    with op.batch_alter_table('checkout_boxes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkout_boxes_checkout_id'), ['checkout_id'], unique=False)

    op.create_table('checkout_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('checkout_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('picture', sa.Text(), nullable=True),
    sa.Column('category_code', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('grams', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('volume_cm3', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_checkout_lines_checkout_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_checkout_lines_producer_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_checkout_lines_stock_item_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_checkout_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_lines'))
    )
    with op.batch_alter_table('checkout_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkout_lines_checkout_id'), ['checkout_id'], unique=False)

    op.create_table('movements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.id'], name=op.f('fk_movements_lot_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_movements_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movements'))
    )
    with op.batch_alter_table('movements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_movements_stock_item_id'), ['stock_item_id'], unique=False)

    op.create_table('order_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND unit_price > 0', name=op.f('ck_order_lines_amounts')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_lines_order_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_order_lines_stock_item_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_order_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_lines'))
    )
    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_lines_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_lines_variant_id'), ['variant_id'], unique=False)

    op.create_table('owed',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('returned_at', UtcDateTime(), nullable=True),
    sa.Column('returned_by', sa.Text(), nullable=True),
    sa.Column('returned_how', sa.Text(), nullable=False),
    sa.Column('proof_key', sa.Text(), nullable=True),
    sa.CheckConstraint('amount > 0', name=op.f('ck_owed_amount')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_owed_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_owed')),
    sa.UniqueConstraint('order_id', name=op.f('uq_owed_order_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_owed_public_id'))
    )
    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_owed_state'), ['state'], unique=False)

    op.create_table('price_tiers',
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('minimum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('price > 0 AND minimum > 1', name=op.f('ck_price_tiers_tier')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_price_tiers_variant_id')),
    sa.PrimaryKeyConstraint('variant_id', 'minimum', name=op.f('pk_price_tiers'))
    )
    op.create_table('strikes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_strikes_order_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_strikes_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_strikes'))
    )
    with op.batch_alter_table('strikes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_strikes_producer_id'), ['producer_id'], unique=False)

    # ### end Alembic commands ###
    _reference_data()
    _forbid_changes()


def downgrade() -> None:
    """Go back."""
    _allow_changes()
    with op.batch_alter_table('strikes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_strikes_producer_id'))

    op.drop_table('strikes')
    op.drop_table('price_tiers')
    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_owed_state'))

    op.drop_table('owed')
    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_lines_variant_id'))
        batch_op.drop_index(batch_op.f('ix_order_lines_order_id'))

    op.drop_table('order_lines')
    with op.batch_alter_table('movements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_movements_stock_item_id'))

    op.drop_table('movements')
    with op.batch_alter_table('checkout_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkout_lines_checkout_id'))

    op.drop_table('checkout_lines')
    with op.batch_alter_table('checkout_boxes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkout_boxes_checkout_id'))

    op.drop_table('checkout_boxes')
    op.drop_table('cart_lines')
    with op.batch_alter_table('allocations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_allocations_stock_item_id'))
        batch_op.drop_index(batch_op.f('ix_allocations_reference'))
        batch_op.drop_index(batch_op.f('ix_allocations_lot_id'))

    op.drop_table('allocations')
    with op.batch_alter_table('variants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_variants_stock_item_id'))
        batch_op.drop_index(batch_op.f('ix_variants_product_id'))

    op.drop_table('variants')
    op.drop_table('stock_levels')
    op.drop_table('slot_days')
    with op.batch_alter_table('product_certificates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_certificates_certificate_id'))

    op.drop_table('product_certificates')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index('ix_orders_state_deadline')
        batch_op.drop_index('ix_orders_producer_state')
        batch_op.drop_index(batch_op.f('ix_orders_group_id'))

    op.drop_table('orders')
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.drop_index('ix_lots_item_best_before')

    op.drop_table('lots')
    with op.batch_alter_table('hold_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hold_lines_stock_item_id'))
        batch_op.drop_index(batch_op.f('ix_hold_lines_hold_id'))

    op.drop_table('hold_lines')
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkouts_place_digest'))
        batch_op.drop_index(batch_op.f('ix_checkouts_phone'))
        batch_op.drop_index(batch_op.f('ix_checkouts_network'))
        batch_op.drop_index(batch_op.f('ix_checkouts_cart_id'))

    op.drop_table('checkouts')
    op.drop_table('capacity_weeks')
    with op.batch_alter_table('stock_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stock_items_producer_id'))

    op.drop_table('stock_items')
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slots_producer_id'))

    op.drop_table('slots')
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_index('ix_products_sold')
        batch_op.drop_index(batch_op.f('ix_products_sku'))
        batch_op.drop_index('ix_products_producer_sold')
        batch_op.drop_index('ix_products_per_kilo')
        batch_op.drop_index('ix_products_category_sold')
        batch_op.drop_index('ix_products_base_price')

    op.drop_table('products')
    op.drop_table('producer_pickups')
    with op.batch_alter_table('producer_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_producer_members_producer_id'))

    op.drop_table('producer_members')
    op.drop_table('producer_couriers')
    with op.batch_alter_table('payment_proofs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_proofs_payment_id'))

    op.drop_table('payment_proofs')
    op.drop_table('own_deliveries')
    with op.batch_alter_table('order_groups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_groups_user_id'))
        batch_op.drop_index(batch_op.f('ix_order_groups_placed_at'))
        batch_op.drop_index(batch_op.f('ix_order_groups_phone'))

    op.drop_table('order_groups')
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificates_producer_id'))

    op.drop_table('certificates')
    op.drop_table('cart_notes')
    op.drop_table('staff_roles')
    op.drop_table('second_factors')
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.drop_index('ix_recovery_codes_user_id_hint')

    op.drop_table('recovery_codes')
    op.drop_table('producers')
    op.drop_table('pickup_points')
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.drop_index('ix_payments_state_deadline')

    op.drop_table('payments')
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.drop_index('ix_one_time_links_user_id_purpose')

    op.drop_table('one_time_links')
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.drop_index('ix_login_sessions_user_id')

    op.drop_table('login_sessions')
    with op.batch_alter_table('ledger_postings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_postings_entry_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_postings_account_id'))

    op.drop_table('ledger_postings')
    with op.batch_alter_table('carts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_carts_changed_at'))

    op.drop_table('carts')
    op.drop_table('users')
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_index('ix_settings_name_valid_from')

    op.drop_table('settings')
    op.drop_table('receiving_accounts')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_channel_state')

    op.drop_table('messages')
    op.drop_table('ledger_entries')
    with op.batch_alter_table('ledger_accounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_accounts_kind'))

    op.drop_table('ledger_accounts')
    op.drop_table('kelurahan')
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.drop_index('ix_jobs_state_due_at')

    op.drop_table('jobs')
    with op.batch_alter_table('holds', schema=None) as batch_op:
        batch_op.drop_index('ix_holds_state_expires_at')

    op.drop_table('holds')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index('ix_events_subject_id')
        batch_op.drop_index(batch_op.f('ix_events_at'))

    op.drop_table('events')
    with op.batch_alter_table('courier_rates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_courier_rates_kecamatan_code'))

    op.drop_table('courier_rates')
    op.drop_table('categories')
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempts_expires_at'))

    op.drop_table('attempts')
    # ### end Alembic commands ###
