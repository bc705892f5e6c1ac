"""comments by state: what is no longer shown is found at once

Revision: 0005, after 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_comment_state', 'comment', ['activity_id', 'state', 'id'])


def downgrade() -> None:
    op.drop_index('ix_comment_state', 'comment')
