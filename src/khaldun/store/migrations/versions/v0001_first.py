"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_time"), "attempts", ["time"], unique=False)
    op.create_table(
        "coders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coders")),
        sa.UniqueConstraint("folded", name=op.f("uq_coders_folded")),
    )
    op.create_table(
        "decisions",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("claim", _NUMBER, nullable=True),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("of", _NUMBER, nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_claim", "decisions", ["claim", "seq"], unique=False)
    op.create_index("ix_decisions_coder", "decisions", ["coder", "seq"], unique=False)
    op.create_index(
        "ix_decisions_report",
        "decisions",
        ["report", "seq"],
        unique=False,
        sqlite_where=sa.text("claim IS NULL"),
        postgresql_where=sa.text("claim IS NULL"),
    )
    op.create_table(
        "said",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_said")),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "inputs",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("coded", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inputs")),
        sa.UniqueConstraint("origin", "sha256", name=op.f("uq_inputs_origin_sha256")),
    )
    op.create_index(op.f("ix_inputs_state"), "inputs", ["state"], unique=False)
    op.create_table(
        "failures",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("input", _NUMBER, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["input"], ["inputs.id"], name=op.f("fk_failures_input")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
    )
    op.create_index(op.f("ix_failures_input"), "failures", ["input"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("input", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["input"], ["inputs.id"], name=op.f("fk_reports_input")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_input"), "reports", ["input"], unique=False)
    op.create_index(op.f("ix_reports_published"), "reports", ["published"], unique=False)
    op.create_index(op.f("ix_reports_publisher"), "reports", ["publisher"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_sessions_coder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_coder"), "sessions", ["coder"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_tokens_coder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_coder"), "tokens", ["coder"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reread", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewed", sa.Text(), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("sub_event_type", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", sa.Integer(), nullable=True),
        sa.Column("actor1", sa.Text(), nullable=True),
        sa.Column("actor2", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("deaths", sa.Integer(), nullable=True),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("event", sa.Boolean(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("of", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_claims_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_claims_atlas",
            "claims",
            [
                "state",
                "latitude",
                "longitude",
                "precision",
                "country",
                "admin1",
                "place",
                "start",
                "end",
                "event_type",
                "sub_event_type",
                "status",
                "event",
                "coder",
                "actor1",
                "actor2",
                "source",
                "sought",
                "report",
                "sheet",
            ],
            unique=False,
        )
    op.create_index("ix_claims_country", "claims", ["country", "sheet"], unique=False)
    op.create_index(
        "ix_claims_queue",
        "claims",
        [
            "state",
            "priority",
            "id",
            "country",
            "sub_event_type",
            "event_type",
            "status",
            "start",
            "end",
            "event",
            "coder",
            "sheet",
        ],
        unique=False,
    )
    op.create_index("ix_claims_report_position", "claims", ["report", "position"], unique=False)
    op.create_index("ix_claims_sought", "claims", ["state", "priority", "id", "sought", "sheet"], unique=False)
    op.create_index(
        "ix_claims_sheet",
        "claims",
        ["sheet"],
        unique=False,
        sqlite_where=sa.text("sheet IS NOT NULL"),
        postgresql_where=sa.text("sheet IS NOT NULL"),
    )
    op.create_index("ix_claims_start", "claims", ["start"], unique=False)
    op.create_table(
        "loose",
        sa.Column("claim", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_loose_claim")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_loose_report")),
        sa.PrimaryKeyConstraint("claim", "at", name=op.f("pk_loose")),
    )
    op.create_index(op.f("ix_loose_report"), "loose", ["report"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        columns = ["stands", "kind", "settled", "words", "country", "claim"]
        op.create_index("ix_loose_alike", "loose", columns, unique=False)
    else:
        op.create_index("ix_loose_words", "loose", ["words"], unique=False, postgresql_using="hash")
    op.create_table(
        "assignments",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_assignments_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("report", "coder", name=op.f("uq_assignments_report_coder")),
    )
    op.create_index(op.f("ix_assignments_coder"), "assignments", ["coder"], unique=False)
    op.create_table(
        "plants",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("claim", _NUMBER, nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=True),
        sa.Column("edited", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_plants_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plants")),
        sa.UniqueConstraint("claim", "coder", name=op.f("uq_plants_claim_coder")),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "locks",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_locks_coder")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_locks_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_locks")),
    )
    op.create_index(op.f("ix_locks_coder"), "locks", ["coder"], unique=False)
    op.create_table(
        "takeovers",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_takeovers_coder")),
        sa.ForeignKeyConstraint(["of"], ["coders.id"], name=op.f("fk_takeovers_of")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_takeovers_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeovers")),
    )
    op.create_index(op.f("ix_takeovers_report"), "takeovers", ["report"], unique=False)
