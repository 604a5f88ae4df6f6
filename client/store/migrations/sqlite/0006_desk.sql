-- Who did what at a desk that several people share. It only grows, as the journal does.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    host    TEXT NOT NULL,
    session TEXT NOT NULL,
    who     TEXT NOT NULL,
    key     TEXT NOT NULL,
    role    TEXT NOT NULL,
    origin  TEXT NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_keep BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_stay BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

-- Who is at a desk now. seen is by the clock of the store.
CREATE TABLE presence (
    host    TEXT NOT NULL,
    session TEXT NOT NULL,
    who     TEXT NOT NULL,
    key     TEXT NOT NULL,
    role    TEXT NOT NULL,
    origin  TEXT NOT NULL,
    place   TEXT NOT NULL,
    ref     TEXT NOT NULL,
    since   INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    PRIMARY KEY (host, session)
) STRICT;

-- Sessions that a guest may join, by the SHA-256 of the code that they were given.
CREATE TABLE shares (
    code      TEXT PRIMARY KEY,
    host      TEXT NOT NULL,
    address   TEXT NOT NULL,
    session   TEXT NOT NULL,
    who       TEXT NOT NULL,
    guest_key TEXT NOT NULL,
    expires   INTEGER NOT NULL
) STRICT;

-- Who does for all what only one should do, such as a poll, and until when, by the clock of the store.
CREATE TABLE leases (
    name    TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Answers of polls that others may use for a moment. at is when they came; expires is by the clock of the store.
CREATE TABLE answers (
    key     TEXT PRIMARY KEY,
    body    BLOB NOT NULL,
    at      INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX answers_expires ON answers (expires);
