"""Rows of a file as clients: typed by the cleaners of all other sources; persons and sole traders are left out and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
from stdnum.ru import inn, ogrn
from stdnum.ua import rntrc

from leads.freemail import FREE_MAIL
from leads.privacy import person, personal_mailbox
from pipelines.customers import days
from pipelines.customers.columns import Reading
from pipelines.customers.contents import register_of
from pipelines.customers.headings import CLIENT

Tokenise = Callable[[Iterable[str]], Mapping[str, str]]
Row = dict[str, Any]

REGISTERS = {"UA": ("UA-EDRPOU",), "RU": ("RU-INN", "RU-OGRN"), "NO": ("NO-ORGNR",), "GB": ("GB-COH",)}
"""The registers a bare number of a client from a country is tried in."""
ENDINGS = {"ua": "UA", "укр": "UA", "ru": "RU", "рф": "RU", "su": "RU", "no": "NO", "uk": "GB"}
"""Ends of web domains that tell a country."""
_MAILBOX = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


@dataclass(frozen=True)
class Reject:
    """A value that could not be read, or a row that was left out; the text of a person is never among them."""

    row: int
    column: str
    text: str
    why: str


@dataclass
class Client:
    """One client as a file tells it; fields as in `leads.models.Customer`."""

    row: int
    code: str = ""
    name: str = ""
    name_key: str = ""
    """Folded name and legal form: `romashka|OOO`."""
    country: str = ""
    numbers: list[dict[str, str]] = field(default_factory=list)
    region: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    website: str = ""
    domain: str = ""
    email: str = ""
    phone: str = ""
    industry: str = ""
    owner: str = ""
    since: date | None = None
    custom: dict[str, str] = field(default_factory=dict)


@dataclass
class Clients:
    """What the rows of one table say of clients, by the number of their distinct wording."""

    read: dict[int, Client] = field(default_factory=dict)
    persons: set[int] = field(default_factory=set)
    """Wordings that are of a person or sole trader."""
    nameless: set[int] = field(default_factory=set)
    """Wordings that do not say who the client is."""
    rejects: list[Reject] = field(default_factory=list)


_CLEAN = """
SELECT ref, row, clean_country(country).value AS country_, clean_website(website) AS site, clean_email(email) AS mail,
    {plain}
FROM customers_given ORDER BY ref
"""
_NAMED = """
SELECT *, name_key(named['core']) AS key
FROM (SELECT g.ref, clean_name(g.name, g.land) AS named, clean_phone(g.phone, nullif(g.land, '')) AS phone,
        clean_region(g.region, nullif(g.land, '')) AS region
    FROM customers_named g)
