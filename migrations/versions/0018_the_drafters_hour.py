"""the drafter's hour: where each comment stands is kept beside the log, copies and sub-themes are told apart

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KINDS = "kind IN ('rename', 'merge', 'move', 'hide', 'show', 'note', 'respond', 'link', 'unlink', 'undo')"
KINDS_NOW = (
    "kind IN ('rename', 'merge', 'split', 'move', 'confirm', 'exclude', 'hide', 'show', 'mark', 'unmark', 'note', "
    "'respond', 'assign', 'remark', 'link', 'unlink', 'undo', 'redo')"
)
CHUNK = 500

edits = sa.table('curation_edit', sa.column('run_id'), sa.column('seq'), sa.column('kind'), sa.column('data', sa.JSON))
copies = sa.table(
    'run_duplicate', sa.column('run_id'), sa.column('representative'), sa.column('members', sa.JSON)
)
assignments = sa.table(
    'run_assignment', sa.column('run_id'), sa.column('item_id'), sa.column('theme'), sa.column('campaign'),
    sa.column('home'), sa.column('is_placed', sa.Boolean),
)  # fmt: skip


def upgrade() -> None:
    _restrict(KINDS_NOW)
    for name in ('part', 'campaign', 'home'):
        op.add_column('run_assignment', sa.Column(name, sa.Integer(), nullable=True))
    op.add_column('run_assignment', sa.Column('is_placed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute('UPDATE run_assignment SET home = theme')
    for run_id, representative, members in op.get_bind().execute(sa.select(copies)).all():
        _set(run_id, members, campaign=representative)
    for run_id, moves in _moves().items():
        for comment, theme in moves.items():
            _set(run_id, [comment], home=theme, is_placed=True)
    op.drop_index('ix_run_assignment_theme', 'run_assignment')
    op.create_index('ix_run_assignment_home', 'run_assignment', ['run_id', 'home', 'weight', 'item_id'])
    op.create_index('ix_run_assignment_campaign', 'run_assignment', ['run_id', 'campaign'])


def downgrade() -> None:
    # What the former version cannot read goes: edits of kinds that it does not know, moves of several comments.
    op.execute(f'DELETE FROM curation_edit WHERE NOT ({KINDS})')
    several = [
        (run_id, seq)
        for run_id, seq, kind, data in op.get_bind().execute(sa.select(edits)).all()
        if kind == 'move' and 'comments' in data
    ]
    for run_id, seq in several:
        op.execute(edits.delete().where(edits.c.run_id == run_id, edits.c.seq == seq))
    _restrict(KINDS)
    op.drop_index('ix_run_assignment_campaign', 'run_assignment')
    op.drop_index('ix_run_assignment_home', 'run_assignment')
    op.create_index('ix_run_assignment_theme', 'run_assignment', ['run_id', 'theme', 'weight', 'item_id'])
    for name in ('is_placed', 'home', 'campaign', 'part'):
        op.drop_column('run_assignment', name)


def _restrict(kinds: str) -> None:
    with op.batch_alter_table('curation_edit') as batch_op:
        batch_op.drop_constraint(op.f('ck_curation_edit_editkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_curation_edit_editkind'), kinds)


def _moves() -> dict[int, dict[int, int | None]]:
    """Of each run the comments that were moved, as the log stands: an undo takes back the newest edit."""
    standing: dict[int, list[tuple[str, dict]]] = {}
    for run_id, _seq, kind, data in op.get_bind().execute(sa.select(edits).order_by(edits.c.run_id, edits.c.seq)):
        log = standing.setdefault(run_id, [])
        if kind != 'undo':
            log.append((kind, data))
        elif log:
            log.pop()
    return {
        run_id: {data['comment']: data['theme'] for kind, data in log if kind == 'move' and 'comment' in data}
        for run_id, log in standing.items()
    }


def _set(run_id: int, items: list[int], **values: object) -> None:
    for start in range(0, len(items), CHUNK):
        chosen = assignments.c.item_id.in_(items[start : start + CHUNK])
        op.execute(assignments.update().where(assignments.c.run_id == run_id, chosen).values(**values))
