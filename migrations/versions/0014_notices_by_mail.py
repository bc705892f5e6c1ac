"""notices by mail: when a notice's mail was put into the queue

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('notice', sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True))
    # What was told before there was mail is old news: nobody gets it all at once.
    op.execute("UPDATE notice SET mailed_at = created_at WHERE due <> 'none'")
    op.drop_index('ix_notice_due', 'notice')
    owed = sa.text("due <> 'none' AND mailed_at IS NULL")
    op.create_index('ix_notice_due', 'notice', ['due', 'account_id'], sqlite_where=owed, postgresql_where=owed)


def downgrade() -> None:
    op.drop_index('ix_notice_due', 'notice')
    op.drop_column('notice', 'mailed_at')
    waiting = sa.text("due <> 'none'")
    op.create_index('ix_notice_due', 'notice', ['due', 'account_id'], sqlite_where=waiting, postgresql_where=waiting)
