"""files of comments that drafters upload, kept for a day

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'comment_upload',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('consultation_id', sa.Integer(), nullable=False),
        sa.Column('filename', sa.String(length=200), nullable=False),
        sa.Column('original_key', sa.String(length=64), nullable=False),
        sa.Column('original_bytes', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('reading', sa.JSON(), server_default='{}', nullable=False),
        sa.Column('job_id', sa.String(length=36), nullable=True),
        sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('added', sa.Integer(), server_default='0', nullable=False),
        sa.Column('known', sa.Integer(), server_default='0', nullable=False),
        sa.Column('left_out', sa.Integer(), server_default='0', nullable=False),
        sa.ForeignKeyConstraint(
            ['account_id'], ['account.id'], name=op.f('fk_comment_upload_account_id_account'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_comment_upload_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_upload')),
    )
    for name in ('account_id', 'consultation_id', 'created_at'):
        op.create_index(op.f(f'ix_comment_upload_{name}'), 'comment_upload', [name], unique=False)


def downgrade() -> None:
    op.drop_table('comment_upload')
