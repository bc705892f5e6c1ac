"""what a theme could be called, for the drafter to choose from

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('run_theme', sa.Column('labels', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('run_theme', 'labels')
