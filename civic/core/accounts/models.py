"""People's accounts, what they prove who they are with, the roles they hold, and their signed-in sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.db.types import UTCDateTime, enum_column, utcnow
from civic.extensions import Model
from civic.modules import Role

if TYPE_CHECKING:
    from civic.core.agencies.models import Agency  # agencies stand on accounts, not the other way round


class IdentityKind(StrEnum):
    """How a person is known to the portal."""

    EMAIL = "email"
    PHONE = "phone"  # a mobile number in E.164
    OIDC = "oidc"  # "<issuer> <subject>" of the city's own sign-in


class CredentialKind(StrEnum):
    """What a person shows to be let in, beside codes sent to an identity."""

    PASSWORD = "password"  # noqa: S105 - the kind's name


class Account(Model):
    """A person. Who they are and what they sign in with stand apart, so that both can go and the account stay."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    locale: Mapped[str] = mapped_column(String(5), default="id")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    identities: Mapped[list[Identity]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Identity.id"
    )
    credentials: Mapped[list[Credential]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Credential.id"
    )
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account", cascade="all, delete-orphan")

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None and self.erased_at is None

    @property
    def contact(self) -> str:
        """Where messages reach this person: the first confirmed address or number; empty when there is none."""
        return next((i.value for i in self.identities if i.verified_at and i.kind != IdentityKind.OIDC), "")

    @property
    def password(self) -> Credential | None:
        """The password, where one was set: codes do without."""
        return next((c for c in self.credentials if c.kind == CredentialKind.PASSWORD), None)


class Identity(Model):
    """An e-mail address, a mobile number or an account elsewhere; nobody's until it is confirmed."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(320))
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    account: Mapped[Account] = relationship(back_populates="identities")


class Credential(Model):
    """A secret of an account, as its hash. One password; further kinds may come in numbers."""

    __tablename__ = "credential"
    __table_args__ = (
        Index("ix_credential_account_id", "account_id"),
        Index(
            "uq_credential_password",
            "account_id",
            unique=True,
            sqlite_where=text("kind = 'password'"),
            postgresql_where=text("kind = 'password'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10), default=CredentialKind.PASSWORD)
    secret: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    account: Mapped[Account] = relationship(back_populates="credentials")


class RoleGrant(Model):
    """A role held by an account: within an agency, or (administrator) in the whole city."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "agency_id"),
        CheckConstraint("role = 'administrator' OR agency_id IS NOT NULL", name="agency_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id", ondelete="CASCADE"))

    account: Mapped[Account] = relationship(back_populates="grants")
    agency: Mapped[Agency | None] = relationship("Agency")


class UserSession(Model):
    """One signed-in browser. The cookie carries the token, the table only its hash.

    `device_hash` tells which browser it was, also after its session has ended: a browser that its owner once signed
    in with is not slowed down by what strangers try elsewhere.
    """

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_account_id_expires_at", "account_id", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    device_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    by_code: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship()


class VerificationCode(Model):
    """A six-digit code sent to a contact, good only in the browser that asked, for minutes and a few tries.

    What the person filled in waits here: nothing of it touches an account before the code is right.
    """

    __tablename__ = "verification_code"
    __table_args__ = (UniqueConstraint("contact", "browser_hash", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    contact: Mapped[str] = mapped_column(String(320))
    browser_hash: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    tries_left: Mapped[int] = mapped_column(default=5)
    name: Mapped[str] = mapped_column(String(80), default="")
    secret: Mapped[str] = mapped_column(String(200), default="")  # hash of the password chosen with it
