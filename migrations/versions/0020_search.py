"""Search: index, vocabulary, synonyms, what was looked for in vain."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from marketplace.catalog import indexing, synonyms, vocabulary
from marketplace.catalog.spelling import fold, words
from marketplace.kernel.db import UtcDateTime

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SYNONYMS = Path(synonyms.__file__).parent / 'data' / 'synonyms.csv'


def upgrade() -> None:
    """Go forward."""
    op.create_table('search_texts',
    sa.Column('product_id', BIG, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_search_texts_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_search_texts')),
    )
    op.create_table('search_words',
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('stem', sa.Text(), nullable=False),
    sa.Column('count', BIG, nullable=False),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_search_words')),
    )
    op.create_index('ix_search_words_stem', 'search_words', ['stem'])
    op.create_table('search_keys',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['word'], ['search_words.word'], name=op.f('fk_search_keys_word'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'word', name=op.f('pk_search_keys')),
    )
    op.create_index('ix_search_keys_word', 'search_keys', ['word'])
    op.create_table('synonym_sets',
    sa.Column('id', BIG, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('narrower', sa.Text(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym_sets')),
    )
    op.create_table('synonym_terms',
    sa.Column('term', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('set_id', BIG, nullable=False),
    sa.Column('place', BIG, nullable=False),
    sa.ForeignKeyConstraint(['set_id'], ['synonym_sets.id'], name=op.f('fk_synonym_terms_set_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('term', 'target', 'set_id', name=op.f('pk_synonym_terms')),
    )
    op.create_index('ix_synonym_terms_set_id', 'synonym_terms', ['set_id'])
    op.create_table('search_misses',
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('count', BIG, nullable=False),
    sa.PrimaryKeyConstraint('week', 'query', name=op.f('pk_search_misses')),
    )
    op.create_table('product_wishes',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('settled_at', UtcDateTime(), nullable=True),
    sa.Column('settled_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_wishes')),
    sa.UniqueConstraint('public_id', name=op.f('uq_product_wishes_public_id')),
    )
    op.create_index('ix_product_wishes_created_at', 'product_wishes', ['created_at'])
    _index()
    _fill()
    op.drop_column('products', 'search_text')


def downgrade() -> None:
    """Go back."""
    op.add_column('products', sa.Column('search_text', sa.Text(), nullable=False, server_default=''))
    op.execute("UPDATE products SET search_text = (SELECT trim(t.name) || t.words FROM search_texts t "
               "WHERE t.product_id = products.id) WHERE id IN (SELECT product_id FROM search_texts)")
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE search_index")
    op.drop_table('product_wishes')
    op.drop_table('search_misses')
    op.drop_table('synonym_terms')
    op.drop_table('synonym_sets')
    op.drop_table('search_keys')
    op.drop_table('search_words')
    op.drop_table('search_texts')


def _index() -> None:
    """The database itself copies each row of `search_texts` to its own full-text index."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("ALTER TABLE search_texts ADD COLUMN vector tsvector "
                   "GENERATED ALWAYS AS (to_tsvector('simple', name || words)) STORED")
        op.execute("CREATE INDEX ix_search_texts_vector ON search_texts USING gin (vector)")
        return
    op.execute("CREATE VIRTUAL TABLE search_index USING fts5(name, words, content='search_texts', "
               "content_rowid='product_id', tokenize='ascii', detail='none')")
    add = "INSERT INTO search_index(rowid, name, words) VALUES (new.product_id, new.name, new.words);"
    drop = ("INSERT INTO search_index(search_index, rowid, name, words) "
            "VALUES ('delete', old.product_id, old.name, old.words);")
    for name, moment, acts in (("added", "INSERT", add), ("removed", "DELETE", drop), ("changed", "UPDATE", drop + add)):
        op.execute(f"CREATE TRIGGER search_texts_{name} AFTER {moment} ON search_texts BEGIN {acts} END")


def _uses(value: str | list[str]) -> str:
    """The words of what a product is good for; JSON is text on SQLite."""
    uses = json.loads(value) if isinstance(value, str) else value
    return " ".join(indexing.USES.get(use, "") for use in uses)


def _fill() -> None:
    """The products there are, their words, and the synonyms to begin with."""
    bind = op.get_bind()
    rows = bind.execute(sa.text(
        "SELECT p.id, p.name, c.name, m.name, coalesce(k.name, ''), coalesce(k.kecamatan, ''), p.species, "
        "p.ingredients, p.raw_material, p.buyer_uses FROM products p JOIN categories c ON c.id = p.category_id "
        "JOIN producers m ON m.id = p.producer_id LEFT JOIN kelurahan k ON k.code = m.kelurahan_code ORDER BY p.id"
    )).all()
    rows = [(*row[:-1], _uses(row[-1])) for row in rows]
    told: dict[str, str] = {}
    texts = _table("search_texts", "product_id", "name", "words")
    for first in range(0, len(rows), 500):
        some = rows[first : first + 500]
        op.bulk_insert(texts, [indexing.row(row[0], row[1], *row[2:]) for row in some])
        for row in some:
            told |= {fold(word): word for part in row[1:] for word in words(part, len(part)) if word.isalpha()}
    with SYNONYMS.open(encoding="utf-8", newline="") as lines:
        sets = [{"id": n, "words": row["words"], "narrower": row["narrower"] or "", "changed_by": ""}
                for n, row in enumerate(csv.DictReader(lines, delimiter="|"), 1)]
    op.bulk_insert(_table("synonym_sets", "id", "words", "narrower", "changed_by"), sets)
    if bind.dialect.name == "postgresql":
        op.execute(f"SELECT setval(pg_get_serial_sequence('synonym_sets', 'id'), {len(sets)})")
    op.bulk_insert(_table("synonym_terms", "term", "target", "set_id", "place"), [
        {"term": term, "target": target, "set_id": row["id"], "place": place} for row in sets
        for (term, target), place in sorted(synonyms.pairs(synonyms.SynonymSet(**row)).items())
    ])
    for row in sets:
        told |= {fold(word): word for word in words(row["words"], 1000) if word.isalpha() and fold(word) not in told}
    op.bulk_insert(_table("search_words", "word", "shown", "stem", "count"),
                   [{"word": word, "shown": shown, "stem": vocabulary.root(shown), "count": 1} for word, shown in sorted(told.items())])
    op.bulk_insert(_table("search_keys", "key", "word"),
                   [{"key": key, "word": word} for word in sorted(told) for key in sorted(vocabulary.keys(word))])


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))
