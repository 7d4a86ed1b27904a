"""The page says what was measured, what was not, and what does not hold."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.report import END, START, between_marks, demands, kept, markdown

MACHINE = {
    "date": "2026-11-25T08:00:00+00:00",
    "command": "python -m benchmarks",
    "processor": "A processor",
    "cores": 2,
    "memory_gib": 24.0,
    "system": "Linux x86_64",
    "python": "3.10.13",
    "rasa": "3.6.21",
    "load_before": 0.1,
}


def bot(title: str, slower: float) -> dict[str, Any]:
    return {
        "title": title,
        "training": {"seconds": 10 * slower, "peak_bytes": 2**30},
        "start_up_seconds": 10 * slower,
        "sequential": {"p50_ms": 20 * slower, "p95_ms": 30 * slower, "p99_ms": 40 * slower, "count": 400},
        "turns_per_second": {"1": 40 / slower, "4": 50 / slower, "16": 60 / slower},
        "turn_ms": {"5": 20.0, "20": 20.0, "100": 20.0, "500": 20.0 * slower},
        "peak_bytes": 2**30 * slower,
    }


def part(**results: Any) -> dict[str, Any]:
    return {"machine": MACHINE, "quick": False, "not_measured": [], "results": results}


def test_each_demand_compares_limber_with_the_stock_bot() -> None:
    turns = part(limber=bot("Limber", 1), stock=bot("stock", 5))
    found = {one.title: one for one in demands({"turns": turns})}

    assert found["one turn, p50, Limber / stock"].ratio == pytest.approx(0.2)
    assert found["throughput, Limber / stock"].ratio == pytest.approx(5)
    assert found["memory, Limber / stock with its action server"].ratio == pytest.approx(0.2)
    long = found["turn 500 / turn 20 of one conversation, Limber"]
    assert (long.ratio, long.note) == (1.0, "stock: 5.0")
    assert found["training, Limber's bot / stock bot, each on its own data"].verdict == "**not reached**"
    assert found["turn p50, content x 100 / x 1"].verdict == "not measured"


def test_a_row_that_was_not_measured_says_why() -> None:
    turns = part(limber=bot("Limber", 1), stock={"title": "stock", "missing": "skipped (--quick)"})
    page = markdown({"turns": turns})

    assert "| stock | skipped (--quick) |" in page
    assert "| Limber | 10.0 s | 10.0 s | 20.0 / 30.0 / 40.0 | 40.0 / 50.0 / 60.0 |" in page
    assert "A processor, 2 cores" in page
    assert "`python -m benchmarks`" in page


def test_decisions_are_counted_and_names_have_shares() -> None:
    decided = {
        "title": "as it is",
        "messages": 2912,
        "right": 2700,
        "asked_back": 40,
        "outside": 747,
        "away": 726,
        "inside": 2165,
        "falsely_declined": 15,
    }
    shares = {"names": 110, "precision": 0.9512, "recall": 0.9, "f1": 0.925}
    named = {"title": "titles", "test_names": shares, "blind_names": shares}
    page = markdown({"decisions": part(all=decided), "names": part(titles=named)})

    assert "| as it is | 2,700 of 2,912 | 726 of 747 | 15 of 2,165 | 40 |" in page
    assert "| titles | 95.1 % / 90.0 % / 92.5 % | 95.1 % / 90.0 % / 92.5 % |" in page


def test_a_row_of_an_earlier_run_says_when_it_was_measured() -> None:
    earlier = {**part(limber=bot("Limber", 1)), "machine": {**MACHINE, "date": "2026-11-01T08:00:00+00:00"}}
    later = part(**kept(earlier), stock=bot("stock", 5))
    page = markdown({"turns": later})

    assert "Limber: 2026-11-01T08:00:00+00:00, A processor" in page
    assert "stock: 2026" not in page
    assert kept(part(**kept(later)))["limber"]["machine"]["date"] == "2026-11-01T08:00:00+00:00"


def test_a_training_that_was_ended_bounds_the_ratio() -> None:
    mine = {"title": "Limber", "training_seconds": 200.0}
    ended = {"title": "stock", "missing": "too long", "at_least": {"training_seconds": 4000}}
    found = {one.title: one for one in demands({"understanding": part(limber=mine, stock_diet=ended)})}

    demand = found["training, Limber / stock pipeline, the same data"]
    assert (demand.ratio, demand.note) == (0.05, "or less: ended after 67 minutes")


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = f"before\n{START}\nold\n{END}\nafter\n"
    assert between_marks(page, "new\n") == f"before\n{START}\n\nnew\n\n{END}\nafter\n"


@pytest.mark.parametrize("page", ["no marks", f"only {START}", f"only {END}"])
def test_a_page_without_marks_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="expected the lines"):
        between_marks(page, "new")


def test_a_database_is_asked_to_stay_as_quick_as_it_was_when_it_was_empty() -> None:
    empty = {
        "title": "PostgreSQL, empty",
        "start_up_seconds": 4.0,
        "sequential": {"p50_ms": 20.0, "p95_ms": 30.0, "p99_ms": 40.0, "count": 400},
        "turn_ms": {"5": 20.0, "20": 20.0, "100": 20.0, "500": 20.0, "1000": 22.0},
        "peak_bytes": 2**30,
        "peak_bytes_after_long": 2**30,
        "database_bytes": 2**20,
    }
    meanwhile = {"p50_ms": 25.0, "p95_ms": 35.0, "p99_ms": 45.0, "count": 90}
    full = {
        **empty,
        "title": "PostgreSQL, 1,000,000 events",
        "sequential": {**empty["sequential"], "p50_ms": 30.0},
        "purge": {"seconds": 61.4, "peak_bytes": 2**30, "turns_meanwhile": meanwhile},
    }
    long = part(postgresql_0=empty, postgresql_1000000=full)
    found = {one.title: one for one in demands({"long": long})}
    assert found["turn 1,000 / turn 5 of one conversation, PostgreSQL"].ratio == pytest.approx(1.1)
    assert found["the same beside a million events"].ratio == pytest.approx(1.1)
    slower = found["turn p50, PostgreSQL with a million events / empty"]
    assert (slower.ratio, slower.verdict) == (1.5, "**not reached**")
    page = markdown({"long": long})
    assert "| 61 s | 25.0 / 35.0 / 45.0 |" in page
    assert "| 1 MiB | - | - |" in page
