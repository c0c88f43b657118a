"""The derived tables of a run: one report becomes rows that Datasette and SQL can work with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from auditor.model import Outcome, Report
from auditor.page.address import host_of
from auditor.stores.rows import facts
from auditor.stores.schema import DERIVED, JOURNAL_TABLES, SEARCH, TABLES, VIEWS

if TYPE_CHECKING:
    import sqlite3

    from auditor.model import Evidence, Finding

_report = msgspec.json.Decoder(Report)
_properties = msgspec.json.Encoder(order="sorted").encode

# Row numbers tell the page, so that they are the same whatever was erased or continued in between.
_PER_PAGE = 1_000_000


def create(connection: sqlite3.Connection) -> None:
    """Make the empty tables and the views."""
    for statement in TABLES.split(";"):
        connection.execute(statement)
    for name, query in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")


def drop(connection: sqlite3.Connection) -> None:
    """Remove every derived table and view, whatever an older version had."""
    connection.execute("DROP TABLE IF EXISTS evidence_fts")
    found = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table')"
    ).fetchall()
    for kind, name in found:
        if name in JOURNAL_TABLES or name.startswith("sqlite_"):
            continue
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


class Writer:
    """Rows on their way into the tables; they are gathered, because single inserts cost three times as much."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in reversed(DERIVED)}
        self._known: dict[str, set[str]] = {"agencies": set(), "networks": set()}
        self._sponsors: dict[str, int] = dict(connection.execute("SELECT name, id FROM sponsors"))

    def add(self, page: int, document: bytes) -> None:
        """Gather the rows of one report; `page` is its input number."""
        report = _report.decode(document)
        self._page(page, report)
        self._findings(page, report.findings, self._evidence(page, report.evidence))

    def flush(self) -> None:
        """Write what was gathered."""
        for name, rows in self._rows.items():
            if rows:
                places = ", ".join("?" * len(rows[0]))
                # Agencies and networks may be there from an earlier start of this scan.
                self._connection.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({places})", rows)  # noqa: S608 - constants
                rows.clear()

    def erase(self, page: int) -> None:
        """Take one page out of every table."""
        self.flush()
        own = (page * _PER_PAGE, (page + 1) * _PER_PAGE)
        for table in ("finding_evidence", "links", "findings", "evidence"):
            key = "finding_id" if table == "finding_evidence" else "id"
            self._connection.execute(f"DELETE FROM {table} WHERE {key} >= ? AND {key} < ?", own)  # noqa: S608 - constants
        for table, key in (("page_networks", "page_id"), ("page_agencies", "page_id"), ("pages", "id")):
            self._connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (page,))  # noqa: S608 - constants

    def _page(self, page: int, report: Report) -> None:
        origin, affiliate = report.conclusions.origin, report.conclusions.affiliate
        sponsor = self._sponsor(report.conclusions.sponsorship.sponsor)
        self._rows["pages"].append((page, *facts(report).values(), sponsor))
        for agency in origin.agencies:
            if agency.id not in self._known["agencies"]:
                self._known["agencies"].add(agency.id)
                self._rows["agencies"].append((agency.id, agency.name, agency.kind))
            self._rows["page_agencies"].append((page, agency.id))
        for by_script, networks in enumerate((affiliate.networks, affiliate.monetised_by_script)):
            for network in networks:
                self._rows["page_networks"].append((page, self._network(network), by_script))

    def _evidence(self, page: int, evidence: tuple[Evidence, ...]) -> dict[str, int]:
        """Gather the quotes and links; gives the row number of each evidence id."""
        numbers = {}
        for number, item in enumerate(evidence, page * _PER_PAGE):
            numbers[item.id] = number
            quote, properties = item.quote, item.properties
            row = (
                number,
                page,
                item.id,
                item.rule,
                item.signal,
                item.scope,
                item.zone,
                item.place,
                item.visible,
                item.confidence,
                quote.exact,
                quote.prefix,
                quote.suffix,
                item.css,
                item.text_fragment,
                _properties(properties).decode(),
            )
            self._rows["evidence"].append(row)
            if item.link is not None:
                network = self._network(properties.get("network"))
                merchant = properties.get("merchant")
                link = (number, page, item.link, host_of(item.link) or None, network, merchant, item.scope)
                self._rows["links"].append(link)
        return numbers

    def _findings(self, page: int, findings: tuple[Finding, ...], evidence: dict[str, int]) -> None:
        for number, item in enumerate(findings, page * _PER_PAGE):
            if item.outcome is Outcome.NOT_APPLICABLE:
                continue
            row = (
                number,
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
            self._rows["findings"].append(row)
            self._rows["finding_evidence"] += [
                (number, evidence[ref]) for ref in item.evidence if ref in evidence
            ]

    def _sponsor(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self._sponsors:
            self._sponsors[name] = len(self._sponsors) + 1
            self._rows["sponsors"].append((self._sponsors[name], name))
        return self._sponsors[name]

    def _network(self, network: str | None) -> str | None:
        if network is not None and network not in self._known["networks"]:
            self._known["networks"].add(network)
            self._rows["networks"].append((network,))
        return network
