"""Results as a page that people read; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks.figures import Demand, ratio

START, END = "<!-- benchmarks: start -->", "<!-- benchmarks: end -->"
_MIB = 2**20

Result = Mapping[str, Any]
Column = tuple[str, Callable[[Result], str]]


def between_marks(page: str, generated: str) -> str:
    """The page with what stands between its marks replaced.

    Raises:
        ValueError: the page has not both marks.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"expected the lines {START} and {END} in the page")
    return f"{before}{START}\n\n{generated.strip()}\n\n{END}{after}"


def markdown(results: Mapping[str, Result]) -> str:
    """Every table of a run.

    Args:
        results: of each part, as its JSON file has it.
    """
    parts = [
        f"### {TITLES[part]}\n\n" + _heading(results[part]) + table(results[part])
        for part, table in TABLES.items()
        if part in results
    ]
    return "\n\n".join([*parts, "### What must hold\n\n" + demands_table(demands(results))])


def kept(earlier: Result) -> dict[str, Any]:
    """The rows of an earlier result, each with what it was measured on.

    Args:
        earlier: as its JSON file has it; empty if there is none.
    """
    return {name: {"machine": earlier["machine"], **row} for name, row in earlier.get("results", {}).items()}


def _heading(result: Result) -> str:
    return _measured(result["machine"]) + _of_earlier_runs(result)


def _of_earlier_runs(result: Result) -> str:
    rows = [row for row in result["results"].values() if "machine" in row]
    return "".join(f"{row['title']}: {_measured(row['machine'])}" for row in rows)


def _measured(machine: Result) -> str:
    return (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}, Rasa {machine['rasa']}; "
        f"load before the run {machine['load_before']}; `{machine['command']}`\n\n"
    )


