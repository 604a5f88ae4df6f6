-- The tables of SQLite's migrations as they stand today; what each is for is said there. Times are nanoseconds since 1970.
CREATE TABLE nonces (
    lane text COLLATE "C" PRIMARY KEY,
    last bigint NOT NULL
);

CREATE TABLE cache (
    key  text COLLATE "C" PRIMARY KEY,
    body bytea NOT NULL,
    at   bigint NOT NULL
);

CREATE TABLE gates (
    name   text COLLATE "C" PRIMARY KEY,
    set_at bigint NOT NULL,
    opens  bigint NOT NULL
);

CREATE TABLE documents (
    sha256 text COLLATE "C" PRIMARY KEY,
    title  text NOT NULL,
    body   bytea NOT NULL
);

CREATE TABLE transitions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope       text COLLATE "C" NOT NULL,
    ref         text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('port', 'service')),
    seq         integer NOT NULL CHECK (seq > 0),
    state       text NOT NULL,
    at          bigint NOT NULL,
    "user"      text NOT NULL,
    company_id  text NOT NULL,
    company     text NOT NULL,
    title       text NOT NULL,
    guid        text NOT NULL,
    method      text NOT NULL,
    path        text NOT NULL,
    body        bytea NOT NULL,
    body_sha256 text NOT NULL,
    price       text NOT NULL,
    status      integer NOT NULL,
    said        text NOT NULL,
    documents   text NOT NULL CHECK (documents::json IS NOT NULL),
    UNIQUE (scope, ref, kind, seq)
);

CREATE TABLE drafts (
    scope   text COLLATE "C" NOT NULL,
    ref     text COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    "user"  text NOT NULL,
    company text NOT NULL,
    title   text NOT NULL,
    step    text NOT NULL,
    body    bytea NOT NULL,
    PRIMARY KEY (scope, ref)
);

CREATE TABLE notes (
    scope  text COLLATE "C" NOT NULL,
    guid   text COLLATE "C" NOT NULL,
    at     bigint NOT NULL,
    "user" text NOT NULL,
    text   text NOT NULL,
    tags   text NOT NULL CHECK (tags::json IS NOT NULL),
    PRIMARY KEY (scope, guid)
);

CREATE TABLE readings (
    source  text COLLATE "C" NOT NULL,
    service text COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    rx      double precision NOT NULL,
    tx      double precision,
    PRIMARY KEY (source, service, at)
);

CREATE INDEX readings_at ON readings (at);

CREATE TABLE audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      bigint NOT NULL,
    host    text NOT NULL,
    session text NOT NULL,
    who     text NOT NULL,
    key     text NOT NULL,
    role    text NOT NULL,
    origin  text NOT NULL,
    what    text NOT NULL,
    subject text NOT NULL,
    detail  text NOT NULL
);

CREATE TABLE presence (
    host    text COLLATE "C" NOT NULL,
    session text COLLATE "C" NOT NULL,
    who     text NOT NULL,
    key     text NOT NULL,
    role    text NOT NULL,
    origin  text NOT NULL,
    place   text NOT NULL,
    ref     text NOT NULL,
    since   bigint NOT NULL,
    seen    bigint NOT NULL,
    PRIMARY KEY (host, session)
);

CREATE TABLE shares (
    code      text COLLATE "C" PRIMARY KEY,
    host      text NOT NULL,
    address   text NOT NULL,
    session   text NOT NULL,
    who       text NOT NULL,
    guest_key text NOT NULL,
    expires   bigint NOT NULL
);

CREATE TABLE leases (
    name    text COLLATE "C" PRIMARY KEY,
    holder  text NOT NULL,
    expires bigint NOT NULL
);

-- Asked for anew after a crash of the server, so its log needs none of them.
CREATE UNLOGGED TABLE answers (
    key     text COLLATE "C" PRIMARY KEY,
    body    bytea NOT NULL,
    at      bigint NOT NULL,
    expires bigint NOT NULL
);

CREATE INDEX answers_expires ON answers (expires);

-- The journal and the audit are evidence: they only grow.
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the % is append-only', TG_ARGV[0];
END
$$;

CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON documents
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows('journal');
CREATE TRIGGER transitions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON transitions
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows('journal');
CREATE TRIGGER audit_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows('audit');
