"""Whatever the data, a chart is valid SVG within its box, and its table holds every figure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.charts import (
    PRINT,
    Bin,
    Chart,
    Line,
    Measure,
    Slot,
    Step,
    bars,
    binned,
    columns,
    counts,
    funnel,
    histogram,
    radar,
    trend,
)
from interviewer.charts.text import clean, whole
from interviewer.charts.text import width as text_width

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> & \"'\x00\x1b\u202e]]>"

names = st.text(max_size=60) | st.sampled_from([HOSTILE, "", "W" * 300, "統計分析 " * 20, "Problem solving"])
scores = st.none() | st.floats(0, 100) | st.sampled_from([math.nan, math.inf, -math.inf, -5.0, 130.0])
measures = st.builds(Measure, names, scores, scores, scores, names, names)
tallies = st.integers(0, 2_000_000)
charts: dict[str, st.SearchStrategy[Chart]] = {
    "bars": st.builds(bars, names, st.lists(measures, max_size=12)),
    "counts": st.builds(counts, names, st.lists(st.builds(Measure, names, st.none() | st.floats(0, 1e9)), max_size=12)),
    "trend": st.builds(
        trend,
        names,
        st.lists(measures, max_size=60),
        fit=st.none() | st.builds(Line, st.floats(-500, 500), st.floats(-500, 500) | st.just(math.nan), names),
    ),
    "radar": st.builds(radar, names, st.lists(measures, max_size=10)),
    "histogram": st.builds(histogram, names, st.lists(scores, max_size=50).map(binned), axis=names),
    "counted": st.builds(
        histogram,
        names,
        st.lists(tallies, min_size=1, max_size=20).map(lambda ns: [Bin(n, n + 1, c) for n, c in enumerate(ns)]),
    ),
    "funnel": st.builds(funnel, names, st.lists(st.builds(Step, names, tallies), max_size=40)),
    "columns": st.builds(columns, names, st.lists(st.builds(Slot, names, tallies), max_size=90)),
}
any_chart = st.one_of(*charts.values())
# How long a drawing takes is no matter of its being right, and machines are busy at times.
patiently = settings(deadline=None)


def parsed(chart: Chart, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg(**options))  # type: ignore[arg-type]


def extent(element: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of one drawn element; of text, as far as it can be guessed."""
    get = lambda name: float(element.get(name, "0"))  # noqa: E731
    tag = element.tag.removeprefix(SVG)
    if tag == "rect":
        return get("x"), get("y"), get("x") + get("width"), get("y") + get("height")
    if tag == "circle":
        return get("cx") - get("r"), get("cy") - get("r"), get("cx") + get("r"), get("cy") + get("r")
    if tag == "line":
        xs, ys = (get("x1"), get("x2")), (get("y1"), get("y2"))
    elif tag == "text":
        part = element.get("class", "").removeprefix("chart__")
        long = text_width("".join(element.itertext()) if not len(element) else element[0].tail or "", part)
        start = {"middle": -long / 2, "end": -long}.get(element.get("text-anchor", ""), 0)
        return get("x") + start, get("y"), get("x") + start + long, get("y")
    else:
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", element.get("points") or element.get("d") or "")]
        xs, ys = tuple(numbers[::2]), tuple(numbers[1::2])
    return min(xs), min(ys), max(xs), max(ys)


@patiently
@given(any_chart)
def test_every_chart_is_valid_svg_with_a_name_and_a_text_alternative(chart: Chart) -> None:
    for root in (parsed(chart), parsed(chart, theme=PRINT)):
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        labels = (root.get("aria-labelledby") or "").split()
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert labels == ids, "the name and the description are found by their ids"
        assert len(set(ids)) == len(ids)
        assert root.find(f"{SVG}desc").text  # type: ignore[union-attr]


