"""The derived tables of a run: one report becomes rows that Datasette and SQL can work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from auditor.model import Report
from auditor.stores.rows import facts, host_of
from auditor.stores.schema import DERIVED, SEARCH, TABLES, VIEWS

if TYPE_CHECKING:
    import sqlite3

    from auditor.model import Evidence, Finding

_report = msgspec.json.Decoder(Report)


def create(connection: sqlite3.Connection) -> None:
    """Make the empty tables and the views."""
    for statement in TABLES.split(";"):
        connection.execute(statement)
    for name, query in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")


def drop(connection: sqlite3.Connection) -> None:
    """Remove every derived table and view, whatever an older version had."""
    connection.execute("DROP TABLE IF EXISTS evidence_fts")
    kept = "('run', 'inputs', 'sqlite_sequence')"
    found = f"SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT IN {kept}"  # noqa: S608 - constants
    names = [(kind, name) for kind, name in connection.execute(found) if not name.startswith("sqlite_")]
    for kind, name in names:
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')


def finish(connection: sqlite3.Connection, *, whole: bool) -> None:
    """Bring the full-text index over the quotes up to date.

    When the run is whole, names that only superseded pages used go too; earlier that would change the row
    numbers a continued run gives.
    """
    if whole:
        connection.execute(
            "DELETE FROM sponsors WHERE id NOT IN (SELECT sponsor_id FROM pages WHERE sponsor_id NOT NULL)"
        )
        connection.execute("DELETE FROM agencies WHERE id NOT IN (SELECT agency_id FROM page_agencies)")
        connection.execute(
            "DELETE FROM networks WHERE id NOT IN (SELECT network_id FROM page_networks)"
            " AND id NOT IN (SELECT network_id FROM links WHERE network_id NOT NULL)"
        )
    for statement in SEARCH.split(";\n"):
        connection.execute(statement)


def erase(connection: sqlite3.Connection, page: int) -> None:
    """Take one page out of every table."""
    connection.execute(
        "DELETE FROM finding_evidence WHERE finding_id IN (SELECT id FROM findings WHERE page_id = ?)",
        (page,),
    )
    for table in DERIVED[1:6]:
        connection.execute(f"DELETE FROM {table} WHERE page_id = ?", (page,))  # noqa: S608 - constants
    connection.execute("DELETE FROM pages WHERE id = ?", (page,))


def write(connection: sqlite3.Connection, page: int, document: bytes) -> None:
    """Add the rows of one report; `page` is its input number."""
    report = _report.decode(document)
    _write_page(connection, page, report)
    evidence = _write_evidence(connection, page, report.evidence)
    _write_findings(connection, page, report.findings, evidence)


def _write_page(connection: sqlite3.Connection, page: int, report: Report) -> None:
    origin, affiliate = report.conclusions.origin, report.conclusions.affiliate
    row = {
        "id": page,
        **facts(report),
        "sponsor_id": _sponsor(connection, report.conclusions.sponsorship.sponsor),
    }
    connection.execute(
        f"INSERT INTO pages ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - constants
        tuple(row.values()),
    )
    for agency in origin.agencies:
        connection.execute(
            "INSERT OR IGNORE INTO agencies VALUES (?, ?, ?)", (agency.id, agency.name, agency.kind)
        )
        connection.execute("INSERT OR IGNORE INTO page_agencies VALUES (?, ?)", (page, agency.id))
    for by_script, networks in enumerate((affiliate.networks, affiliate.monetised_by_script)):
        for network in networks:
            _network(connection, network)
            connection.execute(
                "INSERT OR IGNORE INTO page_networks VALUES (?, ?, ?)", (page, network, by_script)
            )


def _write_evidence(
    connection: sqlite3.Connection, page: int, evidence: tuple[Evidence, ...]
) -> dict[str, int]:
    """Add the quotes and links; gives the row number of each evidence id."""
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM evidence").fetchone()[0]
    rows = [
        (
            first + index,
            page,
            item.id,
            item.rule,
            item.signal,
            item.scope,
            item.zone,
            item.place,
            item.visible,
            item.confidence,
            item.quote.exact,
            item.quote.prefix,
            item.quote.suffix,
            item.css,
            item.text_fragment,
            msgspec.json.encode(item.properties, order="sorted").decode(),
        )
        for index, item in enumerate(evidence)
    ]
    connection.executemany("INSERT INTO evidence VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    for index, item in enumerate(evidence):
        if item.link is not None:
            network = item.properties.get("network")
            _network(connection, network)
            merchant = item.properties.get("merchant")
            link = (first + index, page, item.link, host_of(item.link), network, merchant, item.scope)
            connection.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?)", link)
    return {item.id: first + index for index, item in enumerate(evidence)}


def _write_findings(
    connection: sqlite3.Connection, page: int, findings: tuple[Finding, ...], evidence: dict[str, int]
) -> None:
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM findings").fetchone()[0]
    rows = [
        (
            first + index,
            page,
            item.rule,
            item.version,
            item.outcome,
            item.severity,
            item.modality,
            item.reason,
            item.message,
            item.fix,
            "; ".join(f"{ref.id} {ref.clause or ''}".rstrip() for ref in item.standards) or None,
            item.fingerprint,
        )
        for index, item in enumerate(findings)
    ]
    connection.executemany("INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    pairs = [
        (first + index, evidence[ref])
        for index, item in enumerate(findings)
        for ref in item.evidence
        if ref in evidence
    ]
    connection.executemany("INSERT OR IGNORE INTO finding_evidence VALUES (?, ?)", pairs)


def _sponsor(connection: sqlite3.Connection, name: str | None) -> int | None:
    if name is None:
        return None
    connection.execute("INSERT OR IGNORE INTO sponsors (name) VALUES (?)", (name,))
    return int(connection.execute("SELECT id FROM sponsors WHERE name = ?", (name,)).fetchone()[0])


def _network(connection: sqlite3.Connection, network: str | None) -> None:
    if network is not None:
        connection.execute("INSERT OR IGNORE INTO networks VALUES (?)", (network,))
