-- The documents that were offered, whole and once each, by what they are.
CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY,
    title  TEXT NOT NULL,
    body   BLOB NOT NULL
) STRICT;

-- Every state that an order has come to, in order. The row of a state that announces a request is on the disk before that
-- request leaves, so a row of that kind without one behind it is an order whose outcome nobody knows.
-- scope is the API that the order is placed with; ref and kind name the order there; seq counts its states from 1, which is
-- what keeps two processes from taking the same step.
CREATE TABLE transitions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    scope       TEXT NOT NULL,
    ref         TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('port', 'service')),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    state       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    user        TEXT NOT NULL,
    company_id  TEXT NOT NULL,
    company     TEXT NOT NULL,
    title       TEXT NOT NULL,
    guid        TEXT NOT NULL,
    method      TEXT NOT NULL,
    path        TEXT NOT NULL,
    body        BLOB NOT NULL,
    body_sha256 TEXT NOT NULL,
    price       TEXT NOT NULL,
    status      INTEGER NOT NULL,
    said        TEXT NOT NULL,
    documents   TEXT NOT NULL CHECK (json_valid(documents)),
    UNIQUE (scope, ref, kind, seq)
) STRICT;

CREATE TRIGGER documents_keep BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER documents_stay BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER transitions_keep BEFORE UPDATE ON transitions BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER transitions_stay BEFORE DELETE ON transitions BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- What was journaled before orders had states.
INSERT INTO transitions (scope, ref, kind, seq, state, at, user, company_id, company, title, guid, method, path, body, body_sha256,
        price, status, said, documents)
    SELECT '', order_ref, kind, row_number() OVER (PARTITION BY order_ref, kind ORDER BY intent, outcome), state, at, user, company_id,
        '', '', guid, method, path, body, body_sha256, '', status, said, documents
    FROM (
        SELECT id AS intent, 0 AS outcome, order_ref, kind, CASE stage WHEN 'first post' THEN 'confirmed' ELSE 'placing' END AS state, at,
            user, company_id, '' AS guid, method, path, body, body_sha256, 0 AS status, '' AS said,
            (SELECT coalesce(json_group_array(json_object('id', json_extract(value, '$.id'), 'title', json_extract(value, '$.title'),
                'sha256', json_extract(value, '$.sha256'), 'signed_at', json_extract(value, '$.signed_at'), 'signed_by', intents.user)), '[]')
                FROM json_each(documents)) AS documents
        FROM intents
        UNION ALL
        SELECT i.id, o.id, i.order_ref, i.kind, o.result, o.at, i.user, i.company_id, o.guid, '', '', x'', '', o.status, o.said, '[]'
        FROM outcomes o JOIN intents i ON i.id = o.intent_id
    );

DROP TABLE outcomes;
DROP TABLE intents;

-- An order on its way, as far as it has come: all that was answered and typed, to be taken up again. One row an order; it goes
-- when nothing is left to be done on it.
CREATE TABLE drafts (
    scope   TEXT NOT NULL,
    ref     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    user    TEXT NOT NULL,
    company TEXT NOT NULL,
    title   TEXT NOT NULL,
    step    TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (scope, ref)
) STRICT;

-- What staff have noted of a port or a service. It stays on this machine.
CREATE TABLE notes (
    scope TEXT NOT NULL,
    guid  TEXT NOT NULL,
    at    INTEGER NOT NULL,
    user  TEXT NOT NULL,
    text  TEXT NOT NULL,
    tags  TEXT NOT NULL CHECK (json_valid(tags)),
    PRIMARY KEY (scope, guid)
) STRICT;
