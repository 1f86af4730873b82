"""Where keys stand in a TOML file."""

from __future__ import annotations

from leads.toml_lines import TomlLines

TEXT = '''# a comment with [[signal]] inside
list_size = 5
note = """
[[signal]]
word = "not this"
"""
[title]
en = "x"
[[signal]]
word = "a"
cpv = [
  "90",
  "9x",
]
[[ signal ]]   # the second
"word" = "b"
'''


def test_keys_are_found_in_their_own_table() -> None:
    lines = TomlLines(TEXT)
    assert lines.of("", 0, "list_size") == 2
    assert lines.of("title", 0, "en") == 8
    assert [lines.of("signal", at, "word") for at in (0, 1)] == [10, 16]


def test_a_text_is_found_on_its_own_line_of_a_list() -> None:
    assert TomlLines(TEXT).of("signal", 0, "cpv", "9x") == 13
    assert TomlLines(TEXT).of("signal", 0, "cpv", "nowhere") == 11


def test_a_missing_key_is_told_at_its_table_and_a_missing_table_at_the_top() -> None:
    lines = TomlLines(TEXT)
    assert lines.of("signal", 1, "points") == 15
    assert lines.of("exclude", 0, "word") == 1


def test_quotes_in_comments_and_on_one_line_open_nothing() -> None:
    lines = TomlLines("# it's \"\"\" here\na = '''one line'''\nb = 1\n")
    assert lines.of("", 0, "b") == 3
