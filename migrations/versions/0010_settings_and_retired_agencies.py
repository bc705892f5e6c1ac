"""settings with their history; agencies that are no longer

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'setting_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('value', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('previous', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['actor_id'], ['account.id'], name='fk_setting_change_actor_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_setting_change'),
    )
    op.create_index('ix_setting_change_name', 'setting_change', ['name', 'id'])
    op.add_column('agency', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('agency', 'retired_at')
    op.drop_table('setting_change')
