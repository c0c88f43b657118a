"""The SQLite schema of a run, made to be opened in Datasette as it is.

`run` and `inputs` are the journal: every input once, with its whole report or skip as JSON; `passed_over` counts
what the source holds besides pages. All other tables and views are derived from `inputs.document`, so a run of an
older schema is migrated by deriving them again. `findings` leaves out checks that do not apply to a page: most do
not, and every share is of those that do.
"""

from __future__ import annotations

# "AUDT": `file run.sqlite` and `stores` recognise a run by it.
APPLICATION_ID = 0x41554454
VERSION = 4

JOURNAL = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    source TEXT NOT NULL,
    kind TEXT,
    settings TEXT NOT NULL,
    identity TEXT NOT NULL,
    audit TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'complete')),
    units INTEGER NOT NULL,
    plan TEXT NOT NULL,
    tables INTEGER NOT NULL
);
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY,
    outcome TEXT NOT NULL CHECK (outcome IN ('report', 'skipped', 'duplicate')),
    uri TEXT NOT NULL,
    captured_at TEXT,
    reason TEXT,
    key BLOB,
    document TEXT NOT NULL,
    page TEXT
);
CREATE INDEX inputs_uri ON inputs(uri);
"""

# Since version 2.
PASSED_OVER = (
    "CREATE TABLE IF NOT EXISTS passed_over (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID"
)

# Tables that are not derived from others.
JOURNAL_TABLES = ("run", "inputs", "passed_over")

# The column since version 3: the page that an input is, or is a copy of, so that copies are found.
PAGE_COLUMN = "ALTER TABLE inputs ADD COLUMN page TEXT"
PAGE_INDEX = "CREATE INDEX IF NOT EXISTS inputs_page ON inputs(page) WHERE page IS NOT NULL"

TABLES = """
CREATE TABLE sponsors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE agencies (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE networks (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pages (
    id INTEGER PRIMARY KEY REFERENCES inputs(id),
    uri TEXT NOT NULL,
    final_uri TEXT,
    canonical TEXT,
    host TEXT,
    title TEXT,
    site_name TEXT,
    publisher TEXT,
    byline TEXT,
    published TEXT,
    language TEXT,
    page_type TEXT NOT NULL,
    extent TEXT NOT NULL,
    captured_at TEXT,
    content_sha256 TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_path TEXT,
    source_item TEXT,
    limits TEXT,
    origin TEXT NOT NULL,
    origin_confidence TEXT NOT NULL,
    source_name TEXT,
    own_agency INTEGER NOT NULL,
    credit_visible INTEGER NOT NULL,
    credit_grade TEXT,
    credit_conflicts TEXT,
    dateline TEXT,
    sponsorship TEXT NOT NULL,
    sponsorship_kind TEXT,
    sponsorship_confidence TEXT NOT NULL,
    clarity TEXT,
    position TEXT,
    site_policy INTEGER NOT NULL,
    affiliate_links INTEGER NOT NULL,
    affiliate_links_elsewhere INTEGER NOT NULL,
    rel_marked INTEGER NOT NULL,
    notice TEXT NOT NULL,
    label TEXT,
    probability REAL,
    abstained INTEGER,
    failed INTEGER NOT NULL,
    to_review INTEGER NOT NULL,
    worst TEXT,
    sponsor_id INTEGER REFERENCES sponsors(id)
);
CREATE TABLE page_agencies (
    page_id INTEGER NOT NULL REFERENCES pages(id),
    agency_id TEXT NOT NULL REFERENCES agencies(id),
    PRIMARY KEY (page_id, agency_id)
) WITHOUT ROWID;
CREATE TABLE page_networks (
    page_id INTEGER NOT NULL REFERENCES pages(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    by_script INTEGER NOT NULL,
    PRIMARY KEY (page_id, network_id, by_script)
) WITHOUT ROWID;
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    rule TEXT NOT NULL,
    version INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    severity TEXT NOT NULL,
    modality TEXT NOT NULL,
    reason TEXT,
    message TEXT NOT NULL,
    fix TEXT,
    standards TEXT,
    fingerprint TEXT NOT NULL
);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    ref TEXT NOT NULL,
    rule TEXT NOT NULL,
    signal TEXT NOT NULL,
    scope TEXT NOT NULL,
    zone TEXT NOT NULL,
    place TEXT NOT NULL,
    visible TEXT NOT NULL,
    confidence TEXT NOT NULL,
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    css TEXT,
    text_fragment TEXT,
    properties TEXT NOT NULL
);
CREATE TABLE finding_evidence (
    finding_id INTEGER NOT NULL REFERENCES findings(id),
    evidence_id INTEGER NOT NULL REFERENCES evidence(id),
    PRIMARY KEY (finding_id, evidence_id)
) WITHOUT ROWID;
CREATE TABLE links (
    id INTEGER PRIMARY KEY REFERENCES evidence(id),
    page_id INTEGER NOT NULL REFERENCES pages(id),
    url TEXT NOT NULL,
    host TEXT,
    network_id TEXT REFERENCES networks(id),
    merchant TEXT,
    scope TEXT NOT NULL
);
"""

# Derived tables, children first: the order in which they are dropped, and in which a page leaves them.
DERIVED = (
    "finding_evidence",
    "links",
    "findings",
    "evidence",
    "page_networks",
    "page_agencies",
    "pages",
    "networks",
    "agencies",
    "sponsors",
)

# As in the summary of a run, nobody writes, labels or sells a list.
VIEWS = {
    "overview": """
        SELECT pages.id, uri, title, language, origin,
               (SELECT group_concat(agency_id, ' ') FROM page_agencies WHERE page_id = pages.id) AS agencies,
               credit_visible, credit_grade, credit_conflicts, source_name,
               sponsorship, sponsorship_kind, sponsors.name AS sponsor, clarity, position,
               affiliate_links, notice, rel_marked,
               (SELECT group_concat(network_id, ' ') FROM page_networks WHERE page_id = pages.id) AS networks,
               label, probability, failed, to_review, worst, page_type, limits, host, published, source_path
        FROM pages LEFT JOIN sponsors ON sponsors.id = sponsor_id""",
    "wire_texts": """
        SELECT pages.id, uri, title, origin, agencies.name AS agency, dateline, byline, credit_visible,
               credit_grade, credit_conflicts
        FROM pages LEFT JOIN page_agencies ON page_id = pages.id LEFT JOIN agencies ON agencies.id = agency_id
        WHERE origin IN ('wire', 'wire-partial') AND NOT own_agency AND page_type <> 'listing'""",
    "advertorials": """
        SELECT pages.id, uri, title, sponsorship, sponsorship_kind, sponsors.name AS sponsor, clarity, position,
               sponsorship_confidence, label, probability
        FROM pages LEFT JOIN sponsors ON sponsors.id = sponsor_id
        WHERE sponsorship IN ('declared', 'suspected') AND page_type <> 'listing'""",
    "affiliate_pages": """
        SELECT id, uri, title, affiliate_links, rel_marked, notice,
               (SELECT group_concat(network_id, ' ') FROM page_networks WHERE page_id = pages.id) AS networks
        FROM pages WHERE affiliate_links > 0 AND page_type <> 'listing'""",
    "label_words": """
        SELECT host, json_extract(properties, '$.word') AS word, count(DISTINCT page_id) AS pages,
               min(exact) AS example
        FROM evidence JOIN pages ON pages.id = page_id
        WHERE signal = 'sponsorship.label' AND scope = 'article' AND page_type <> 'listing'
        GROUP BY host, word""",
    "rule_outcomes": """
        SELECT rule, severity, outcome, count(*) AS findings FROM findings GROUP BY rule, severity, outcome""",
    "worst_pages": """
        SELECT pages.id, uri, title, sum(severity = 'critical') AS critical, sum(severity = 'serious') AS serious,
               sum(severity = 'minor') AS minor, sum(severity = 'info') AS info
        FROM pages JOIN findings ON page_id = pages.id AND outcome = 'fail'
        GROUP BY pages.id ORDER BY critical DESC, serious DESC, minor DESC, info DESC, uri""",
    "not_audited": """
        SELECT id, uri, outcome, reason, json_extract(document, '$.message') AS message,
               json_extract(document, '$.subject.source.path') AS source_path
        FROM inputs WHERE outcome <> 'report'""",
}

# Built when a run is closed: keeping them up to date page by page costs three times as much.
SEARCH = """
CREATE INDEX IF NOT EXISTS findings_page ON findings(page_id);
CREATE INDEX IF NOT EXISTS findings_rule ON findings(rule, outcome);
CREATE INDEX IF NOT EXISTS evidence_page ON evidence(page_id);
CREATE INDEX IF NOT EXISTS evidence_signal ON evidence(signal);
CREATE INDEX IF NOT EXISTS links_page ON links(page_id);
CREATE INDEX IF NOT EXISTS links_host ON links(host);
CREATE VIRTUAL TABLE IF NOT EXISTS evidence_fts USING fts5(
    exact, prefix, suffix, content="evidence", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO evidence_fts(evidence_fts) VALUES ('rebuild');
"""
