"""why and how firm: what an analysis says about its themes, comments and campaigns

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# New columns are empty for the runs that are there: a constant default, so that no row is written anew.
COLUMNS = {
    'analysis_run': [
        sa.Column('cautions', sa.JSON(), nullable=False, server_default='[]'),
        sa.Column('languages', sa.JSON(), nullable=False, server_default='{}'),
        sa.Column('carried', sa.JSON(), nullable=False, server_default='{}'),
    ],
    'run_theme': [
        sa.Column('stability', sa.Double(), nullable=True),
        sa.Column('subthemes', sa.JSON(), nullable=False, server_default='[]'),
    ],
    'run_assignment': [
        sa.Column('terms', sa.JSON(), nullable=False, server_default='[]'),
        sa.Column('second', sa.Integer(), nullable=True),
    ],
    'run_duplicate': [
        sa.Column('people', sa.Integer(), nullable=True),
        sa.Column('first', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last', sa.DateTime(timezone=True), nullable=True),
        sa.Column('differences', sa.JSON(), nullable=False, server_default='[]'),
    ],
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column.copy())


def downgrade() -> None:
    # Not in batch mode: on SQLite that drops the table, and with it every row that points to a run.
    for table, columns in reversed(COLUMNS.items()):
        for column in reversed(columns):
            op.drop_column(table, column.name)
