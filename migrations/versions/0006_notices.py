"""notices: what is told to whom, and who wants what by mail

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('key', sa.String(120), nullable=False),
        sa.Column('values', sa.JSON(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('due', sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ['account_id'], ['account.id'], name=op.f('fk_notice_account_id_account'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
        sa.UniqueConstraint('account_id', 'kind', 'key', name=op.f('uq_notice_account_id_kind_key')),
    )
    op.create_index('ix_notice_account_id_id', 'notice', ['account_id', 'id'])
    waiting = sa.text("due <> 'none'")
    op.create_index('ix_notice_due', 'notice', ['due', 'account_id'], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        'notice_choice',
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('mailing', sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ['account_id'], ['account.id'], name=op.f('fk_notice_choice_account_id_account'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('account_id', 'kind', name=op.f('pk_notice_choice')),
    )


def downgrade() -> None:
    op.drop_table('notice_choice')
    op.drop_table('notice')