def table(columns: Sequence[Column], rows: Iterable[Result]) -> str:
    """A table; a row that was not measured says why."""
    lines = ["| " + " | ".join(title for title, _ in columns) + " |"]
    lines.append("|---" + "|---:" * (len(columns) - 1) + "|")
    for row in rows:
        if "missing" in row:
            cells = [row["title"], row["missing"], *[""] * (len(columns) - 2)]
        else:
            cells = [cell(row) for _, cell in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(key: str) -> Callable[[Result], str]:
    return lambda row: f"{row[key] * 100:.1f} %"


def _mib(key: str) -> Callable[[Result], str]:
    return lambda row: "?" if row.get(key) is None else f"{row[key] / _MIB:.0f} MiB"


def _seconds(key: str) -> Callable[[Result], str]:
    return lambda row: f"{row[key]:.1f} s"


def _latency(key: str) -> Callable[[Result], str]:
    return lambda row: " / ".join(f"{row[key][f'p{share}_ms']:.1f}" for share in (50, 95, 99))


def _title(row: Result) -> str:
    return str(row["title"])


def _understanding(result: Result) -> str:
    columns: Sequence[Column] = (
        ("", _title),
        ("examples", lambda row: f"{row['training_examples']:,}"),
        ("accuracy", _share("accuracy")),
        ("macro F1", _share("macro_f1")),
        ("scope recall", _share("scope_recall")),
        ("training", _seconds("training_seconds")),
        ("memory, training", _mib("training_peak_bytes")),
        ("start-up", _seconds("start_up_seconds")),
        ("one parse p50 / p95 / p99, ms", _latency("parse")),
        ("memory, parsing", _mib("peak_bytes")),
    )
    return table(columns, result["results"].values())


def _ablation(result: Result) -> str:
    columns: Sequence[Column] = (
        ("intent model", _title),
        ("accuracy", _share("accuracy")),
        ("macro F1", _share("macro_f1")),
        ("scope recall", _share("scope_recall")),
        ("training", _seconds("training_seconds")),
    )
    return table(columns, result["results"].values())


def _of(key: str, total: str) -> Callable[[Result], str]:
    return lambda row: f"{row[key]:,} of {row[total]:,}"


def _decisions(result: Result) -> str:
    columns: Sequence[Column] = (
        ("what a message asks", _title),
        ("right", _of("right", "messages")),
        ("outside, declined or asked back", _of("away", "outside")),
        ("inside, declined", _of("falsely_declined", "inside")),
        ("asked back", lambda row: f"{row['asked_back']:,}"),
    )
    return table(columns, result["results"].values())


def _names(result: Result) -> str:
    def shares(name: str) -> Callable[[Result], str]:
        keys = ("precision", "recall", "f1")
        return lambda row: " / ".join(f"{row[name][key] * 100:.1f} %" for key in keys)

    columns: Sequence[Column] = (
        ("names are found by", _title),
        ("`test_names`, precision / recall / F1", shares("test_names")),
        ("`blind_names`, precision / recall / F1", shares("blind_names")),
    )
    return table(columns, result["results"].values())


def _turns(result: Result) -> str:
    columns: Sequence[Column] = (
        ("", _title),
        ("training", lambda row: f"{row['training']['seconds']:.1f} s"),
        ("start-up", _seconds("start_up_seconds")),
        ("one turn p50 / p95 / p99, ms", _latency("sequential")),
        ("turns a second with 1 / 4 / 16 conversations", _numbers("turns_per_second", ("1", "4", "16"))),
        ("turn 5 / 20 / 100 / 500 of one conversation, ms", _numbers("turn_ms", ("5", "20", "100", "500"))),
        ("memory", _mib("peak_bytes")),
    )
    return table(columns, result["results"].values())


def _numbers(key: str, places: Sequence[str]) -> Callable[[Result], str]:
    return lambda row: " / ".join(f"{row[key][place]:.1f}" for place in places)


def _long(result: Result) -> str:
    columns: Sequence[Column] = (
        ("database", _title),
        ("start-up", _seconds("start_up_seconds")),
        ("one turn p50 / p95 / p99, ms", _latency("sequential")),
        (
            "turn 5 / 20 / 100 / 500 / 1,000 of one conversation, ms",
            _numbers("turn_ms", ("5", "20", "100", "500", "1000")),
        ),
        ("memory", _mib("peak_bytes")),
        ("memory after turn 1,000", _mib("peak_bytes_after_long")),
        ("size", _mib("database_bytes")),
        ("purge of the older half", lambda row: _purge(row, lambda one: f"{one['seconds']:.0f} s")),
        (
            "turns meanwhile p50 / p95 / p99, ms",
            lambda row: _purge(row, _latency("turns_meanwhile")),
        ),
    )
    return table(columns, result["results"].values())


def _purge(row: Result, cell: Callable[[Result], str]) -> str:
    return cell(row["purge"]) if "purge" in row else "-"


def _growth(result: Result) -> str:
    columns: Sequence[Column] = (
        ("", _title),
        ("stretches", lambda row: str(row["stretches"])),
        ("answers", lambda row: str(row["answers"])),
        ("training", lambda row: f"{row['training']['seconds']:.1f} s"),
        ("start-up", _seconds("start_up_seconds")),
        ("one turn p50 / p95 / p99, ms", _latency("sequential")),
        ("memory", _mib("peak_bytes")),
        (
            "generated stretches found by name",
            lambda row: f"{row['found_by_name']} of {row['asked_by_name']}" if row["asked_by_name"] else "-",
        ),
    )
    return table(columns, result["results"].values())


TABLES: Mapping[str, Callable[[Result], str]] = {
    "understanding": _understanding,
    "sample": _understanding,
    "names": _names,
    "ablation": _ablation,
    "decisions": _decisions,
    "turns": _turns,
    "long": _long,
    "growth": _growth,
}
TITLES = {
    "understanding": "Understanding",
    "sample": "Understanding, from at most 40 examples of an intent",
    "names": "What each way to find names is worth",
    "ablation": "What each part of the intent model is worth",
    "decisions": "What each decision after it is worth",
    "turns": "The whole turn",
    "long": "Long lives",
    "growth": "Growth of the content",
}


def demands(results: Mapping[str, Result]) -> list[Demand]:
    """The ratios that Limber must keep to, as these results have them."""

    def of(part: str, name: str) -> Result | None:
        found: Result | None = results.get(part, {}).get("results", {}).get(name)
        return found

    mine, stock = of("turns", "limber"), of("turns", "stock")
    faster = {count: ratio(mine, stock, "turns_per_second", count) for count in ("1", "4", "16")}
    known = [value for value in faster.values() if value is not None]
    return [
        Demand("one turn, p50, Limber / stock", ratio(mine, stock, "sequential", "p50_ms"), 0.3),
        Demand("one turn, p99, Limber / stock", ratio(mine, stock, "sequential", "p99_ms"), 0.3),
        Demand(
            "throughput, Limber / stock",
            min(known, default=None),
            4.0,
            least=True,
            note=", ".join(f"{count} at once: {value:.1f}" for count, value in faster.items() if value),
        ),
        _training_demand(of("understanding", "limber"), of("understanding", "stock_diet")),
        Demand(
            "training, Limber's bot / stock bot, each on its own data",
            ratio(mine, stock, "training", "seconds"),
            0.15,
            note=_data_note(of("understanding", "limber")),
        ),
        Demand("start-up, Limber / stock", ratio(mine, stock, "start_up_seconds"), 0.33),
        Demand("memory, Limber / stock with its action server", ratio(mine, stock, "peak_bytes"), 0.6),
        Demand(
            "turn 500 / turn 20 of one conversation, Limber",
            _within(mine, "500", "20"),
            1.2,
            note="" if _within(stock, "500", "20") is None else f"stock: {_within(stock, '500', '20'):.1f}",
        ),
        Demand(
            "turn 1,000 / turn 5 of one conversation, PostgreSQL",
            _within(of("long", "postgresql_0"), "1000", "5"),
            1.2,
        ),
        Demand(
            "the same beside a million events",
            _within(of("long", "postgresql_1000000"), "1000", "5"),
            1.2,
        ),
        Demand(
            "turn p50, PostgreSQL with a million events / empty",
            ratio(of("long", "postgresql_1000000"), of("long", "postgresql_0"), "sequential", "p50_ms"),
            1.2,
        ),
        Demand(
            "turn p50, content x 100 / x 1",
            ratio(of("growth", "100"), of("growth", "1"), "sequential", "p50_ms"),
            1.5,
        ),
    ]


def _training_demand(mine: Result | None, stock: Result | None) -> Demand:
    """A training that was ended gives a bound: the ratio is no greater than that."""
    ended = (stock or {}).get("at_least")
    note = f"or less: ended after {ended['training_seconds'] / 60:.0f} minutes" if ended else ""
    found, most = ratio(mine, ended or stock, "training_seconds"), 0.15
    if ended and found is not None and found > most:
        found, note = None, "the stock pipeline was ended too soon to tell"
    return Demand("training, Limber / stock pipeline, the same data", found, most, note=note)


def _within(row: Result | None, later: str, earlier: str) -> float | None:
    turns = (row or {}).get("turn_ms", {})
    return ratio({"ms": turns.get(later)}, {"ms": turns.get(earlier)}, "ms")


def _data_note(row: Result | None) -> str:
    count = (row or {}).get("training_examples")
    return f"Limber learns from {count:,} examples, the stock bot from its own few dozen" if count else ""


def demands_table(found: Sequence[Demand]) -> str:
    """The ratios beside their limits."""
    lines = ["| ratio | measured | allowed | | |", "|---|---:|---:|---|---|"]
    for one in found:
        measured = "-" if one.ratio is None else f"{one.ratio:.2f}"
        allowed = f"at {'least' if one.least else 'most'} {one.limit:g}"
        lines.append(f"| {one.title} | {measured} | {allowed} | {one.verdict} | {one.note} |")
    return "\n".join(lines)
