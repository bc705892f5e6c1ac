"""Rows that could not be indexed are owed; beginnings of words have lists of their own on SQLite.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_debt",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "reference", name=op.f("pk_search_debt")),
    )
    op.create_index("ix_search_debt_kind_tried_at", "search_debt", ["kind", "tried_at"])
    _make_terms(", prefix='3 4 5 6'")  # else all words with a beginning are gathered whole at each question


def downgrade() -> None:
    op.drop_table("search_debt")
    _make_terms("")


def _make_terms(option: str) -> None:
    """Make SQLite's list of terms anew from the documents; the triggers on these stay."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TABLE search_terms")
    op.execute(
        "CREATE VIRTUAL TABLE search_terms USING fts5 "
        f"(title, text, tags, content='search_document', content_rowid='id', tokenize='ascii'{option})"
    )
    op.execute("INSERT INTO search_terms (search_terms) VALUES ('rebuild')")
