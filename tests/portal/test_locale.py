"""Texts in three languages: nothing is missing, and what is compiled is what is written."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

PORTAL = Path(__file__).parents[2] / "portal"
LANGUAGES = ("ru", "uk")
FOLDER = {language: PORTAL / "locale" / language / "LC_MESSAGES" for language in LANGUAGES}
SAYS = re.compile(r'\{% translate (?:"([^"]*)"|\'([^\']*)\')|\b_\(\s*"([^"]*)"')


def written(language: str) -> Catalog:
    return read_po(io.BytesIO((FOLDER[language] / "django.po").read_bytes()), locale=language)


def forms(text: object) -> list[str]:
    return [str(each) for each in text] if isinstance(text, list | tuple) else [str(text or "")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    known = {forms(message.id)[0]: message for message in written(language) if message.id}
    for message in known.values():
        assert all(forms(message.string)), message.id
        assert not message.fuzzy, message.id
        assert len(forms(message.string)) == (3 if message.pluralizable else 1), message.id
        named = set(re.findall(r"%\(\w+\)s", forms(message.id)[0]))
        for form in forms(message.string):
            assert set(re.findall(r"%\(\w+\)s", form)) == named, message.id
    for path in [*PORTAL.rglob("*.html"), *PORTAL.rglob("*.py")]:
        for found in SAYS.finditer(path.read_text("utf-8")):
            text = next(group for group in found.groups() if group is not None)
            assert text in known, f"{path.name}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = read_mo(io.BytesIO((FOLDER[language] / "django.mo").read_bytes()))
    said = {forms(message.id)[0]: forms(message.string) for message in compiled if message.id}
    assert said == {forms(message.id)[0]: forms(message.string) for message in written(language) if message.id}


def test_gettext_reads_them_too() -> None:
    program = shutil.which("msgfmt")
    if program is None:
        pytest.skip("gettext is not installed (apt-get install gettext)")
    for folder in FOLDER.values():
        done = subprocess.run(
            [program, "--check-format", "-o", "/dev/null", folder / "django.po"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
