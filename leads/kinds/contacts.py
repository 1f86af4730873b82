"""Phones, e-mail addresses and web sites of organisations, by the libraries that know them; all offline."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

import phonenumbers
import tldextract
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberType

from leads.kinds.parts import Answer, Function, Part

_LABELS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "office",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.UAN: "office",
    PhoneNumberType.SHARED_COST: "office",
    PhoneNumberType.VOIP: "office",
}

# fmt: off
_ROLES = frozenset({
    "accountant", "accounting", "accounts", "admin", "administrator", "billing", "booking", "bookings", "buh", "buhg",
    "buhgalter", "business", "butikk", "career", "careers", "clerk", "company", "compliance", "contact", "contacts",
    "corp", "corporate", "council", "cv", "director", "direktor", "dispatch", "dispatcher", "dogovor", "dyrektor",
    "email", "enquiries", "enquiry", "export", "faktura", "finance", "firma", "firmapost", "gdpr", "general", "hello",
    "help", "helpdesk", "hostmaster", "hr", "import", "info", "inquiries", "invoice", "invoices", "job", "jobs",
    "kadri", "kadry", "kanc", "kancelaria", "kancelariya", "kantselyariya", "kontakt", "kundeservice", "law", "legal",
    "library", "licensing", "logistics", "mail", "main", "manager", "marketing", "media", "office", "omts", "opt",
    "order", "orders", "otdelkadrov", "partner", "partners", "personal", "planning", "post", "postmaster", "postmottak",
    "pr", "press", "priemnaya", "prijmalna", "privacy", "priyomna", "procurement", "purchase", "purchasing",
    "reception", "recruitment", "registry", "regnskap", "reklama", "rekrutering", "reservations", "resume", "sales",
    "salg", "school", "secretary", "sekretar", "service", "services", "shop", "sklad", "snab", "snabzhenie", "store",
    "support", "tender", "tendering", "tenders", "torg", "trade", "trading", "vacancy", "webmaster", "yurist", "zakaz",
    "zakazy", "zakup", "zakupivli", "zakupki",
})
# fmt: on
"""Mailboxes of a role, not of a person."""

_PLACEHOLDER_BOXES = re.compile(
    r"removed\d*|test\d*|no-?reply|no\.reply|do-?not-?reply|none|na|null|example|xxx+|asdf\w*|qwerty"
)
_PLACEHOLDER_HOSTS = re.compile(
    r"(?:.+\.)?(?:example\.(?:com|org|net)|example|test|invalid|localhost|domain\.com|email\.com|test\.(?:com|ru|ua))"
)

SOCIAL = frozenset(
    {
        "facebook.com",
        "fb.com",
        "fb.me",
        "instagram.com",
        "linkedin.com",
        "linktr.ee",
        "ok.ru",
        "pinterest.com",
        "t.me",
        "taplink.cc",
        "telegram.me",
        "tiktok.com",
        "twitter.com",
        "viber.com",
        "vk.com",
        "vk.ru",
        "vkontakte.ru",
        "wa.me",
        "whatsapp.com",
        "x.com",
        "youtu.be",
        "youtube.com",
    }
)
"""Sites of many: a page there says nothing of a domain."""


def phone(written: str, country: str | None) -> Answer:
    """A phone number in E.164, read as from its country, with its kind: mobile, office, toll_free or unknown."""
    digits = re.sub(r"\D", "", written)
    if not digits:
        return {} if not written.strip() else {"why": "not a phone"}
    if len(set(digits)) == 1 or re.search(r"(\d)\1{6}$", digits):
        return {"why": "placeholder"}
    if re.search(r"\d{5,}\D*[,;/]\D*\d", written):
        return {"why": "several phones"}
    region = country if country in phonenumbers.SUPPORTED_REGIONS else None
    if region in {"UA", "RU", "KZ", "BY"} and re.match(r"\s*(?:380\d{9}|7\d{10}|375\d{9})\s*$", digits):
        written = "+" + digits
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException as error:
        unknown = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        return {"why": "unknown country of phone" if unknown else "not a phone"}
    if not phonenumbers.is_valid_number(number):
        return {"why": "impossible phone"}
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return {"value": value, "label": _LABELS.get(phonenumbers.number_type(number), "unknown")}


def email(written: str) -> Answer:
    """An address with its domain in lower case; label role for mailboxes like info@, personal for people's, else unknown."""
    tidy = re.sub(r"^mailto:", "", written.strip().strip("<>;,. "), flags=re.IGNORECASE)
    if not tidy:
        return {} if not written.strip() else {"why": "not an e-mail"}
    try:
        found = validate_email(tidy, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return {"why": "not an e-mail"}
    box, host = found.local_part.lower(), found.domain.lower()
    if _PLACEHOLDER_BOXES.fullmatch(box) or _PLACEHOLDER_HOSTS.fullmatch(host):
        return {"why": "placeholder"}
    stem = re.split(r"[._+\-\d]", box)[0]
    if box in _ROLES or stem in _ROLES:
        label = "role"
    elif re.fullmatch(r"[a-zа-яіїєґё]{1,}[._][a-zа-яіїєґё]{2,}(?:[._][a-zа-яіїєґё]+)?\d*", box):
        label = "personal"
    else:
        label = "unknown"
    return {"value": f"{box}@{host}", "label": label}


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that the package carries: no network, nothing cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_SCHEME = re.compile(r"^\s*(?:(https?)\s*[:;]?\s*/{1,3}\s*)+", re.IGNORECASE)


def website(written: str) -> Answer:
    """An address with its scheme, and its registrable domain; the domain is NULL for pages on social sites."""
    tidy = written.strip().strip("<>\"'«»;, ")
    if not tidy:
        return {} if not written.strip() else {"why": "not a web site"}
    scheme = _SCHEME.match(tidy)
    rest = tidy[scheme.end() :] if scheme else tidy
    if "@" in rest.split("/")[0]:
        return {"why": "an e-mail"}
    secure = "https" if scheme and "https" in scheme.group().lower() else "http"
    try:
        parts = urlsplit(f"{secure}://{rest}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return {"why": "not a web site"}
    found = _suffixes()(host)
    if not found.domain or not found.suffix or re.search(r"[^\w.-]", host) or ".." in host:
        return {"why": "not a web site"}
    if _PLACEHOLDER_HOSTS.fullmatch(host):
        return {"why": "placeholder"}
    shown = host + (f":{port}" if port else "") + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    if re.search(r"\s", shown):
        return {"why": "not a web site"}
    domain = f"{found.domain}.{found.suffix}"
    return {"value": f"{secure}://{shown}", "domain": None if domain in SOCIAL else domain}


_LABELLED = (("value", "VARCHAR"), ("label", "VARCHAR"), ("why", "VARCHAR"))

PART = Part(
    functions=(
        Function("kinds_phone", phone, 2, _LABELLED),
        Function("kinds_email", email, 1, _LABELLED),
        Function("kinds_website", website, 1, (("value", "VARCHAR"), ("domain", "VARCHAR"), ("why", "VARCHAR"))),
    ),
    macros=(
        "clean_phone(text, country) AS kinds_phone(text, upper(country))",
        "clean_email(text) AS kinds_email(text)",
        "clean_website(text) AS kinds_website(text)",
    ),
)
