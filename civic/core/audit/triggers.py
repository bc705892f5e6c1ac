"""What makes the audit trail append-only: the database itself refuses to change or delete an event."""

from __future__ import annotations


def append_only(dialect: str) -> list[str]:
    """Statements that guard the table `audit_event`, for sqlite or postgresql."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_event_no_{act} BEFORE {act} ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
            for act in ("update", "delete")
        ]
    return [
        "CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()",
    ]


def unguarded(dialect: str) -> list[str]:
    """Statements that take the guard away again."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER audit_event_no_{act}" for act in ("update", "delete")]
    return ["DROP TRIGGER audit_event_append_only ON audit_event", "DROP FUNCTION audit_event_refuse()"]