@patiently
@given(any_chart)
def test_every_coordinate_is_finite_and_within_the_box(chart: Chart) -> None:
    root = parsed(chart)
    left, top, width, height = (float(n) for n in (root.get("viewBox") or "").split())
    assert (left, top) == (0, 0)
    written = chart.svg()
    assert "NaN" not in re.sub(r">[^<]*<", "><", written)
    for element in root.iter():
        if element.tag.removeprefix(SVG) in {"svg", "title", "desc"}:
            continue
        sides = extent(element)
        assert all(math.isfinite(side) for side in sides)
        assert sides[0] >= -0.02 and sides[1] >= -0.02, ElementTree.tostring(element)
        assert sides[2] <= width + 0.02 and sides[3] <= height + 0.02, ElementTree.tostring(element)


@pytest.mark.parametrize("count", range(1, 32))
def test_long_labels_below_stay_within_the_box_however_many_there_are(count: int) -> None:
    """A long label in the middle beside a short one at the end has room to go astray."""
    names = ["0" if place == count - 1 else "A label that is rather long" for place in range(count)]
    points = [Measure("x", 50, when=name) for name in names]
    for chart in (columns("Days", [Slot(name, 3) for name in names]), trend("Course", points)):
        for text in parsed(chart).iter(f"{SVG}text"):
            left, _, right, _ = extent(text)
            assert left >= -0.02 and right <= chart.width + 0.02, ElementTree.tostring(text)


@patiently
@given(any_chart)
def test_nothing_of_the_data_becomes_markup(chart: Chart) -> None:
    for svg in (chart.svg(), chart.svg(PRINT)):
        assert "<script" not in svg
        assert " style=" not in re.sub(r">[^<]*<", "><", svg)
        assert "<style" not in svg
        tags = {e.tag.removeprefix(SVG) for e in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "circle", "line", "polyline", "path", "text"}


@patiently
@given(st.lists(measures, min_size=1, max_size=12))
def test_the_table_of_scores_holds_every_figure(rows: list[Measure]) -> None:
    for chart in (bars("Skills", rows), radar("Skills", rows), trend("Skills", rows)):
        if chart.empty:
            assert all(row.value is None for row in rows)
            continue
        cells = [" | ".join(row) for row in chart.table().rows]
        assert len(cells) == len(rows)
        for row, cell in zip(rows, cells, strict=True):
            assert row.label in cell
            for figure in (row.value, row.low, row.high):
                assert figure is None or whole(figure) in cell


@patiently
@given(st.lists(st.builds(Step, names, tallies), max_size=20))
def test_the_table_of_a_funnel_holds_every_step(steps: list[Step]) -> None:
    chart = funnel("Funnel", steps)
    expected = [] if chart.empty else [(clean(step.label), whole(step.count)) for step in steps]
    assert [row[:2] for row in chart.table().rows] == expected


@patiently
@given(st.lists(scores, max_size=80))
def test_every_score_falls_into_one_bin(values: list[float | None]) -> None:
    counted = [v for v in values if v is not None and math.isfinite(v) and 0 <= v <= 100]
    assert sum(item.count for item in binned(values)) == len(counted)


@patiently
@given(any_chart)
def test_a_row_of_a_table_has_a_cell_for_each_column(chart: Chart) -> None:
    assert all(len(row) == len(chart.table().columns) for row in chart.table().rows)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: bars("Skills", []),
        lambda: counts("Calls", []),
        lambda: trend("Trend", []),
        lambda: trend("Trend", [Measure("One", None)]),
        lambda: radar("Skills", []),
        lambda: histogram("Scores", binned([])),
        lambda: funnel("Funnel", [Step("Invited", 0)]),
        lambda: columns("Days", [Slot("1 May", 0)]),
    ],
    ids=["bars", "counts", "no points", "no scores", "radar", "histogram", "funnel", "columns"],
)
def test_without_data_a_chart_says_nothing_yet(draw: Callable[[], Chart]) -> None:
    chart = draw()
    assert chart.empty
    assert "Nothing yet." in chart.svg()
    assert "Nothing yet." in chart.svg(PRINT)
    page = rendered(chart)
    assert "Nothing yet." in page
    assert "<svg" not in page


