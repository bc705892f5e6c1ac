"""when a job was begun, to tell how long its like takes

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('job', sa.Column('started_at', sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column('job', 'started_at')
