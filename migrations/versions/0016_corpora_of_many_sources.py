"""corpora of many sources: an analysis names what it reads, its items need not be comments

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

GONE = sa.text("state <> 'published'")


def upgrade() -> None:
    op.add_column('analysis_run', sa.Column('source_kind', sa.String(40), nullable=False, server_default='activity'))
    op.add_column('analysis_run', sa.Column('source_ref', sa.String(200), nullable=False, server_default=''))
    op.execute("UPDATE analysis_run SET source_ref = CAST(activity_id AS VARCHAR(200))")
    with op.batch_alter_table('analysis_run') as batch_op:
        batch_op.alter_column('source_kind', existing_type=sa.String(40), server_default=None)
        batch_op.alter_column('source_ref', existing_type=sa.String(200), server_default=None)
        batch_op.alter_column('activity_id', existing_type=sa.Integer(), nullable=True)
        batch_op.drop_index('ix_analysis_run_activity_id')
        batch_op.create_index('ix_analysis_run_source', ['source_kind', 'source_ref', 'id'])
    # Both databases know these words; a batch would lose a key over a column that it renames.
    op.execute('ALTER TABLE run_assignment RENAME COLUMN comment_id TO item_id')
    op.add_column('run_assignment', sa.Column('item_kind', sa.String(40), nullable=False, server_default='comment'))
    with op.batch_alter_table('run_assignment') as batch_op:
        batch_op.drop_constraint('fk_run_assignment_comment_id_comment', type_='foreignkey')
        batch_op.drop_constraint('pk_run_assignment', type_='primary')
        batch_op.create_primary_key('pk_run_assignment', ['run_id', 'item_id', 'item_kind'])
    op.create_index('ix_comment_gone', 'comment', ['state', 'id'], sqlite_where=GONE, postgresql_where=GONE)


def downgrade() -> None:
    # Analyses of anything but one activity have no place in the old tables.
    others = "(SELECT id FROM analysis_run WHERE source_kind <> 'activity')"
    for table in ('summary', 'curation_edit', 'run_duplicate', 'run_theme', 'run_assignment'):
        op.execute(f'DELETE FROM {table} WHERE run_id IN {others}')  # noqa: S608
    op.execute("DELETE FROM analysis_run WHERE source_kind <> 'activity'")
    op.execute("DELETE FROM run_assignment WHERE item_kind <> 'comment' OR item_id NOT IN (SELECT id FROM comment)")
    op.drop_index('ix_comment_gone', 'comment')
    op.execute('ALTER TABLE run_assignment RENAME COLUMN item_id TO comment_id')
    with op.batch_alter_table('run_assignment') as batch_op:
        batch_op.drop_constraint('pk_run_assignment', type_='primary')
        batch_op.create_primary_key('pk_run_assignment', ['run_id', 'comment_id'])
        batch_op.create_foreign_key('fk_run_assignment_comment_id_comment', 'comment', ['comment_id'], ['id'])
        batch_op.drop_column('item_kind')
    with op.batch_alter_table('analysis_run') as batch_op:
        batch_op.drop_index('ix_analysis_run_source')
        batch_op.create_index('ix_analysis_run_activity_id', ['activity_id', 'id'])
        batch_op.alter_column('activity_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('source_ref')
        batch_op.drop_column('source_kind')
