"""The charts of the report as SVG: drawn here, nothing is fetched when the page is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from pipelines.customers.words import SEGMENTS, STAGES, text

BLUE, GREY, AMBER = "#2b6cb0", "#a0aec0", "#dd6b20"
FONT = "DejaVu Sans, Arial, sans-serif"
Row = dict[str, Any]


def pareto(points: Sequence[Row], language: str) -> str:
    """Share of clients against the share of worth they bring, with the 20 % and 80 % lines."""
    data = [{"x": 0.0, "y": 0.0}, *({"x": point["clients"], "y": point["worth"] or 0.0} for point in points)]
    axis = alt.Axis(format="%", tickCount=5)
    line = _chart(data).mark_area(line={"color": BLUE}, color=BLUE, opacity=0.25).encode(
        x=alt.X("x:Q", title=text("share_clients", language), axis=axis, scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("y:Q", title=text("share_worth", language), axis=axis, scale=alt.Scale(domain=[0, 1])),
    )  # fmt: skip
    rules = [
        _chart([{"v": 0.2}]).mark_rule(color=AMBER, strokeDash=[4, 3]).encode(x="v:Q"),
        _chart([{"v": 0.8}]).mark_rule(color=AMBER, strokeDash=[4, 3]).encode(y="v:Q"),
    ]
    return _svg(alt.layer(line, *rules), 400, 270)


def months(rows: Sequence[Row], by_profit: bool, language: str) -> str:
    """Money by month: revenue as bars, profit as a line where it is known."""
    data = [{"month": f"{row['month']:%Y-%m}", "revenue": row["revenue"], "worth": row["worth"]} for row in rows]
    every = max(1, len(data) // 8)
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, values=[row["month"] for row in data[::every]]))
    y = alt.Axis(format="~s", tickCount=5)
    right = alt.Axis(format="~s", tickCount=5, orient="right", titleColor=BLUE)
    chart: Any = _chart(data).mark_bar(color=GREY).encode(
        x=x, y=alt.Y("revenue:Q", title=text("revenue", language), axis=y)
    )  # fmt: skip
    if by_profit:
        line = _chart(data).mark_line(color=BLUE, strokeWidth=2.5).encode(
            x=x, y=alt.Y("worth:Q", title=text("profit", language), axis=right)
        )  # fmt: skip
        chart = alt.layer(chart, line).resolve_scale(y="independent")
    return _svg(chart, 980, 200)


def grid(rows: Sequence[Row], language: str) -> str:
    """How many clients stand where on recency × frequency and money, with the segment's name."""
    data = [
        {"r": row["r"], "fm": row["fm"], "n": row["clients"], "name": SEGMENTS[row["segment"]][0][language]}
        for row in rows
    ]
    base = _chart(data).encode(
        x=alt.X(
            "fm:O",
            title=text("frequency_money", language),
            scale=alt.Scale(domain=[1, 2, 3, 4, 5]),
            axis=alt.Axis(labelAngle=0),
        ),
        y=alt.Y("r:O", title=text("recency", language), scale=alt.Scale(domain=[5, 4, 3, 2, 1])),
    )
    cells = base.mark_rect(cornerRadius=3).encode(color=alt.Color("n:Q", legend=None, scale=alt.Scale(scheme="blues")))
    most = max(row["n"] for row in data)
    ink = alt.condition(alt.datum.n > most * 0.6, alt.value("white"), alt.value("#1a202c"))
    counts = base.mark_text(fontSize=14, fontWeight="bold", dy=-6).encode(text="n:Q", color=ink)
    names = base.mark_text(fontSize=8.5, dy=10).encode(text="name:N", color=ink)
    return _svg(alt.layer(cells, counts, names), 480, 240)


def stages(rows: Sequence[Row], language: str) -> str:
    """Clients by stage of the life cycle, in its order."""
    held = {row["stage"]: row["clients"] for row in rows}
    data = [{"stage": names[language], "n": held[stage]} for stage, names in STAGES.items() if stage in held]
    order = [names[language] for names in STAGES.values()]
    bars = _chart(data).encode(
        y=alt.Y("stage:N", title=None, sort=order),
        x=alt.X("n:Q", title=text("clients", language), axis=alt.Axis(tickMinStep=1)),
    )
    return _svg(alt.layer(bars.mark_bar(color=BLUE), bars.mark_text(align="left", dx=4).encode(text="n:Q")), 250, 200)


def cohorts(rows: Sequence[Row], language: str) -> str:
    """Share of each quarter's new clients that order in later quarters."""
    data = [
        {
            "cohort": f"{row['cohort'].year} Q{(row['cohort'].month + 2) // 3}",
            "q": row["quarter"],
            "share": row["share"],
        }
        for row in rows
        if row["quarter"] > 0
    ]
    base = _chart(data).encode(
        x=alt.X("q:O", title=text("quarter", language), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("cohort:O", title=text("cohort", language)),
    )
    cells = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("share:Q", legend=None, scale=alt.Scale(scheme="blues", domain=[0, 1]))
    )
    ink = alt.condition(alt.datum.share > 0.6, alt.value("white"), alt.value("#1a202c"))
    return _svg(
        alt.layer(cells, base.mark_text(fontSize=10).encode(text=alt.Text("share:Q", format=".0%"), color=ink)),
        330,
        200,
    )


def _chart(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[*rows]))


def _svg(chart: Any, width: int, height: int) -> str:
    """The picture of a chart, to stand in a page as it is."""
    drawn = (
        chart.properties(width=width, height=height)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
    )
    picture = vl_convert.vegalite_to_svg(drawn.to_json())
    return str(picture)
