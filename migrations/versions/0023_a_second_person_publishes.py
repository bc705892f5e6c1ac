"""agencies in which a second person publishes, and the summaries that were sent to one

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'agency', sa.Column('needs_second_person', sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        'publishing_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('run_id', sa.Integer(), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('newest', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('introduction', sa.Text(), nullable=False),
        sa.Column('answer_by', sa.Date(), nullable=True),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('sent_by', sa.Integer(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('outcome', sa.String(length=20), nullable=True),
        sa.Column('decided_by', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('because', sa.String(length=500), nullable=False),
        sa.CheckConstraint("outcome IN ('published', 'returned', 'replaced')", name='outcome'),
        sa.ForeignKeyConstraint(
            ['run_id'], ['analysis_run.id'], name=op.f('fk_publishing_request_run_id_analysis_run'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['sent_by'], ['account.id'], name=op.f('fk_publishing_request_sent_by_account')
        ),
        sa.ForeignKeyConstraint(
            ['decided_by'], ['account.id'], name=op.f('fk_publishing_request_decided_by_account')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_publishing_request')),
    )
    op.create_index('ix_publishing_request_run_id', 'publishing_request', ['run_id', 'id'])
    op.create_index(
        'uq_publishing_request_waiting',
        'publishing_request',
        ['run_id'],
        unique=True,
        sqlite_where=sa.text('decided_at IS NULL'),
        postgresql_where=sa.text('decided_at IS NULL'),
    )


def downgrade() -> None:
    op.drop_table('publishing_request')
    op.drop_column('agency', 'needs_second_person')
