-- The highest nonce ever given in a lane, in nanoseconds since 1970. It never falls.
CREATE TABLE nonces (
    lane TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers that rarely change. Times are nanoseconds since 1970 everywhere.
CREATE TABLE cache (
    key  TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    at   INTEGER NOT NULL
) STRICT;

-- What was about to be sent, written before it left.
CREATE TABLE intents (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    order_ref   TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('port', 'service')),
    stage       TEXT NOT NULL,
    company_id  TEXT NOT NULL,
    user        TEXT NOT NULL,
    method      TEXT NOT NULL,
    path        TEXT NOT NULL,
    body        BLOB NOT NULL,
    body_sha256 TEXT NOT NULL,
    documents   TEXT NOT NULL CHECK (json_valid(documents))
) STRICT;

-- What came of it. None means that the program ended in between, so nobody knows. There may be several: an
-- unknown outcome is looked up later.
CREATE TABLE outcomes (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    intent_id INTEGER NOT NULL REFERENCES intents (id),
    at        INTEGER NOT NULL,
    status    INTEGER NOT NULL,
    result    TEXT NOT NULL CHECK (result IN ('offered', 'placed', 'refused', 'unknown')),
    guid      TEXT NOT NULL,
    said      TEXT NOT NULL
) STRICT;

CREATE INDEX outcomes_intent ON outcomes (intent_id);

-- The journal is evidence: it only grows.
CREATE TRIGGER intents_keep BEFORE UPDATE ON intents BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER intents_stay BEFORE DELETE ON intents BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER outcomes_keep BEFORE UPDATE ON outcomes BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER outcomes_stay BEFORE DELETE ON outcomes BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
