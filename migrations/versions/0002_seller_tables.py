"""What the seller's phone needs: drafts, pending changes, shortages, links, threads, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.kernel.db import UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

DRY = "Simpan di tempat kering dan teduh. Tutup rapat setelah dibuka."
COOL = "Simpan di tempat teduh. Setelah dibuka, simpan di kulkas."
ROOM = "Simpan pada suhu ruang, jauh dari sinar matahari."
FROZEN = "Simpan beku pada −18 °C. Jangan dibekukan lagi setelah cair."
FRESH = "Simpan di kulkas, 5–10 °C. Cuci sesaat sebelum dimakan."
CAKE = "Simpan pada suhu ruang satu hari, selebihnya di kulkas."
CLOTH = "Cuci dengan tangan, jemur di tempat teduh."
CRAFT = "Lap dengan kain kering. Jauhkan dari air."


def _food(packs, days, storage, allergens, ingredients, species=False, fields=()):
    return {
        "packs": packs, "shelf_life_days": days, "storage": storage, "allergens": allergens,
        "ingredients": ingredients, "asks_species": species, "fields": list(fields),
    }


def _thing(packs, storage, fields=()):
    return _food(packs, None, storage, [], "", fields=fields)


TEMPLATES = {
    "KRP": _food([[100, "g"], [250, "g"], [500, "g"]], 90, DRY, ["ikan", "telur"],
                 "Ikan tenggiri 45%, tepung tapioka, telur, bawang putih, gula, garam, minyak sawit", True, ["fish_percent"]),
    "OIL": _food([[100, "g"], [250, "g"], [500, "g"]], 60, DRY, ["ikan"], "Ikan 90%, garam", True, ["fish_percent"]),
    "SMB": _food([[150, "g"], [200, "g"], [250, "g"]], 90, COOL, [], "Cabai, bawang merah, bawang putih, minyak, garam"),
    "KUE": _food([[1, "piece"], [250, "g"], [500, "g"]], 4, CAKE, ["gluten", "telur", "susu"],
                 "Tepung terigu, telur, gula, mentega"),
    "MNM": _food([[200, "g"], [250, "ml"], [500, "ml"]], 180, DRY, [], "Kopi robusta 100%"),
    "MAN": _food([[200, "g"], [250, "g"], [500, "g"]], 120, COOL, [], "Buah, gula"),
    "MDU": _food([[250, "ml"], [350, "ml"], [500, "g"]], 365, ROOM, [], "Madu 100%"),
    "RMP": _food([[50, "g"], [100, "g"], [250, "g"]], 365, DRY, [], "Lada putih 100%"),
    "BKU": _food([[500, "g"], [1000, "g"]], 90, FROZEN, ["ikan", "gluten"], "Ikan, tepung, bawang, garam", True, ["fish_percent"]),
    "SGR": _food([[1000, "g"], [250, "g"]], 5, FRESH, [], "Buah segar"),
    "MNY": _food([[250, "ml"], [500, "ml"], [1000, "ml"]], 365, ROOM, [], "Minyak kelapa murni 100%"),
    "KIN": _thing([[1, "piece"]], CLOTH, ["size", "material"]),
    "KRJ": _thing([[1, "piece"]], CRAFT, ["size", "material"]),
    "AMN": _thing([[1, "piece"], [20, "g"], [100, "g"]], ROOM, ["material"]),
}


def _templates():
    """What the listing form proposes for each category; invented examples, staff may change them."""
    for code, template in TEMPLATES.items():
        op.execute(
            sa.text("UPDATE categories SET template = :template WHERE code = :code").bindparams(
                sa.bindparam("template", template, sa.JSON().with_variant(postgresql.JSONB(), "postgresql")), code=code
            )
        )



def upgrade() -> None:
    """Go forward."""
    op.create_table('advice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('done_by', sa.Text(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_advice_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice')),
    sa.UniqueConstraint('public_id', name=op.f('uq_advice_public_id'))
    )
    with op.batch_alter_table('advice', schema=None) as batch_op:
        batch_op.create_index('ix_advice_producer_subject', ['producer_id', 'subject'], unique=False)

    op.create_table('canned_replies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_canned_replies_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_replies')),
    sa.UniqueConstraint('public_id', name=op.f('uq_canned_replies_public_id'))
    )
    with op.batch_alter_table('canned_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_canned_replies_producer_id'), ['producer_id'], unique=False)

    op.create_table('import_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('file_key', sa.Text(), nullable=False),
    sa.Column('pictures_key', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('rows', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('done_rows', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('report', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('undo', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('saved_at', UtcDateTime(), nullable=True),
    sa.Column('undone_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_import_runs_producer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs')),
    sa.UniqueConstraint('producer_id', 'digest', name=op.f('uq_import_runs_producer_id_digest')),
    sa.UniqueConstraint('public_id', name=op.f('uq_import_runs_public_id'))
    )
    op.create_table('capacity_overrides',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('extra', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('extra > 0', name=op.f('ck_capacity_overrides_extra')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_capacity_overrides_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_overrides'))
    )
    with op.batch_alter_table('capacity_overrides', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_overrides_stock_item_id'), ['stock_item_id'], unique=False)

    op.create_table('drafts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('picture', sa.Text(), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('dropped_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_drafts_producer_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_drafts_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('public_id', name=op.f('uq_drafts_public_id'))
    )
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drafts_producer_id'), ['producer_id'], unique=False)

    op.create_table('product_changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_at', UtcDateTime(), nullable=False),
    sa.Column('proposed_by', sa.Text(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_product_changes_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_changes')),
    sa.UniqueConstraint('public_id', name=op.f('uq_product_changes_public_id'))
    )
    with op.batch_alter_table('product_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_changes_product_id'), ['product_id'], unique=False)
        batch_op.create_index('ix_product_changes_state_id', ['state', 'id'], unique=False)

    op.create_table('action_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('used_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_action_links_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_links')),
    sa.UniqueConstraint('digest', name=op.f('uq_action_links_digest'))
    )
    with op.batch_alter_table('action_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_links_order_id'), ['order_id'], unique=False)

    op.create_table('offline_sales',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stock_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('total', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('sold_at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('undone_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('quantity > 0 AND base_quantity > 0 AND total >= 0', name=op.f('ck_offline_sales_amounts')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_offline_sales_producer_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_offline_sales_stock_item_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_offline_sales_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offline_sales')),
    sa.UniqueConstraint('public_id', name=op.f('uq_offline_sales_public_id'))
    )
    with op.batch_alter_table('offline_sales', schema=None) as batch_op:
        batch_op.create_index('ix_offline_sales_producer_sold', ['producer_id', 'sold_at'], unique=False)

    op.create_table('pending_steps',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_pending_steps_order_id')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_pending_steps'))
    )
    with op.batch_alter_table('pending_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_steps_due_at'), ['due_at'], unique=False)

    op.create_table('threads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('producer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('waiting_since', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(product_id IS NULL) <> (order_id IS NULL)', name=op.f('ck_threads_about')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_threads_order_id')),
    sa.ForeignKeyConstraint(['producer_id'], ['producers.id'], name=op.f('fk_threads_producer_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_threads_product_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_threads_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_threads')),
    sa.UniqueConstraint('public_id', name=op.f('uq_threads_public_id')),
    sa.UniqueConstraint('token', name=op.f('uq_threads_token'))
    )
    with op.batch_alter_table('threads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_threads_order_id'), ['order_id'], unique=False)
        batch_op.create_index('ix_threads_producer_waiting', ['producer_id', 'waiting_since'], unique=False)
        batch_op.create_index(batch_op.f('ix_threads_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_threads_user_id'), ['user_id'], unique=False)
        batch_op.create_index('ix_threads_waiting_since', ['waiting_since'], unique=False)

    op.create_table('shortages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('child_order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND amount > 0', name=op.f('ck_shortages_amounts')),
    sa.ForeignKeyConstraint(['child_order_id'], ['orders.id'], name=op.f('fk_shortages_child_order_id')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_shortages_order_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shortages'))
    )
    with op.batch_alter_table('shortages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shortages_order_line_id'), ['order_line_id'], unique=False)

    op.create_table('thread_posts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('thread_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['thread_id'], ['threads.id'], name=op.f('fk_thread_posts_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread_posts'))
    )
    with op.batch_alter_table('thread_posts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_posts_thread_id'), ['thread_id'], unique=False)

    with op.batch_alter_table('categories', schema=None) as batch_op:
        batch_op.add_column(sa.Column('template', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='{}'))

    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('file_key', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('submitted_at', UtcDateTime(), nullable=False, server_default='2026-01-01 00:00:00'))
        batch_op.add_column(sa.Column('submitted_by', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('returned_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('returned_reason', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('checkout_lines', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preorder_on', sa.Date(), nullable=True))

    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('stopped_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('stopped_reason', sa.Text(), nullable=False, server_default=''))

    op.add_column('movements', sa.Column('note', sa.Text(), nullable=False, server_default=''))
    op.add_column('movements', sa.Column('undoes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    op.create_index('ix_movements_undoes_id', 'movements', ['undoes_id'], unique=True)

    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preorder_on', sa.Date(), nullable=True))

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('shorted', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        batch_op.create_check_constraint(batch_op.f('ck_orders_shorted'), 'shorted >= 0 AND shorted <= goods')
        batch_op.create_index(batch_op.f('ix_orders_parent_id'), ['parent_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_orders_parent_id'), 'orders', ['parent_id'], ['id'])

    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_owed_order_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_owed_order_id'), ['order_id'], unique=False)

    with op.batch_alter_table('producers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('production_days', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('opening', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('closed_note', sa.Text(), nullable=False, server_default=''))
        batch_op.alter_column('kelurahan_code',
               existing_type=sa.TEXT(),
               nullable=True)

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('species', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('label_facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('preorder_on', sa.Date(), nullable=True))

    with op.batch_alter_table('stock_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('clearance_of', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_stock_items_clearance_of'), ['clearance_of'])
        batch_op.create_foreign_key(batch_op.f('fk_stock_items_clearance_of'), 'stock_items', ['clearance_of'], ['id'])

    with op.batch_alter_table('variants', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_clearance', sa.Boolean(), nullable=False, server_default=sa.false()))

    _templates()


def downgrade() -> None:
    """Go back. Makers who have not told their kelurahan are given the first one."""
    op.execute("UPDATE producers SET kelurahan_code = (SELECT min(code) FROM kelurahan) WHERE kelurahan_code IS NULL")
    with op.batch_alter_table('variants', schema=None) as batch_op:
        batch_op.drop_column('is_clearance')

    with op.batch_alter_table('stock_items', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_stock_items_clearance_of'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_stock_items_clearance_of'), type_='unique')
        batch_op.drop_column('clearance_of')

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_column('preorder_on')
        batch_op.drop_column('label_facts')
        batch_op.drop_column('species')

    with op.batch_alter_table('producers', schema=None) as batch_op:
        batch_op.alter_column('kelurahan_code',
               existing_type=sa.TEXT(),
               nullable=False)
        batch_op.drop_column('closed_note')
        batch_op.drop_column('opening')
        batch_op.drop_column('production_days')

    with op.batch_alter_table('owed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_owed_order_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_owed_order_id'), ['order_id'])

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_orders_shorted'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_orders_parent_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_orders_parent_id'))
        batch_op.drop_column('shorted')
        batch_op.drop_column('parent_id')

    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.drop_column('preorder_on')

    op.drop_index('ix_movements_undoes_id', 'movements')
    op.drop_column('movements', 'undoes_id')
    op.drop_column('movements', 'note')

    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.drop_column('stopped_reason')
        batch_op.drop_column('stopped_at')
        batch_op.drop_column('note')

    with op.batch_alter_table('checkout_lines', schema=None) as batch_op:
        batch_op.drop_column('preorder_on')

    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.drop_column('returned_reason')
        batch_op.drop_column('returned_at')
        batch_op.drop_column('submitted_by')
        batch_op.drop_column('submitted_at')
        batch_op.drop_column('file_key')

    with op.batch_alter_table('categories', schema=None) as batch_op:
        batch_op.drop_column('template')

    with op.batch_alter_table('thread_posts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_thread_posts_thread_id'))

    op.drop_table('thread_posts')
    with op.batch_alter_table('shortages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shortages_order_line_id'))

    op.drop_table('shortages')
    with op.batch_alter_table('threads', schema=None) as batch_op:
        batch_op.drop_index('ix_threads_waiting_since')
        batch_op.drop_index(batch_op.f('ix_threads_user_id'))
        batch_op.drop_index(batch_op.f('ix_threads_product_id'))
        batch_op.drop_index('ix_threads_producer_waiting')
        batch_op.drop_index(batch_op.f('ix_threads_order_id'))

    op.drop_table('threads')
    with op.batch_alter_table('pending_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pending_steps_due_at'))

    op.drop_table('pending_steps')
    with op.batch_alter_table('offline_sales', schema=None) as batch_op:
        batch_op.drop_index('ix_offline_sales_producer_sold')

    op.drop_table('offline_sales')
    with op.batch_alter_table('action_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_links_order_id'))

    op.drop_table('action_links')
    with op.batch_alter_table('product_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_product_changes_state_id')
        batch_op.drop_index(batch_op.f('ix_product_changes_product_id'))

    op.drop_table('product_changes')
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_drafts_producer_id'))

    op.drop_table('drafts')
    with op.batch_alter_table('capacity_overrides', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_overrides_stock_item_id'))

    op.drop_table('capacity_overrides')
    op.drop_table('import_runs')
    with op.batch_alter_table('canned_replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_canned_replies_producer_id'))

    op.drop_table('canned_replies')
    with op.batch_alter_table('advice', schema=None) as batch_op:
        batch_op.drop_index('ix_advice_producer_subject')

    op.drop_table('advice')
