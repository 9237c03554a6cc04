"""The tables. Changing them takes a migration beside it (store/migrations); a test holds the two against each other.

JSON is kept as text that `records.codec` writes: both databases hold the same bytes. What is filtered and sorted by
stands in columns of its own beside it, and is written from the JSON in one place (`store.claims`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)
# SQLite numbers rows by itself only in a column that is an INTEGER to it.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

# What was added: a file, a page, a feed's entry. Its bytes lie in the archive under `sha256`.
INPUTS = Table(
    "inputs",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added", Text, nullable=False),
    Column("given", Text, nullable=False),  # metadata stated for it, JSON
    Column("state", Text, nullable=False),  # new, coding, done, failed, redacted
    Column("made_by", Text),  # the fingerprint of the versions that coded it
    Column("coded", Text),
    UniqueConstraint("origin", "sha256"),
    Index(None, "state"),
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("input", _NUMBER, ForeignKey("inputs.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text, index=True),
    Column("published", Text, index=True),
    Column("language", Text),
    Column("reader", Text, nullable=False),
    Column("line", Text, nullable=False),  # the contract's report line
    Column("text_sha256", Text, nullable=False),
    Column("redactions", Integer, nullable=False, default=0),
)

FAILURES = Table(
    "failures",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("input", _NUMBER, ForeignKey("inputs.id"), nullable=False, index=True),
    Column("line", Text, nullable=False),
)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False),
    Column("key", Text, nullable=False),  # the contract's id of the draft
    Column("position", Integer, nullable=False),  # where in the text it is told first
    Column("origin", Text, nullable=False),  # reader, coder
    Column("draft", Text),  # as the newest reading has it; null for what a coder added
    Column("line", Text, nullable=False),  # as it stands now
    Column("version", Integer, nullable=False),  # grows with each change: a stale edit is seen by it
    Column("reread", Integer, nullable=False, default=0),  # the last version that was made by no decision
    Column("state", Text, nullable=False),  # open, accepted, rejected, flagged, skipped, withdrawn, merged
    Column("reviewed", Text, nullable=False),  # no, approved, returned
    Column("priority", Float, nullable=False),  # doubt x consequence
    Column("event_type", Text),
    Column("sub_event_type", Text),
    Column("status", Text, nullable=False),
    Column("start", Text),
    Column("end", Text),
    Column("country", Text),
    Column("admin1", Text),
    Column("place", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("precision", Integer),
    Column("actor1", Text),
    Column("actor2", Text),
    Column("source", Text),
    Column("deaths", Integer),
    Column("sought", Text, nullable=False),  # the words that are searched, folded
    Column("event", Boolean, nullable=False),  # asserted or reported, with a day and a place, no background
    Column("coder", Text),  # whose it is to decide
    Column("sheet", Text),  # whose own sheet it stands on, which nobody else sees; null: the shared one
    Column("of", _NUMBER),  # on a sheet of somebody's own: the shared claim that it is a coding of; null for a new one
    Index("ix_claims_report_position", "report", "position"),
    # The queue's order with all that it is filtered by: what is asked for is found without reading whole claims.
    Index(
        "ix_claims_queue",
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
    ),
    Index("ix_claims_sought", "state", "priority", "id", "sought", "sheet"),
    # All that the map and the timeline count and are filtered by. PostgreSQL counts as fast without it, and takes no
    # row of an index that is longer than 2.7 kB, which the names of a hostile report may be.
    Index(
        "ix_claims_atlas",
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
    ).ddl_if(dialect="sqlite"),
    Index("ix_claims_start", "start"),
    Index("ix_claims_country", "country", "sheet"),
    # Of the few that stand on one: SQLite would go through all others by an index that has them too.
    Index(
        "ix_claims_sheet",
        "sheet",
        sqlite_where=text("sheet IS NOT NULL"),
        postgresql_where=text("sheet IS NOT NULL"),
    ),
)

# A report that somebody codes on a sheet of their own: "double", from the drafts as others do, or "scratch", without.
ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False),
    Column("coder", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("done", Text),
    UniqueConstraint("report", "coder"),
)

# Errors that were planted in a draft before a coder saw it (review.planting). `edited` are fields that they have
# changed since, JSON; `verdict` what they made of it, null until the claim is settled; then `plant` is emptied.
PLANTS = Table(
    "plants",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("claim", _NUMBER, ForeignKey("claims.id"), nullable=False),
    Column("coder", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("plant", Text),
    Column("edited", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("verdict", Text),
    UniqueConstraint("claim", "coder"),
)

# What a workspace keeps to itself: `planting`, by which it draws the claims that an error is planted in.
SECRETS = Table(
    "secrets",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# What in the shared sheet's claims is loose (records.loose), the `at`-th of each: counted without reading the claims.
# What claims have that are gone (rejected, merged, withdrawn) does not stand.
LOOSE = Table(
    "loose",
    METADATA,
    Column("claim", _NUMBER, ForeignKey("claims.id"), primary_key=True, autoincrement=False),
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("report", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("stands", Boolean, nullable=False),
    # Words of any length: PostgreSQL keeps them in an index only by their hash.
    Index("ix_loose_alike", "stands", "kind", "settled", "words", "country", "claim").ddl_if(dialect="sqlite"),
    Index("ix_loose_words", "words", postgresql_using="hash").ddl_if(dialect="postgresql"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("report", Text),
    Column("claim", _NUMBER),
    Column("sheet", Text, nullable=False),
    Column("field", Text),
    Column("of", _NUMBER),
    Column("seconds", Float),
    Column("digest", Text, nullable=False),
    Column("salt", Text),
    Column("payload", Text),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_decisions_claim", "claim", "seq"),
    Index("ix_decisions_coder", "coder", "seq"),
    # What was decided on a report itself (its sentences): few among very many.
    Index(
        "ix_decisions_report",
        "report",
        "seq",
        sqlite_where=text("claim IS NULL"),
        postgresql_where=text("claim IS NULL"),
    ),
)

# What decisions say (store.said), casefolded, to be searched: a search need not go through all of their JSON.
SAID = Table(
    "said",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)

# One row: the end of the chain. Who adds a decision locks it first.
HEAD = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", _NUMBER, nullable=False),
    Column("hash", Text, nullable=False),
)

# Who codes: under a pseudonym of their own choosing. `password` is an argon2 hash, null for who signs in by token only.
CODERS = Table(
    "coders",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),  # no two names that people take for one
    Column("role", Text, nullable=False),
    Column("password", Text),
    Column("made", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

# Who is signed in: `id` is the hash of what the browser holds, so that who reads the table can be nobody.
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("coder", Text, ForeignKey("coders.id"), nullable=False, index=True),
    Column("made", Text, nullable=False),
    Column("seen", Text, nullable=False),
)

# Who is at which report, until when: others wait, or take it over. It says nothing of what was decided.
LOCKS = Table(
    "locks",
    METADATA,
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Column("coder", Text, ForeignKey("coders.id"), nullable=False, index=True),
    Column("until", Text, nullable=False),
)

# Who took a report over, of whom.
TAKEOVERS = Table(
    "takeovers",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("coder", Text, ForeignKey("coders.id"), nullable=False),
    Column("of", Text, ForeignKey("coders.id"), nullable=False),
    Column("time", Text, nullable=False),
)

# For programs: `id` is the hash of the token, `scope` read or write.
TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("coder", Text, ForeignKey("coders.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("ends", Text, nullable=False),
)

# Sign-ins that failed, to slow down who tries passwords.
ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("time", Text, nullable=False, index=True),
)
