"""themes in two dimensions, beside each analysis

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('analysis_run', sa.Column('map', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    op.drop_column('analysis_run', 'map')
