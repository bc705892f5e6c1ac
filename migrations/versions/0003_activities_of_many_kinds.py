"""activities of many kinds: agency and language of their own, anchors of comments, revisions, reactions, attachments

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ANCHORED = ('comment', 'comment_draft')


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('alternative', sa.String(length=500), nullable=False),
    sa.Column('uploaded_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['uploaded_by'], ['account.id'], name=op.f('fk_attachment_uploaded_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    op.create_index('ix_attachment_subject', 'attachment', ['subject_kind', 'subject_id', 'id'])
    op.create_table('comment_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_revision_comment_id_comment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_revision'))
    )
    op.create_index('ix_comment_revision_comment_id', 'comment_revision', ['comment_id', 'id'])
    op.create_table('comment_reaction',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value BETWEEN -1 AND 1', name=op.f('ck_comment_reaction_value')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_comment_reaction_account_id_account')),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_reaction_comment_id_comment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('comment_id', 'account_id', name=op.f('pk_comment_reaction'))
    )
    op.create_index('ix_comment_reaction_account_id', 'comment_reaction', ['account_id', 'comment_id'])
    free_activities()
    stable_questions()
    anchor_comments()


def free_activities() -> None:
    """Agency and language of their own, a process where there is one, any kind."""
    op.add_column('activity', sa.Column('agency_id', sa.Integer(), nullable=True))
    op.add_column('activity', sa.Column('language', sa.String(length=5), nullable=True))
    op.execute(
        'UPDATE activity SET agency_id = (SELECT agency_id FROM process WHERE process.id = activity.process_id), '
        'language = (SELECT language FROM process WHERE process.id = activity.process_id)'
    )
    with op.batch_alter_table('activity') as batch_op:
        batch_op.drop_constraint(op.f('ck_activity_activitykind'), type_='check')
        batch_op.alter_column('kind', existing_type=sa.String(length=20), type_=sa.String(length=40))
        batch_op.alter_column('agency_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('language', existing_type=sa.String(length=5), nullable=False)
        batch_op.alter_column('process_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(op.f('fk_activity_agency_id_agency'), 'agency', ['agency_id'], ['id'])
        batch_op.create_index(op.f('ix_activity_agency_id'), ['agency_id'])


def stable_questions() -> None:
    """Questions are known by their id: the place among the others may change, and they may be retired."""
    with op.batch_alter_table('consultation_question') as batch_op:
        batch_op.add_column(sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint('uq_consultation_question_consultation_id_position', type_='unique')
        batch_op.create_index('ix_consultation_question_place', ['consultation_id', 'position'])


def anchor_comments() -> None:
    """What a comment is about: a kind and a reference in place of a question."""
    for table in ANCHORED:
        op.add_column(table, sa.Column('anchor_kind', sa.String(length=20), nullable=False, server_default=''))
        op.add_column(table, sa.Column('anchor_ref', sa.String(length=60), nullable=False, server_default=''))
        op.execute(
            f"UPDATE {table} SET anchor_kind = 'question', anchor_ref = CAST(question_id AS VARCHAR(60)) "
            'WHERE question_id IS NOT NULL'
        )
    op.drop_column('comment_draft', 'question_id')
    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_index('ix_comment_question_id')
        batch_op.drop_constraint('fk_comment_question_id_consultation_question', type_='foreignkey')
        batch_op.drop_column('question_id')
        batch_op.create_index(
            'ix_comment_anchor', ['activity_id', 'anchor_kind', 'anchor_ref', 'created_at', 'id']
        )


def downgrade() -> None:
    question_comments()
    numbered_questions()
    bind_activities()
    for table in ('comment_reaction', 'comment_revision', 'attachment'):
        op.drop_table(table)


def question_comments() -> None:
    for table in ANCHORED:
        op.add_column(table, sa.Column('question_id', sa.Integer(), nullable=True))
        op.execute(
            f'UPDATE {table} SET question_id = (SELECT q.id FROM consultation_question q '
            "WHERE CAST(q.id AS VARCHAR(60)) = anchor_ref) WHERE anchor_kind = 'question'"
        )
    for column in ('anchor_kind', 'anchor_ref'):
        op.drop_column('comment_draft', column)
    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_index('ix_comment_anchor')
        batch_op.drop_column('anchor_kind')
        batch_op.drop_column('anchor_ref')
        batch_op.create_foreign_key(
            op.f('fk_comment_question_id_consultation_question'), 'consultation_question', ['question_id'], ['id']
        )
        batch_op.create_index(op.f('ix_comment_question_id'), ['question_id'])


def numbered_questions() -> None:
    """One place for each question again; retired ones come after those that are asked."""
    op.execute(
        'UPDATE consultation_question SET position = (SELECT numbered.place FROM (SELECT id, row_number() OVER '
        '(PARTITION BY consultation_id ORDER BY retired_at IS NOT NULL, position, id) AS place '
        'FROM consultation_question) AS numbered WHERE numbered.id = consultation_question.id)'
    )
    with op.batch_alter_table('consultation_question') as batch_op:
        batch_op.drop_index('ix_consultation_question_place')
        batch_op.drop_column('retired_at')
        batch_op.create_unique_constraint(
            op.f('uq_consultation_question_consultation_id_position'), ['consultation_id', 'position']
        )


def bind_activities() -> None:
    """An activity that stood alone gets a process of its own."""
    op.execute(
        'INSERT INTO process (slug, title, summary, description, language, agency_id, created_at, is_demo) '
        "SELECT 'activity-' || id, title, summary, '', language, agency_id, created_at, false "
        'FROM activity WHERE process_id IS NULL'
    )
    op.execute(
        "UPDATE activity SET process_id = (SELECT id FROM process WHERE process.slug = 'activity-' || activity.id) "
        'WHERE process_id IS NULL'
    )
    with op.batch_alter_table('activity') as batch_op:
        batch_op.drop_index('ix_activity_agency_id')
        batch_op.drop_constraint('fk_activity_agency_id_agency', type_='foreignkey')
        batch_op.drop_column('agency_id')
        batch_op.drop_column('language')
        batch_op.alter_column('process_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('kind', existing_type=sa.String(length=40), type_=sa.String(length=20))
        batch_op.create_check_constraint(op.f('ck_activity_activitykind'), "kind IN ('consultation')")
