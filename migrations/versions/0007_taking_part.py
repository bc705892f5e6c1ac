"""taking part: reactions counted on comments, held comments, reports and flags, following, drafts of any act

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

COUNTS = ('agree_count', 'disagree_count', 'skip_count')
STATES = "state IN ('published', 'hidden', 'withdrawn')"


def upgrade() -> None:
    op.create_table('follow',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_follow_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'subject_kind', 'subject_id', name=op.f('pk_follow'))
    )
    op.create_index('ix_follow_subject', 'follow', ['subject_kind', 'subject_id', 'account_id'])
    op.create_table('comment_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_comment_report_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_report_comment_id_comment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_report'))
    )
    op.create_index('ix_comment_report_comment_id', 'comment_report', ['comment_id', 'account_id', 'reason'])
    op.create_index(op.f('ix_comment_report_account_id'), 'comment_report', ['account_id'])
    op.create_table('comment_flag',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['account.id'], name=op.f('fk_comment_flag_closed_by_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_flag_comment_id_comment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_comment_flag'))
    )
    op.create_index('ix_comment_flag_queue', 'comment_flag', ['closed_at', 'opened_at', 'comment_id'])
    op.add_column('comment_draft', sa.Column('act', sa.String(length=20), nullable=False, server_default='comment'))
    with op.batch_alter_table('comment') as batch_op:
        for name in COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default='0'))
        batch_op.drop_constraint(op.f('ck_comment_commentstate'), type_='check')
        batch_op.create_check_constraint(op.f('ck_comment_commentstate'), STATES.replace(')', ", 'held')"))
    for name, value in zip(COUNTS, (1, -1, 0), strict=True):
        op.execute(
            f'UPDATE comment SET {name} = (SELECT count(*) FROM comment_reaction r WHERE r.comment_id = comment.id '
            f'AND r.value = {value}) WHERE id IN (SELECT comment_id FROM comment_reaction)'
        )


def downgrade() -> None:
    # A held comment was never shown: hidden is the nearest there was.
    op.execute("UPDATE comment SET state = 'hidden' WHERE state = 'held'")
    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_constraint(op.f('ck_comment_commentstate'), type_='check')
        batch_op.create_check_constraint(op.f('ck_comment_commentstate'), STATES)
        for name in COUNTS:
            batch_op.drop_column(name)
    op.execute("DELETE FROM comment_draft WHERE act != 'comment'")
    op.drop_column('comment_draft', 'act')
    for table in ('comment_flag', 'comment_report', 'follow'):
        op.drop_table(table)
