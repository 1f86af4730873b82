"""The vault: values come back by token until they are forgotten, and nothing readable lies on the disk."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from leads.vault import PREFIX, Forgotten, Vault, VaultError

NAME = "ФОП Вигадана Марія Іванівна"


def test_a_value_comes_back_by_its_token(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        tokens = vault.tokens([NAME, "maria@ukr.example", NAME])
        assert set(tokens) == {NAME, "maria@ukr.example"}
        assert all(token.startswith(PREFIX) for token in tokens.values())
        assert vault.reveal(tokens[NAME]) == NAME
    with Vault(tmp_path) as again:
        assert again.token(NAME) == tokens[NAME]
        assert again.reveal(tokens["maria@ukr.example"]) == "maria@ukr.example"


def test_case_and_blanks_make_no_other_subject(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        assert vault.token("Maria@Ukr.example") == vault.token(" maria@ukr.example ")
        assert vault.token("maria@ukr.example") != vault.token("mario@ukr.example")


def test_nothing_readable_lies_on_the_disk_and_the_key_is_ours_alone(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        vault.token(NAME)
        written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert NAME.encode() not in written and "Марія".encode() not in written
    for name in ("vault.key", "vault.sqlite"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_forgetting_destroys_the_key_for_good(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        token = vault.token(NAME)
        key = sqlite3.connect(tmp_path / "vault.sqlite").execute("SELECT key FROM subjects").fetchone()[0]
        assert vault.forget(NAME)
        assert not vault.forget(token)
        with pytest.raises(Forgotten):
            vault.reveal(token)
        assert vault.token(NAME) == token
        with pytest.raises(Forgotten):
            vault.reveal(token)
    left = b"".join(path.read_bytes() for path in tmp_path.glob("vault.sqlite*"))
    assert key not in left


def test_a_value_forgotten_before_it_was_seen_is_never_stored(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        assert not vault.forget(NAME)
    with Vault(tmp_path) as vault, pytest.raises(Forgotten):
        vault.reveal(vault.token(NAME))


def test_an_unknown_token_is_no_value(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault, pytest.raises(KeyError):
        vault.reveal(f"{PREFIX}{'0' * 32}")


def test_another_key_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        vault.token(NAME)
    with pytest.raises(VaultError, match="made with another key"):
        Vault(tmp_path, key=Fernet.generate_key().decode())
    with pytest.raises(VaultError, match="is no key"):
        Vault(tmp_path, key="secret")


def test_a_locked_vault_is_one_sentence(tmp_path: Path) -> None:
    with Vault(tmp_path) as vault:
        vault._db.execute("PRAGMA busy_timeout = 1").fetchall()
        other = sqlite3.connect(tmp_path / "vault.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(VaultError, match="cannot be written: database is locked"):
            vault.token(NAME)
        other.execute("ROLLBACK")
        other.close()
        assert vault.reveal(vault.token(NAME)) == NAME


def test_processes_that_begin_at_once_share_one_key_and_one_store(tmp_path: Path) -> None:
    code = (
        "import sys; from leads.vault import Vault\n"
        "with Vault(sys.argv[1]) as vault:\n"
        "    for n in range(20): vault.tokens([f'person {n}', f'{sys.argv[2]} {n}'])\n"
        "    print(vault.token('person 7'))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)], stdout=subprocess.PIPE, text=True)
        for n in range(3)
    ]
    said = {process.communicate(timeout=120)[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(said) == 1
    with Vault(tmp_path) as vault:
        assert vault.reveal(said.pop().strip()) == "person 7"
        assert vault.reveal(vault.token("2 19")) == "2 19"
