"""The rules: one literal list. A new rule is one function and one line here, one page in docs/codes/ and one test case.

A record rule looks at one record and the day; a decision rule also at what the decision's agency has published; a
registry rule looks at everything at once and says which file each finding belongs to. All yield findings and do nothing
else. Findings of the rules in `easing.EASABLE` a record may answer with 说明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ..assembly import Registry
from ..context import Context
from ..problems import Finding
from ..records import Record
from ..records import explanations as explanations
from . import (
    calendars,
    codes,
    days,
    deadlines,
    easing,
    identity,
    lawful,
    lists,
    money,
    numbering,
    references,
    secrecy,
    shape,
    sources,
)
from .easing import EASABLE as EASABLE
from .easing import ease as ease
from .easing import unused as unused

RecordCheck = Callable[[Record, date], Iterator[Finding]]
DecisionCheck = Callable[[Record, Context, date], Iterator[Finding]]
RegistryCheck = Callable[[Registry, date], Iterator[tuple[str, Finding]]]


@dataclass(frozen=True)
class Rule:
    """A check and the codes it may yield. Exactly one of `record`, `decision` and `registry` is set."""

    codes: tuple[str, ...]
    record: RecordCheck | None = None
    decision: DecisionCheck | None = None
    registry: RegistryCheck | None = None


# What reading itself may find, before any rule runs.
READING_CODES = (
    "path-unknown",
    "file-size",
    "encoding",
    "control-character",
    "front-matter",
    "yaml-syntax",
    "yaml-top",
    "yaml-feature",
    "yaml-comment",
    "key-twice",
    "kind-unknown",
    "id-taken",
    "explanation-unused",
)

RULES: tuple[Rule, ...] = (
    Rule(shape.CODES, record=shape.follows_schema),
    Rule(("date-order",), record=days.in_order),
    Rule(("date-future",), record=days.not_in_future),
    Rule(("uscc-invalid",), record=codes.credit_codes),
    Rule(("uscc-person",), record=codes.person_without_code),
    Rule(("docnumber-form", "docnumber-style", "docnumber-plural"), record=numbering.well_formed),
    Rule(("docnumber-year",), record=numbering.year_agrees),
    Rule(("id-year",), record=identity.year_is_decisions),
    Rule(("privacy-number", "privacy-name"), record=secrecy.no_personal_data),
    Rule(("privacy-detail",), record=secrecy.no_private_details),
    Rule(("private-field",), record=secrecy.no_private_fields),
    Rule(("sealed-security",), record=secrecy.public_security_is_sealed),
    Rule(("sealed-minor",), record=secrecy.minors_are_sealed),
    Rule(("sealed-person",), decision=secrecy.persons_are_hidden),
    Rule(("explanation-rule",), record=easing.explanations_answer_rules),
    Rule(("amount-differs", "amount-words"), record=money.text_agrees),
    Rule(("impact-missing",), record=lawful.impact_judged),
    Rule(("review-missing", "review-late", "review-self"), decision=lawful.reviewed),
    Rule(("officer-unknown", "officer-expired", "officer-count"), decision=lawful.officers_qualified),
    Rule(("inspection-unlisted", "plan-unknown"), decision=lawful.inspection_listed),
    Rule(("tier-missing", "tier-unknown", "tier-outside"), decision=lawful.within_tier),
    Rule(("published-late",), decision=deadlines.published_in_time),
    Rule(("withdrawn-late",), decision=deadlines.withdrawn_in_time),
    Rule(("objection-late",), decision=deadlines.objections_answered),
    Rule(("report-year", "report-late"), record=deadlines.report_in_time),
    Rule(("report-total", "report-gap"), record=lists.report_adds_up),
    Rule(("calendar-span",), record=calendars.spans_hold),
    Rule(("flow-broken",), record=lists.flow_leads_on),
    Rule(("government-twice",), record=identity.government_ids_unique),
    Rule(("government-unknown",), registry=identity.governments_known),
    Rule(("government-reserved",), registry=identity.governments_not_reserved),
    Rule(("agency-unknown",), registry=identity.agencies_known),
    Rule(("agency-government",), registry=identity.agency_id_begins_with_government),
    Rule(("agency-name-taken",), registry=identity.agency_names_unique),
    Rule(("agency-successor",), registry=identity.successors_known),
    Rule(("authority-name",), registry=identity.authority_is_the_agency),
    Rule(("id-reused",), registry=identity.former_ids_free),
    Rule(("record-duplicate",), registry=identity.decisions_unique),
    Rule(("matter-unknown", "matter-category"), registry=references.matters_listed),
    Rule(("entry-twice",), registry=references.entry_codes_unique),
    Rule(("review-staff",), registry=lists.review_staff),
    Rule(("tier-order", "matter-unknown"), registry=lists.tiers_in_order),
    Rule(("plan-unknown",), registry=lists.plans_listed),
    Rule(("inspection-frequency",), registry=lists.inspections_not_too_often),
    Rule(("gap-unknown", "gap-filled"), registry=lists.gaps_are_gaps),
    Rule(("profile-unknown",), registry=lists.profile_known),
    Rule(("source-twice",), record=sources.sources_named_once),
    Rule(("source-table",), record=sources.tables_complete),
    Rule(("source-trust",), registry=sources.trust_known),
    Rule(("source-conflict",), registry=sources.trust_apart),
)
