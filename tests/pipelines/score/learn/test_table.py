"""Any file a CRM exports can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.score.learn.labelled import labelled, split
from pipelines.score.learn.table import TableError, read_table

PLAIN = "имя,сумма,исход\nЛьвів,10,да\nКиїв,20,нет\nХарків,30,нет\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(PLAIN.replace(",", separator).encode(encoding))
    table = read_table(path)
    assert list(table.columns) == ["имя", "сумма", "исход"]
    assert table.columns["имя"].tolist() == ["Львів", "Київ", "Харків"]


def test_ragged_lines_and_doubled_headings(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text('a,a,,b\n1,"x, y",3,4\n\n1,2\n1,2,3,4,5\n1,2,3,4,,\n')
    table = read_table(path)
    assert list(table.columns) == ["a", "a (2)", "column 3", "b"]
    assert table.columns["a (2)"].tolist() == ["x, y", "2", "2"]
    assert table.columns["b"].tolist() == ["4", "", "4"]
    assert table.rejects == ["line 5: 5 fields, but 4 headings"]


@pytest.mark.parametrize("content", ["", "a,b\n", "\n\n"])
def test_nothing_to_read_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "leads.csv").write_text(content)
    with pytest.raises(TableError, match=r"leads\.csv"):
        read_table(tmp_path / "leads.csv")


def test_the_outcome_is_recognised_or_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(PLAIN)
    data = labelled(read_table(path), "исход")
    assert data.positive == "да"
    assert data.labels.tolist() == [True, False, False]
    path.write_text("stage,x\na,1\nb,2\nc,3\n,4\n")
    with pytest.raises(TableError, match="say which is positive"):
        labelled(read_table(path), "stage")
    data = labelled(read_table(path), "stage", "B")
    assert (data.labels.tolist(), data.left_out) == ([False, True, False], 1)


def test_the_last_rows_by_time_are_tried(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    days = [f"{day:02d}.03.2026,{day % 2}" for day in (20, 1, 15, 30, 2, 3, 9, 11, 12, 13)]
    path.write_text("day,won\n" + "\n".join(days) + "\n")
    data = labelled(read_table(path), "won")
    _, late = split(data, "day")
    assert sorted(data.table.columns["day"][late]) == ["15.03.2026", "20.03.2026", "30.03.2026"]
    with pytest.raises(TableError, match="no column 'when'"):
        split(data, "when")


def test_without_time_the_split_follows_the_rows_not_their_order(tmp_path: Path) -> None:
    rows = [f"{i},{i % 3 == 0}" for i in range(40)]
    found = []
    for order in (rows, rows[::-1]):
        path = tmp_path / "leads.csv"
        path.write_text("x,won\n" + "\n".join(order) + "\n")
        data = labelled(read_table(path), "won")
        found.append(sorted(data.table.columns["x"][split(data, None)[1]]))
    assert found[0] == found[1]
