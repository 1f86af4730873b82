"""Decisions and published lists: what people decided, what was shown to them, and what went to their CRM.

Facts are recomputed each night; these rows are kept, backed up, and always win. The help text of a field is its
description, from which column help and the data dictionary are made.
"""

from leads.models.crm import CrmAudit, CrmLink, CrmOutbox
from leads.models.decisions import Assignment, Judgement, Mark, Suppression
from leads.models.lists import Lead, PublishedList, Reason
from leads.models.runs import RunRecord

__all__ = [
    "Assignment",
    "CrmAudit",
    "CrmLink",
    "CrmOutbox",
    "Judgement",
    "Lead",
    "Mark",
    "PublishedList",
    "Reason",
    "RunRecord",
    "Suppression",
]
