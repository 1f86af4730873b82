"""Which of a CRM's fields holds which of ours, with what an operator's crm.toml changes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from pipelines.deliver.crm.protocol import CrmError, Fields

Names = Mapping[str, str]


class FieldMap:
    """Fields of each kind of record, ours to theirs."""

    def __init__(self, names: Mapping[str, Names], changes: Mapping[str, Names]) -> None:
        """`changes` name another field of the CRM for one of ours, or none ('') to leave it out."""
        unknown = set(changes) - set(names)
        if unknown:
            raise CrmError(f"crm.toml maps fields of {sorted(unknown)[0]}, which this CRM keeps no records of.")
        merged = {kind: {**own, **changes.get(kind, {})} for kind, own in names.items()}
        self._names = {kind: {ours: theirs for ours, theirs in own.items() if theirs} for kind, own in merged.items()}
        for kind, own in self._names.items():
            twice = sorted(theirs for theirs, count in Counter(own.values()).items() if count > 1)
            if twice:
                raise CrmError(
                    f"crm.toml sends two of our fields of a {kind} to {twice[0]!r}: a field holds one value."
                )

    def fit(self, kind: str, fields: Fields) -> Fields:
        """The fields that have a place there."""
        return {name: value for name, value in fields.items() if name in self._names[kind]}

    def theirs(self, kind: str, fields: Fields) -> dict[str, str]:
        """Values by the CRM's names."""
        return {self._names[kind][name]: value for name, value in fields.items()}

    def ours(self, kind: str, row: Mapping[str, object]) -> dict[str, str]:
        """Values by our names, '' where nothing stands."""
        return {name: text(row.get(there)) for name, there in self._names[kind].items()}

    def names(self, kind: str) -> list[str]:
        """The CRM's names, sorted."""
        return sorted(set(self._names[kind].values()))

    def of(self, kind: str, name: str) -> str:
        """The CRM's name of one of our fields, '' where it has no place."""
        return self._names[kind].get(name, "")

    def require(self, vendor: str, kind: str, known: Collection[str], *more: str) -> None:
        """Raises CrmError with the name of a field that the CRM does not have."""
        missing = sorted({*self._names[kind].values(), *more} - set(known))
        if missing:
            ours = {theirs: name for name, theirs in self._names[kind].items()}
            what = f"for our {ours[missing[0]]}" if missing[0] in ours else "for our id"
            raise CrmError(
                f"{vendor} has no field {missing[0]!r} of a {kind} ({what}): make it there, or name another in crm.toml."
            )


def text(value: object) -> str:
    """A CRM's value as text."""
    return "" if value is None or value is False else str(value)
