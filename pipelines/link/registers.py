"""Which register numbers say that two parties are one company, and which say that they are two."""

from __future__ import annotations

NOT_AN_IDENTITY = ("RU-KPP", "XX-OTHER")
"""Numbers that never link: many companies share a KPP (it names a tax office and a reason), XX-OTHER is a number of who knows what."""

NOT_APART = (*NOT_AN_IDENTITY, "GB-CFS")
"""Numbers of which one company may hold several: Contracts Finder (GB-CFS) numbers a supplier anew whenever it
is typed in again."""

NUMBER_NAMES = 20
"""A number carried under more different names than this, and under a new one by every fourth party or more, is a placeholder or a
mistake: it links nobody, and is reported. The share spares large suppliers, whose name hundreds of buyers write each in its own way (one
had nine spellings in 121 real tenders of one region)."""

SHARED_NAMES = 4
"""A web domain, phone or e-mail used under more names than this belongs to a landlord, an accountant or a portal: it is evidence of
nothing. With four, precision rose from .0006 to .94 in Splink's run (../shared/LIBRARIES.md)."""
