"""The values that flow through the auditor: read this first, its modules in this order.

`capture` -> `page` (blocks, links, fields) -> `evidence` (and the prediction) -> `conclusions` -> `findings` -> `report`.
Everything is frozen; tuples, never lists. The field order of `Report` and what it holds is the order of
the public JSON (see `reports/schema/report-v1.schema.json`). Import every value from here.
"""

from auditor.model.capture import Capture, Extent, Limit, SkipReason, SourceRef
from auditor.model.conclusions import (
    Affiliate,
    Agency,
    Attribution,
    Conclusions,
    LabelPosition,
    NoticeState,
    Origin,
    OriginKind,
    Sponsorship,
    SponsorshipKind,
    SponsorshipState,
)
from auditor.model.evidence import Confidence, Contribution, Evidence, Prediction, Quote, TextClass
from auditor.model.findings import Finding, Modality, Outcome, Severity, StandardRef
from auditor.model.page import Block, Field, Link, PageType, Place, Scope, Visible, Zone
from auditor.model.report import (
    AuditInfo,
    Card,
    Coverage,
    MapStretch,
    ModelRef,
    PackRef,
    Report,
    Reuse,
    Skipped,
    Subject,
)

__all__ = [
    "Affiliate",
    "Agency",
    "Attribution",
    "AuditInfo",
    "Block",
    "Capture",
    "Card",
    "Conclusions",
    "Confidence",
    "Contribution",
    "Coverage",
    "Evidence",
    "Extent",
    "Field",
    "Finding",
    "LabelPosition",
    "Limit",
    "Link",
    "MapStretch",
    "Modality",
    "ModelRef",
    "NoticeState",
    "Origin",
    "OriginKind",
    "Outcome",
    "PackRef",
    "PageType",
    "Place",
    "Prediction",
    "Quote",
    "Report",
    "Reuse",
    "Scope",
    "Severity",
    "SkipReason",
    "Skipped",
    "SourceRef",
    "Sponsorship",
    "SponsorshipKind",
    "SponsorshipState",
    "StandardRef",
    "Subject",
    "TextClass",
    "Visible",
    "Zone",
]