def test_a_missing_score_is_said_and_never_drawn_as_zero() -> None:
    chart = bars("Skills", [Measure("Python", None), Measure("SQL", 0.0)])
    assert "Python: not assessed" in chart.description
    assert chart.table().rows[0][1] == "not assessed"
    assert chart.table().rows[1][1] == "0"
    assert chart.svg().count('class="chart__mark"') == 1


def test_scores_are_rounded_half_up_and_have_no_decimals() -> None:
    chart = bars("Skills", [Measure("Python", 62.5, 40.4, 71.9)])
    assert chart.table().rows == (("Python", "63", "40", "72", ""),)


def test_a_range_that_misses_its_score_is_widened_to_it() -> None:
    measure = Measure("Python", 80, 40, 60)
    assert (measure.low, measure.high) == (40, 80)


def test_a_radar_with_a_missing_skill_breaks_its_outline() -> None:
    full = [Measure(n, 60, 50, 70) for n in ("Communication", "Technical", "Problem solving", "Code quality")]
    partly = [*full[:3], Measure("Code quality", None)]
    assert radar("Skills", full).svg().count('class="chart__line"') == 4
    assert radar("Skills", partly).svg().count('class="chart__line"') == 2
    assert "Code quality: not assessed" in radar("Skills", partly).description


def test_the_funnel_names_where_most_people_were_lost() -> None:
    chart = funnel("Funnel", [Step("Invited", 40), Step("Opened", 35), Step("Began", 12), Step("Completed", 10)])
    assert "Most were lost before “Began”: 23." in chart.description
    assert chart.table().rows[2] == ("Began", "12", "30 %", "23")


def test_the_bins_touch_and_the_last_holds_the_top() -> None:
    bins = binned([0, 9.99, 10, 100])
    assert (bins[0].count, bins[1].count, bins[-1].count) == (2, 1, 1)
    assert histogram("Scores", bins).table().rows[-1] == ("90 to 100", "1")
    assert histogram("Scores", [Bin(0, 10, 3)]).table().rows == (("0 to 10", "3"),)


def test_the_fitted_line_is_drawn_and_put_into_words() -> None:
    points = [Measure(f"Interview {n}", 50 + n, 40, 70, when=f"{n} May") for n in range(1, 6)]
    chart = trend("Python", points, fit=Line(51, 55, "Improving."))
    assert chart.svg().count('class="chart__fit"') == 1
    assert chart.description == "5 in order, from 51 to 55. Improving."


def test_print_carries_its_colours_and_its_size_and_needs_no_style_sheet() -> None:
    svg = bars("Skills", [Measure("Python", 70, 60, 80)]).svg(PRINT)
    assert 'fill="#2f4fc4"' in svg
    assert 'width="360"' in svg
    assert "chart__" not in svg.replace("chart__svg", "")


def test_the_printed_drawing_is_one_that_typst_can_set() -> None:
    typst = pytest.importorskip("typst")
    rows = [Measure(HOSTILE, 70, 60, 80), Measure("統計", None)]
    svg = bars("Skills", rows).svg(PRINT)
    source = '#image(bytes(sys.inputs.drawing), format: "svg")'
    pdf = typst.compile(source.encode(), sys_inputs={"drawing": svg})
    assert pdf.startswith(b"%PDF")


def test_the_same_chart_twice_on_a_page_has_different_ids() -> None:
    chart = bars("Skills", [Measure("Python", 70)])
    page = rendered(chart, chart)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 6


def test_a_page_shows_caption_drawing_and_table_and_escapes_names() -> None:
    page = rendered(bars(HOSTILE, [Measure(HOSTILE, 70)]))
    assert "<script" not in page
    assert "<details" in page and "<figcaption" in page and "<svg" in page
    assert page.count("&lt;/text&gt;") >= 4


def rendered(*figures: Chart) -> str:
    tags = "".join(f"{{% chart f{place} %}}" for place in range(len(figures)))
    context = Context({f"f{place}": figure for place, figure in enumerate(figures)})
    return Template("{% load charts %}" + tags).render(context)
