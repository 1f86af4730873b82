"""Decisions and published lists: what people decided, what was shown to them, and what went to their CRM.

Facts are recomputed each night; these rows are kept, backed up, and always win. The help text of a field is its
description, from which column help and the data dictionary are made.
"""

from leads.models.crm import CrmAudit, CrmConnection, CrmLink, CrmOutbox, CrmOutcome
from leads.models.customers import ColumnMapping, Customer, CustomerImport, CustomerMatch, CustomerOrder
from leads.models.decisions import Assignment, Judgement, Mark, RetiredContact, Suppression
from leads.models.lists import Lead, PublishedList, Reason
from leads.models.portal import (
    ApiToken,
    AuditEvent,
    Download,
    FollowUp,
    Holiday,
    Invitation,
    LeadEntry,
    LeadText,
    Taken,
    Territory,
    TerritoryMember,
    Upload,
)
from leads.models.profiles import ProfileVersion
from leads.models.review import ReviewPair
from leads.models.runs import RunRecord

__all__ = [
    "ApiToken",
    "Assignment",
    "AuditEvent",
    "ColumnMapping",
    "CrmAudit",
    "CrmConnection",
    "CrmLink",
    "CrmOutbox",
    "CrmOutcome",
    "Customer",
    "CustomerImport",
    "CustomerMatch",
    "CustomerOrder",
    "Download",
    "FollowUp",
    "Holiday",
    "Invitation",
    "Judgement",
    "Lead",
    "LeadEntry",
    "LeadText",
    "Mark",
    "ProfileVersion",
    "PublishedList",
    "Reason",
    "RetiredContact",
    "ReviewPair",
    "RunRecord",
    "Suppression",
    "Taken",
    "Territory",
    "TerritoryMember",
    "Upload",
]
