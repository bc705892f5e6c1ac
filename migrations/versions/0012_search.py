"""The table that the search reads: terms of whatever can be found, with FTS5 or tsvector over them.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ADD = "INSERT INTO search_terms (rowid, title, text, tags) VALUES (new.id, new.title, new.text, new.tags);"
_TAKE = (
    "INSERT INTO search_terms (search_terms, rowid, title, text, tags) "
    "VALUES ('delete', old.id, old.title, old.text, old.tags);"
)


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "reference", "part", name=op.f("uq_search_document_kind_reference_part")),
    )
    op.create_index("ix_search_document_kind_id", "search_document", ["kind", "id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_terms USING fts5 "
            "(title, text, tags, content='search_document', content_rowid='id', tokenize='ascii')"
        )
        op.execute(f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {_ADD} END")
        op.execute(f"CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN {_TAKE} END")
        op.execute(
            "CREATE TRIGGER search_document_changed AFTER UPDATE OF title, text, tags ON search_document "
            f"BEGIN {_TAKE} {_ADD} END"
        )
    else:
        op.execute(
            "ALTER TABLE search_document ADD COLUMN terms tsvector GENERATED ALWAYS AS ("
            "to_tsvector('simple', title) || to_tsvector('simple', text) || to_tsvector('simple', tags)) STORED"
        )
        op.execute("CREATE INDEX ix_search_document_terms ON search_document USING gin (terms)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_terms")  # the triggers go with the table that they stand on
    op.drop_table("search_document")
