"""jobs tried again: how often a job failed, and the clock of the schedules

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('job', sa.Column('run', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('job', sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
    op.drop_index('ix_job_state', 'job')
    op.create_index('ix_job_state_created_at', 'job', ['state', 'created_at'])
    # What was asked for is done: its address or code need not be kept.
    op.execute("UPDATE job SET arguments = '{}' WHERE state = 'done'")
    op.create_table(
        'job_clock',
        sa.Column('schedule', sa.String(200), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('schedule', name=op.f('pk_job_clock')),
    )


def downgrade() -> None:
    op.drop_table('job_clock')
    op.drop_index('ix_job_state_created_at', 'job')
    op.create_index('ix_job_state', 'job', ['state'])
    op.drop_column('job', 'failures')
    op.drop_column('job', 'run')
