"""themes that an agency keeps for its next consultation

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'code_frame',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('source_kind', sa.String(length=40), nullable=False),
        sa.Column('themes', sa.JSON(), nullable=False),
        sa.Column('created_by', sa.Integer(), nullable=True),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_code_frame_agency_id_agency')),
        sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_code_frame_created_by_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_frame')),
    )
    op.create_index(op.f('ix_code_frame_agency_id'), 'code_frame', ['agency_id'], unique=False)


def downgrade() -> None:
    op.drop_table('code_frame')
