"""tables and their versions: a dataset holds several tables, each has numbered versions; uploads that are looked at

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

OF_A_VERSION = ('filename', 'original_key', 'original_bytes', 'parquet_key', 'created_at')


def upgrade() -> None:
    op.create_table('resource_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('resource_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('original_key', sa.String(length=64), nullable=False),
    sa.Column('original_bytes', sa.Integer(), nullable=False),
    sa.Column('parquet_key', sa.String(length=64), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_resource_version_resource_id_resource'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource_version')),
    sa.UniqueConstraint('resource_id', 'number', name=op.f('uq_resource_version_resource_id_number'))
    )
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('table_slug', sa.String(length=80), nullable=False),
    sa.Column('table_title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.JSON(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('original_key', sa.String(length=64), nullable=False),
    sa.Column('original_bytes', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_upload_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_upload_agency_id_agency'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    op.create_index('ix_upload_created_at', 'upload', ['created_at'])
    op.create_index('ix_upload_account_id', 'upload', ['account_id'])
    # What were the rows of a dataset become the versions of its one table, whose row is that of the newest.
    op.execute(
        'INSERT INTO resource_version (resource_id, number, filename, original_key, original_bytes, parquet_key, row_count, '
        'columns, created_at) SELECT (SELECT max(newest.id) FROM resource newest WHERE newest.dataset_id = r.dataset_id), '
        'row_number() OVER (PARTITION BY r.dataset_id ORDER BY r.id), r.filename, r.original_key, r.original_bytes, '
        'r.parquet_key, r.row_count, r.columns, r.created_at FROM resource r'
    )
    op.execute('DELETE FROM resource WHERE id NOT IN (SELECT resource_id FROM resource_version)')
    with op.batch_alter_table('resource') as batch_op:
        batch_op.add_column(sa.Column('slug', sa.String(length=80), nullable=False, server_default='data'))
        batch_op.add_column(sa.Column('title', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('preview', sa.JSON(), nullable=False, server_default='{}'))
        for name in OF_A_VERSION:
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f('uq_resource_dataset_id_slug'), ['dataset_id', 'slug'])
    with op.batch_alter_table('resource') as batch_op:
        for name, kind in (('slug', sa.String(length=80)), ('title', sa.String(length=200)), ('preview', sa.JSON())):
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('resource') as batch_op:
        for name, kind in zip(OF_A_VERSION, (
            sa.String(length=200), sa.String(length=64), sa.Integer(), sa.String(length=64), sa.DateTime(timezone=True),
        ), strict=True):
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.drop_constraint(op.f('uq_resource_dataset_id_slug'), type_='unique')
    # Each version a row again, after those that are there; the newest of a dataset's first table comes last.
    op.execute(
        'INSERT INTO resource (dataset_id, slug, title, preview, filename, original_key, original_bytes, parquet_key, '
        "row_count, columns, chart, created_at) SELECT r.dataset_id, r.slug, r.title, '{}', v.filename, v.original_key, "
        'v.original_bytes, v.parquet_key, v.row_count, v.columns, r.chart, v.created_at '
        'FROM resource_version v JOIN resource r ON r.id = v.resource_id ORDER BY r.id DESC, v.number'
    )
    op.execute('DELETE FROM resource WHERE parquet_key IS NULL')
    op.drop_index('ix_upload_account_id', table_name='upload')
    op.drop_index('ix_upload_created_at', table_name='upload')
    op.drop_table('upload')
    op.drop_table('resource_version')
    with op.batch_alter_table('resource') as batch_op:
        for name in ('slug', 'title', 'preview'):
            batch_op.drop_column(name)
        for name, kind in zip(OF_A_VERSION, (
            sa.String(length=200), sa.String(length=64), sa.Integer(), sa.String(length=64), sa.DateTime(timezone=True),
        ), strict=True):
            batch_op.alter_column(name, existing_type=kind, nullable=False)
