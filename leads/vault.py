"""The vault: personal values, encrypted, one key per subject; everywhere else stands a token.

    data/vault.sqlite   token → the subject's key (wrapped by the master key), the value (encrypted by the subject's key)
    data/vault.key      the master key, mode 0600 (or FIRSTCALL_VAULT_KEY)

A token is an HMAC of the value, so the same value has the same token in every crawl and nobody can tell the value from
it. Forgetting destroys the subject's key: the token stays wherever it stands, and can never be read again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.fernet import Fernet, InvalidToken

PREFIX = "vault:"
"""What every token begins with."""

LOOKED_UP = 50_000
"""Tokens remembered in memory, so that a value seen again costs no query."""

_TABLES = """
    CREATE TABLE IF NOT EXISTS subjects (token TEXT PRIMARY KEY, key BLOB, value BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS checks (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""


class VaultError(RuntimeError):
    """The vault cannot be used; one sentence says why."""


class Forgotten(LookupError):
    """The subject was forgotten: nobody can read its value any more."""


class Vault:
    """Values of natural persons, kept apart. Any number of processes may use it at once."""

    def __init__(self, data: Path | str, key: str | None = None) -> None:
        """Open (or make) the vault under a data folder; `key` or FIRSTCALL_VAULT_KEY replaces the key file.

        Raises VaultError where the key is not a key, or not the one this vault was made with.
        """
        self.path = Path(data) / "vault.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        master = key or os.environ.get("FIRSTCALL_VAULT_KEY") or _key_file(Path(data) / "vault.key")
        try:
            self._master = Fernet(master)
        except ValueError:
            raise VaultError("the vault key is no key; make one with `openssl rand -base64 32 | tr +/ -_`") from None
        self._secret = hashlib.sha256(b"firstcall token" + master.encode()).digest()
        self._known: dict[str, str] = {}
        try:
            self._db = _connect(self.path)
            self._check_key()
        except sqlite3.Error as error:
            raise VaultError(f"the vault {self.path} cannot be opened: {error}") from None

    def token(self, value: str) -> str:
        """The token of one value, kept in the vault from now on. See `tokens`."""
        return self.tokens([value])[value]

    def tokens(self, values: Iterable[str]) -> Mapping[str, str]:
        """Value → token for a batch, in one transaction. A forgotten subject keeps its token and is not stored again.

        Case and white space do not matter: `Ivan@X.ua` and `ivan@x.ua ` are one subject.
        """
        asked = {value: self._known.get(value) for value in values}
        fresh = {value: self._name(value) for value, token in asked.items() if token is None}
        if fresh:
            try:
                self._store(fresh)
            except sqlite3.Error as error:
                raise VaultError(f"the vault {self.path} cannot be written: {error}") from None
            if len(self._known) + len(fresh) > LOOKED_UP:
                self._known.clear()
            self._known.update(fresh)
        return {value: token or fresh[value] for value, token in asked.items()}

    def reveal(self, token: str) -> str:
        """The value behind a token. Raises Forgotten where it was forgotten, KeyError where there is no such token."""
        row = self._db.execute("SELECT key, value FROM subjects WHERE token = ?", (token,)).fetchone()
        if row is None:
            raise KeyError(token)
        if row[0] is None:
            raise Forgotten(f"{token} was forgotten")
        return Fernet(self._master.decrypt(row[0])).decrypt(row[1]).decode()

    def forget(self, value: str) -> bool:
        """Destroy the key of a subject, named by its token or its value; True where there was something to destroy.

        A value never seen is remembered as forgotten, so that it is not stored when it comes.
        """
        token = value if value.startswith(PREFIX) else self._name(value)
        with self._db:
            kept = self._db.execute("SELECT key FROM subjects WHERE token = ?", (token,)).fetchone()
            self._db.execute("INSERT OR REPLACE INTO subjects VALUES (?, NULL, NULL)", (token,))
        # The old key would otherwise live on in the write-ahead log.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return bool(kept and kept[0])

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _name(self, value: str) -> str:
        plain = " ".join(value.split()).casefold().encode("utf-8", "surrogatepass")
        return PREFIX + hmac.new(self._secret, plain, hashlib.sha256).hexdigest()[:32]

    def _store(self, fresh: Mapping[str, str]) -> None:
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for value, token in fresh.items():
                if self._db.execute("SELECT 1 FROM subjects WHERE token = ?", (token,)).fetchone():
                    continue
                key = Fernet.generate_key()
                sealed = Fernet(key).encrypt(value.encode("utf-8", "replace"))
                self._db.execute("INSERT INTO subjects VALUES (?, ?, ?)", (token, self._master.encrypt(key), sealed))

    def _check_key(self) -> None:
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute("SELECT value FROM checks WHERE name = 'master'").fetchone()
            if row is None:
                self._db.execute("INSERT INTO checks VALUES ('master', ?)", (self._master.encrypt(b"firstcall"),))
                return
        try:
            self._master.decrypt(row[0])
        except InvalidToken:
            self._db.close()
            raise VaultError(
                f"the vault {self.path} was made with another key (vault.key or FIRSTCALL_VAULT_KEY)"
            ) from None


def _connect(path: Path) -> sqlite3.Connection:
    with (
        suppress(FileExistsError),
        closing(os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")),
    ):
        path.chmod(0o600)
    # Spiders write a few rows a page: waiting beats failing.
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON").fetchall()
    db.executescript(_TABLES)
    return db


def _key_file(path: Path) -> str:
    """The key in a file, made where there is none; two processes that make it at once end with the same one."""
    if not path.exists():
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=".vault-")
        with os.fdopen(handle, "w") as file:
            file.write(Fernet.generate_key().decode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text().strip()
