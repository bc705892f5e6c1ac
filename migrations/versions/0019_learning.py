"""learning: what is suggested over a run, and readers' audits of it

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'run_learning',
        sa.Column('run_id', sa.Integer(), nullable=False),
        sa.Column('job_id', sa.String(36), nullable=False),
        sa.Column('examples', sa.Integer(), nullable=False),
        sa.Column('learned_at', sa.DateTime(timezone=True), nullable=True),
        _of_run('run_learning'),
        sa.PrimaryKeyConstraint('run_id', name=op.f('pk_run_learning')),
    )
    op.create_table(
        'run_suggestion',
        *_item(),
        sa.Column('theme', sa.Integer(), nullable=False),
        sa.Column('probability', sa.Double(), nullable=False),
        sa.Column('rank', sa.Integer(), nullable=True),
        _of_run('run_suggestion'),
        sa.PrimaryKeyConstraint('run_id', 'item_id', name=op.f('pk_run_suggestion')),
    )
    op.create_index('ix_run_suggestion_rank', 'run_suggestion', ['run_id', 'rank'])
    op.create_index('ix_run_suggestion_probability', 'run_suggestion', ['run_id', 'probability'])
    op.create_table(
        'run_audit_item',
        *_item(),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('stood', sa.Integer(), nullable=True),
        _of_run('run_audit_item'),
        sa.PrimaryKeyConstraint('run_id', 'item_id', name=op.f('pk_run_audit_item')),
    )
    op.create_table(
        'run_audit_verdict',
        *_item(),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('theme', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['run_id', 'item_id'],
            ['run_audit_item.run_id', 'run_audit_item.item_id'],
            name=op.f('fk_run_audit_verdict_run_id_item_id_run_audit_item'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['account_id'], ['account.id'], name=op.f('fk_run_audit_verdict_account_id_account')
        ),
        sa.PrimaryKeyConstraint('run_id', 'item_id', 'account_id', name=op.f('pk_run_audit_verdict')),
    )


def downgrade() -> None:
    for table in ('run_audit_verdict', 'run_audit_item', 'run_suggestion', 'run_learning'):
        op.drop_table(table)


def _item() -> tuple[sa.Column, sa.Column]:
    return sa.Column('run_id', sa.Integer(), nullable=False), sa.Column('item_id', sa.Integer(), nullable=False)


def _of_run(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f'fk_{table}_run_id_analysis_run')
    return sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=name, ondelete='CASCADE')
