"""identities and credentials apart from accounts; codes bound to the browser that asked; devices of sessions

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NO_PASSWORD = '!'  # noqa: S105 - what stood for "no password" where the column allowed no NULL


def upgrade() -> None:
    op.create_table(
        'identity',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('value', sa.String(length=320), nullable=False),
        sa.Column('verified_at', TIME, nullable=True),
        sa.Column('created_at', TIME, nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_identity_account_id_account', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_identity'),
        sa.UniqueConstraint('kind', 'value', name='uq_identity_kind_value'),
    )
    op.create_index('ix_identity_account_id', 'identity', ['account_id'])
    op.create_table(
        'credential',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('secret', sa.String(length=200), nullable=False),
        sa.Column('created_at', TIME, nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_credential_account_id_account', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_credential'),
    )
    op.create_index('ix_credential_account_id', 'credential', ['account_id'])
    only_passwords = sa.text("kind = 'password'")
    op.create_index(
        'uq_credential_password', 'credential', ['account_id'], unique=True,
        sqlite_where=only_passwords, postgresql_where=only_passwords,
    )
    for column in ('email', 'phone'):
        op.execute(
            'INSERT INTO identity (account_id, kind, value, verified_at, created_at) '
            f"SELECT id, '{column}', {column}, verified_at, created_at FROM account WHERE {column} IS NOT NULL"
        )
    op.execute(
        'INSERT INTO credential (account_id, kind, secret, created_at) '
        f"SELECT id, 'password', password_hash, created_at FROM account WHERE password_hash <> '{NO_PASSWORD}'"
    )
    with op.batch_alter_table('account') as batch_op:
        batch_op.add_column(sa.Column('erased_at', TIME, nullable=True))
        batch_op.drop_constraint(op.f('ck_account_has_contact'), type_='check')
        for column in ('email', 'phone'):
            batch_op.drop_constraint(op.f(f'uq_account_{column}'), type_='unique')
            batch_op.drop_column(column)
        batch_op.drop_column('password_hash')
        batch_op.drop_column('verified_at')
    with op.batch_alter_table('user_session') as batch_op:
        batch_op.add_column(sa.Column('device_hash', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('by_code', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index('ix_user_session_device_hash', ['device_hash'])
    # Codes live for a quarter of an hour: those on their way are asked for again.
    op.drop_table('verification_code')
    op.create_table(
        'verification_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('purpose', sa.String(length=10), nullable=False),
        sa.Column('contact', sa.String(length=320), nullable=False),
        sa.Column('browser_hash', sa.String(length=64), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('sent_at', TIME, nullable=False),
        sa.Column('expires_at', TIME, nullable=False),
        sa.Column('tries_left', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('secret', sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_verification_code'),
        sa.UniqueConstraint('contact', 'browser_hash', 'purpose', name='uq_verification_code_contact_browser_hash_purpose'),
    )
    op.create_index('ix_verification_code_expires_at', 'verification_code', ['expires_at'])


def downgrade() -> None:
    op.drop_table('verification_code')
    op.create_table(
        'verification_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('purpose', sa.String(length=10), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', TIME, nullable=False),
        sa.Column('tries_left', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_verification_code_account_id_account', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_verification_code'),
    )
    op.create_index('ix_verification_code_account_id', 'verification_code', ['account_id'])
    op.drop_index('ix_user_session_device_hash', 'user_session')
    op.drop_column('user_session', 'by_code')
    op.drop_column('user_session', 'device_hash')
    op.add_column('account', sa.Column('email', sa.String(length=254), nullable=True))
    op.add_column('account', sa.Column('phone', sa.String(length=16), nullable=True))
    op.add_column('account', sa.Column('password_hash', sa.String(length=200), nullable=False, server_default=NO_PASSWORD))
    op.add_column('account', sa.Column('verified_at', TIME, nullable=True))
    for column in ('email', 'phone'):
        first = f"(SELECT min(id) FROM identity WHERE account_id = account.id AND kind = '{column}')"
        op.execute(f'UPDATE account SET {column} = (SELECT value FROM identity WHERE id = {first})')
    op.execute('UPDATE account SET verified_at = (SELECT max(verified_at) FROM identity WHERE account_id = account.id)')
    op.execute(
        "UPDATE account SET password_hash = coalesce((SELECT secret FROM credential WHERE account_id = account.id "
        f"AND kind = 'password'), '{NO_PASSWORD}')"
    )
    # An account had to have a contact: those whose owner is gone get one that nobody can use.
    op.execute(
        "UPDATE account SET email = 'erased-' || id || '@invalid', disabled_at = coalesce(disabled_at, erased_at, created_at) "
        'WHERE email IS NULL AND phone IS NULL'
    )
    with op.batch_alter_table('account') as batch_op:
        batch_op.drop_column('erased_at')
        batch_op.alter_column('password_hash', server_default=None)
        batch_op.create_unique_constraint(op.f('uq_account_email'), ['email'])
        batch_op.create_unique_constraint(op.f('uq_account_phone'), ['phone'])
        batch_op.create_check_constraint(op.f('ck_account_has_contact'), 'email IS NOT NULL OR phone IS NOT NULL')
    op.drop_table('credential')
    op.drop_table('identity')
