-- The light that devices at the ends of lines received and sent, in dBm; tx is NULL where none was told. A source is the
-- server that told it: two of them may know a service by the same id.
CREATE TABLE readings (
    source  TEXT NOT NULL,
    service TEXT NOT NULL,
    at      INTEGER NOT NULL,
    rx      REAL NOT NULL,
    tx      REAL,
    PRIMARY KEY (source, service, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX readings_at ON readings (at);
