"""Registers in XML, rewritten record by record so that only what the declaration picks goes on.

A national register's XML names directors and founders beside every company. Each record is cut down to the attributes
and texts that the declared XPaths touch (and the elements above them); everything else, persons first of all, never
reaches the landing. E-mail addresses that are personal mailboxes become vault tokens. Memory: one record at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from lxml import etree

from leads.privacy import SOLE_TRADER, Tokenise, person, personal_mailbox
from spiders.picks import paths

BATCH = 500
"""Records whose personal mailboxes go to the vault in one transaction."""


class BadXml(ValueError):
    """A file is not the XML it should be; the sentence says why."""


def check_paths(picks: Any) -> None:
    """Raises ValueError for a path that cannot be read again from the cut record: it must select attributes or texts,
    plainly."""
    for path in paths(picks):
        last = path.rsplit("/", 1)[-1]
        if not (last.startswith("@") or last == "text()") or "[" in path or "(" in path.removesuffix("text()"):
            raise ValueError(f"a path into bulk XML ends in @attribute or text() and has no condition: {path!r}")


class Cutter:
    """Cuts records down to what picks touch."""

    def __init__(self, listing: Mapping[str, Any], parties: Sequence[Mapping[str, Any]], tokenise: Tokenise) -> None:
        """`tokenise` turns personal mailboxes into vault tokens."""
        everything = [listing, *parties]
        self._paths = [etree.XPath(path) for path in dict.fromkeys(paths(everything))]
        mailboxes = [each.get("emails") for each in parties if each.get("emails") is not None]
        self._mailboxes = [etree.XPath(path) for path in dict.fromkeys(paths(mailboxes))]
        self._tokenise = tokenise

    def cut(self, records: Iterable[etree._Element]) -> list[etree._Element]:
        """The same records with what the picks touch, and nothing else."""
        found = [self._cut(record) for record in records]
        personal = [
            (value.getparent(), value.attrname, str(value))
            for record in found
            for path in self._mailboxes
            for value in _results(path, record)
            if personal_mailbox(str(value))
        ]
        if personal:
            tokens = self._tokenise({value for _, _, value in personal})
            for element, attribute, value in personal:
                if attribute:
                    element.set(attribute, tokens[value])
                else:
                    element.text = tokens[value]
        return found

    def _cut(self, record: etree._Element) -> etree._Element:
        attributes: dict[etree._Element, dict[str, str]] = {}
        texts: dict[etree._Element, str] = {}
        above: set[etree._Element] = {record}
        for path in self._paths:
            for value in _results(path, record):
                element = value.getparent()
                if value.is_attribute:
                    attributes.setdefault(element, {})[value.attrname] = str(value)
                else:
                    texts[element] = str(value)
                while element is not None and element not in above:
                    above.add(element)
                    element = element.getparent()
        return _copy(record, None, above, attributes, texts)


def _results(path: etree.XPath, record: etree._Element) -> list[Any]:
    found = path(record)
    return found if isinstance(found, list) else []


def _copy(
    element: etree._Element,
    parent: etree._Element | None,
    above: set[etree._Element],
    attributes: Mapping[etree._Element, dict[str, str]],
    texts: Mapping[etree._Element, str],
) -> etree._Element:
    made = etree.Element(element.tag) if parent is None else etree.SubElement(parent, element.tag)
    for name, value in attributes.get(element, {}).items():
        made.set(name, value)
    made.text = texts.get(element)
    for child in element:
        if child in above:
            _copy(child, made, above, attributes, texts)
    return made


def rewrite(
    source: IO[bytes],
    target: IO[bytes],
    record: str,
    cutter: Cutter,
    pick: Any,
    limit: int | None = None,
) -> tuple[int, Counter[str]]:
    """Write the records of one XML file to another, cut; how many, and how many were left out by reason.

    `pick` makes a listing of a record, so that sole traders can be recognised and left out. Raises BadXml where the
    file is not well-formed or names no such record. Entities are not resolved, nothing is fetched.
    """
    written, left_out = 0, Counter[str]()
    batch: list[etree._Element] = []
    parser = etree.iterparse(
        source, events=("end",), tag=record, resolve_entities=False, no_network=True, load_dtd=False
    )

    def flush() -> None:
        for each in cutter.cut(batch):
            target.write(etree.tostring(each, encoding="utf-8"))
            target.write(b"\n")
        for each in batch:
            _drop(each)
        batch.clear()

    target.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n')
    try:
        for _, element in parser:
            if limit is not None and written >= limit:
                break
            if any(person(party) for party in pick(element)["parties"] if party["role"] == "registered"):
                left_out[SOLE_TRADER] += 1
                _drop(element)
                continue
            batch.append(element)
            written += 1
            if len(batch) >= BATCH:
                flush()
        flush()
    except etree.XMLSyntaxError as error:
        raise BadXml(f"is not well-formed XML: {error.msg}") from None
    target.write(b"</records>\n")
    return written, left_out


def _drop(element: etree._Element) -> None:
    """Free a record: it and what stands before it are not needed any more."""
    element.clear()
    spot: etree._Element | None = element
    while spot is not None and (above := spot.getparent()) is not None:
        while spot.getprevious() is not None:
            del above[0]
        spot = above
