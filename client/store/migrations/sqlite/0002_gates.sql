-- When a call that may be made only so often may be made again. The gate is closed from set_at until opens.
CREATE TABLE gates (
    name   TEXT PRIMARY KEY,
    set_at INTEGER NOT NULL,
    opens  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