ORDER BY ref
"""


def read(
    con: duckdb.DuckDBPyConnection, given: pa.Table, reading: Reading, country: str, tokenise: Tokenise
) -> Clients:
    """The clients of a table of distinct wordings: `ref`, `row`, the fields of a client, and custom columns `x<place>`.

    `country` is that of clients whose country nothing tells. Personal values come out as tokens.
    """
    con.register("customers_given", given)
    plain = ", ".join(field for field in CLIENT if field != "person")
    rows = _dicts(con.execute(_CLEAN.format(plain=plain)))
    lands = [_country(row, country) for row in rows]
    con.register(
        "customers_named",
        pa.table({
            "ref": [row["ref"] for row in rows], "land": pa.array(lands, pa.string()),
            **{name: pa.array([row[name] for row in rows], pa.string()) for name in ("name", "phone", "region")},
        }),
    )  # fmt: skip
    named = _dicts(con.execute(_NAMED))
    con.unregister("customers_given")
    con.unregister("customers_named")
    way = days.habit(row["since"] or "" for row in rows)
    extra = given.select(["ref", *(name for name in given.column_names if name.startswith("x"))]).to_pylist()
    custom = {row.pop("ref"): row for row in extra}
    found, headings = Clients(), {f"x{column.place}": column.heading for column in reading.columns}
    veiled = [f"x{column.place}" for column in reading.columns if column.field == "person"]
    for row, words, land in zip(rows, named, lands, strict=True):
        ref = row["ref"]
        if _is_person(row):
            found.persons.add(ref)
            found.rejects.append(Reject(row["row"], "", "", "a person or sole trader: only organisations are kept"))
            continue
        client = _client(row, words, land, way, found.rejects)
        if not (client.name or client.numbers or client.code):
            found.nameless.add(ref)
            continue
        client.custom = {
            headings[name]: value.strip() for name, value in custom[ref].items() if value and value.strip()
        }
        found.read[ref] = client
    _veil(found, {headings[name] for name in veiled}, tokenise)
    return found


def veiled(texts: Iterable[str], tokenise: Tokenise) -> dict[str, str]:
    """Texts → the same with persons and personal mailboxes as tokens; only texts that change are among the answer."""
    found: dict[str, str] = {}
    for text in texts:
        boxes = [box for box in _MAILBOX.findall(text) if personal_mailbox(box)]
        if person({"name": text}):
            found[text] = tokenise([text])[text]
        elif boxes:
            changed = text
            for box, token in tokenise(boxes).items():
                changed = changed.replace(box, token)
            found[text] = changed
    return found


def _veil(found: Clients, headings: set[str], tokenise: Tokenise) -> None:
    seen = {value for client in found.read.values() for value in client.custom.values()}
    changed = veiled(seen, tokenise)
    whole = {value for client in found.read.values() for head, value in client.custom.items() if head in headings}
    tokens = tokenise(whole) if whole else {}
    boxes = {client.email for client in found.read.values() if client.email and personal_mailbox(client.email)}
    hidden = tokenise(boxes) if boxes else {}
    for client in found.read.values():
        client.custom = {
            head: tokens[value] if head in headings else changed.get(value, value)
            for head, value in client.custom.items()
        }
        client.email = hidden.get(client.email, client.email)


def _client(row: Row, words: Row, land: str, way: days.Habit, rejects: list[Reject]) -> Client:
    """One client, with what could not be read among the rejects."""
    place, name, site, mail, phone = row["row"], words["named"], row["site"], row["mail"], words["phone"]

    def refuse(column: str, why: str | None) -> None:
        if why:
            rejects.append(Reject(place, column, _text(row, column), why))

    refuse("name", name["why"])
    refuse("website", site["why"])
    refuse("email", mail["why"])
    refuse("phone", phone["why"])
    numbers, why = numbers_of(_text(row, "number"), land)
    refuse("number", why)
    since = days.read(_text(row, "since"), way) if _text(row, "since") else None
    refuse("since", None if since or not _text(row, "since") else "not a day")
    email = mail["value"] or ""
    host = email.rpartition("@")[2]
    return Client(
        row=place,
        name=name["value"] or _text(row, "name") * (name["why"] is None),
        name_key=f"{words['key']}|{name['form'] or ''}" if words["key"] else "",
        country=land,
        numbers=numbers,
        region=words["region"]["value"] or _text(row, "region"),
        website=site["value"] or "",
        domain=site["domain"] or (host if host and host not in FREE_MAIL else ""),
        email=email,
        phone=phone["value"] or "",
        since=since,
        code=_text(row, "code"),
        city=_text(row, "city"),
        address=_text(row, "address"),
        postcode=_text(row, "postcode"),
        industry=_text(row, "industry"),
        owner=_text(row, "owner"),
    )


def numbers_of(text: str, land: str) -> tuple[list[dict[str, str]], str | None]:
    """The register numbers in a cell such as `7701234567/770101001`, and why there is none where there should be."""
    if not text:
        return [], None
    found: list[dict[str, str]] = []
    whys: list[str] = []
    for part in re.split(r"[/;,|]|\s{2,}", text):
        bare = re.sub(r"[\s.-]|^(?:UA|RU|GB|NO|MVA)(?=\d)", "", part.strip(), flags=re.IGNORECASE).removesuffix("MVA")
        if not bare:
            continue
        if len(bare) == 9 and found and found[0]["register"] == "RU-INN":
            continue  # a KPP: it names a tax office, not a company
        registers = REGISTERS.get(land, ()) or filter(None, (register_of(bare),))
        answer = next((each for each in (_numbered(bare, register) for register in registers) if each), None)
        if answer:
            found.append(answer)
        else:
            whys.append("no register number that we know" if not land else f"no register number of {land}")
    return found, whys[0] if whys and not found else None


def _numbered(bare: str, register: str) -> dict[str, str] | None:
    if register == "UA-EDRPOU" and bare.isdigit() and 5 <= len(bare) < 8:
        bare = bare.zfill(8)  # a spreadsheet took the zeros for nothing
    if register == "GB-COH":
        bare = bare.upper().zfill(8) if bare.isdigit() else bare.upper()
        return {"register": register, "number": bare} if re.fullmatch(r"[0-9]{8}|[A-Z]{2}[0-9]{6}", bare) else None
    return {"register": register, "number": bare} if register_of(bare) == register else None


def _country(row: Row, given: str) -> str:
    """The country a row tells: its own column, the register of its number, its phone, its domain; else the one given."""
    if row["country_"]:
        return str(row["country_"])
    written = _text(row, "number")
    if written and given in REGISTERS and numbers_of(written, given)[0]:
        return given  # eight digits of one country may bear the check digit of another
    for part in re.split(r"[/;,|\s]+", written):
        if register := register_of(part):
            return register[:2]
    digits = re.sub(r"\D", "", _text(row, "phone"))
    if given not in REGISTERS:
        for prefix, land in (("380", "UA"), ("47", "NO"), ("44", "GB")):
            if _text(row, "phone").startswith("+") and digits.startswith(prefix):
                return land
        ending = str((row["site"] or {}).get("domain") or "").rpartition(".")[2]
        return ENDINGS.get(ending, given)
    return given


def _is_person(row: Row) -> bool:
    bare = re.sub(r"[\s.-]", "", _text(row, "number"))
    numbers = [{"register": register, "number": bare} for register in _personal(bare)]
    return person({"name": _text(row, "name") or None, "numbers": numbers})


def _personal(bare: str) -> list[str]:
    """The registers in which a number is a person's: twelve digits of an INN, ten of a Ukrainian taxpayer's card."""
    if len(bare) in (12, 15) and bare.isdigit() and (inn.is_valid(bare) or ogrn.is_valid(bare)):
        return ["RU-INN", "RU-OGRN"]
    if len(bare) == 10 and bare.isdigit() and rntrc.is_valid(bare) and not inn.is_valid(bare):
        return ["UA-EDRPOU"]
    return []


def _text(row: Row, name: str) -> str:
    return " ".join(str(row[name] or "").split())


def _dicts(relation: duckdb.DuckDBPyConnection) -> list[Row]:
    names = [str(column[0]) for column in relation.description or ()]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
