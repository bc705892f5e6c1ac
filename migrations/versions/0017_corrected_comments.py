"""corrected comments: found by when they were corrected, so that editions leave out what was taken back

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

EDITED = sa.text('edited_at IS NOT NULL')


def upgrade() -> None:
    op.create_index('ix_comment_edited', 'comment', ['edited_at', 'id'], sqlite_where=EDITED, postgresql_where=EDITED)


def downgrade() -> None:
    op.drop_index('ix_comment_edited', 'comment')
