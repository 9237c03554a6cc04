"""Where a workspace's reports, claims and decisions are kept: SQLite, or PostgreSQL for teams, under one schema."""
