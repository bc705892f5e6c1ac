import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    op.create_table(
        "umbrella",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("borrower_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("is_counted", sa.Boolean, nullable=False),
    )
