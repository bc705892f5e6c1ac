"""small copies and sizes of attached pictures, and whose they are

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attachment') as table:
        table.add_column(sa.Column('small_key', sa.String(64), server_default='', nullable=False))
        table.add_column(sa.Column('width', sa.Integer(), nullable=True))
        table.add_column(sa.Column('height', sa.Integer(), nullable=True))
        table.create_index('ix_attachment_uploaded_by', ['uploaded_by'])


def downgrade() -> None:
    with op.batch_alter_table('attachment') as table:
        table.drop_index('ix_attachment_uploaded_by')
        table.drop_column('height')
        table.drop_column('width')
        table.drop_column('small_key')
