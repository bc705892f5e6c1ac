"""pictures, places and translations: what a process looks like, where it is about, how it reads in another language

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TRANSLATED = ('process', 'activity', 'consultation_question')
PICTURE = (('illustration', 40), ('picture_key', 64), ('picture_alt', 300))


def upgrade() -> None:
    for table in TRANSLATED:
        op.add_column(table, sa.Column('translations', sa.JSON(), nullable=False, server_default='{}'))
    for name, length in PICTURE:
        op.add_column('process', sa.Column(name, sa.String(length), nullable=False, server_default=''))
    op.create_table(
        'process_place',
        sa.Column('process_id', sa.Integer(), nullable=False),
        sa.Column('region_code', sa.String(13), nullable=False),
        sa.ForeignKeyConstraint(
            ['process_id'], ['process.id'], name=op.f('fk_process_place_process_id_process'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('process_id', 'region_code', name=op.f('pk_process_place')),
    )
    op.create_index(op.f('ix_process_place_region_code'), 'process_place', ['region_code'])


def downgrade() -> None:
    op.drop_table('process_place')
    for name, _length in PICTURE:
        op.drop_column('process', name)
    for table in TRANSLATED:
        op.drop_column(table, 'translations')
