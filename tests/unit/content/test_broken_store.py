"""Every mistake of an editor is refused with file, line, field and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from limber.content import ContentError, ContentStore, Problem
from limber.content.store import load_leniently
from tests.unit.content.edits import (
    Edit,
    add,
    both,
    delete,
    drop,
    drop_field,
    drop_line,
    make,
    reviewed,
    save_as,
    swap,
)

PIGEON = "stretches/pigeon.md"
CAT_COW = "stretches/cat_cow.md"
WARM_UP = "answers/warm_up.md"
POSTURE = "answers/benefit_posture.md"
VOCABULARY = "vocabulary.yml"
PHRASES = "phrases.yml"

FIRST_FIELD = "id: "
"""Where faults of a whole item are reported: at its first field."""


@dataclass(frozen=True)
class Broken:
    """One mistake, and the one problem that must be reported for it.

    Attributes:
        name: the kind of mistake.
        file: the file to change, in which the problem must be reported too.
        edit: the mistake.
        at: what the reported line of the broken file starts with, without indentation; empty
            where the whole file is meant, which is line 1.
        field: the reported field.
        says: a telling part of the message.
    """

    name: str
    file: str
    edit: Edit
    at: str
    field: str
    says: str


MISTAKES = [
    # The file itself.
    Broken("missing file", PHRASES, delete, "", "", "is missing; add this file"),
    Broken("missing vocabulary", VOCABULARY, delete, "", "", "is missing; add this file"),
    Broken(
        "other kind of file",
        "stretches/notes.txt",
        make("Remember the milk."),
        "",
        "",
        "expected a Markdown file",
    ),
    Broken(
        "not UTF-8",
        PIGEON,
        both(swap("feel: In your", "feel: In your café"), save_as("latin-1")),
        "feel: In your caf",
        "",
        "is not UTF-8",
    ),
    Broken("no front matter", PIGEON, drop("---\n"), "id: pigeon", "", "the first line must be ---"),
    Broken(
        "bad YAML",
        "sources.yml",
        swap("title: Back pain", "title: Back: pain"),
        "title: Back: pain",
        "",
        "YAML",
    ),
    Broken(
        "no mapping", "sources.yml", make("- article\n"), "- article", "", "expected 'field: value' lines"
    ),
    # One field.
    Broken("missing field", WARM_UP, drop("title: Warming up\n"), FIRST_FIELD, "title", "is missing"),
    Broken(
        "missing field of a step",
        PIGEON,
        swap("- text: Reach your other leg out long behind you.", "- breath: exhale"),
        "- breath: exhale",
        "steps.2.text",
        "is missing",
    ),
    Broken(
        "unknown field",
        WARM_UP,
        swap("key_facts:", "keyfacts:"),
        "keyfacts:",
        "keyfacts",
        "check the spelling",
    ),
    Broken("empty field", WARM_UP, swap("title: Warming up", "title:"), "title:", "title", "is empty"),
    Broken("blank field", WARM_UP, swap("title: Warming up", "title: ' '"), "title:", "title", "is empty"),
    Broken(
        "wrong type",
        PIGEON,
        swap("low: 20", "low: twenty"),
        "low: twenty",
        "hold_seconds.low",
        "valid integer",
    ),
    Broken(
        "no list",
        WARM_UP,
        swap("questions:\n  - do i", "questions: do i"),
        "questions:",
        "questions",
        "valid list",
    ),
    Broken(
        "empty list",
        PIGEON,
        swap("targets:\n  - piriformis\n  - gluteus_medius\n  - hip_flexors\n", "targets: []\n"),
        "targets: []",
        "targets",
        "at least 1",
    ),
    Broken(
        "bad enum",
        PIGEON,
        swap("level: advanced", "level: ninja"),
        "level: ninja",
        "level",
        "expected one of: beginner, intermediate, advanced",
    ),
    Broken(
        "bad kind",
        PIGEON,
        swap("kind: static", "kind: elastic"),
        "kind: elastic",
        "kind",
        "expected one of: static, dynamic",
    ),
    Broken(
        "bad breath",
        PIGEON,
        swap("breath: inhale", "breath: sigh"),
        "breath: sigh",
        "steps.3.breath",
        "expected one of: inhale, exhale",
    ),
    Broken(
        "bad id",
        PIGEON,
        swap("id: pigeon", "id: Pigeon-Pose"),
        "id: Pigeon-Pose",
        "id",
        "expected lower-case letters",
    ),
    Broken(
        "bad date",
        WARM_UP,
        swap("reviewed: ", "reviewed: about "),
        "reviewed: about",
        "reviewed",
        "expected a date such as",
    ),
    Broken(
        "short too long",
        WARM_UP,
        swap("short: Yes,", "short: Yes," + " really" * 60),
        "short: Yes,",
        "short",
        "expected at most 60",
    ),
    # One item.
    Broken("body too long", WARM_UP, add(" And so on." * 50), FIRST_FIELD, "", "the text below --- has"),
    Broken(
        "static without hold",
        PIGEON,
        drop("hold_seconds:\n  low: 20\n  high: 30\n"),
        FIRST_FIELD,
        "",
        "a static stretch needs hold_seconds",
    ),
    Broken(
        "dynamic with hold",
        CAT_COW,
        swap("repetitions:\n", "hold_seconds:\n  low: 20\n  high: 30\nrepetitions:\n"),
        FIRST_FIELD,
        "",
        "a dynamic stretch has no hold_seconds",
    ),
    Broken(
        "range upside down", PIGEON, swap("low: 20", "low: 40"), "hold_seconds:", "hold_seconds", "swap them"
    ),
    Broken(
        "numbers of a step disagree",
        PIGEON,
        swap("Hold for 20-30 seconds. Then", "Hold for 30-40 seconds. Then"),
        "- text: Hold for 30-40",
        "steps.5.text",
        "says 30-40 seconds, but hold_seconds is 20-30",
    ),
    Broken(
        "numbers of another way disagree",
        "stretches/side_bend.md",
        swap("and hold for 20-30 seconds", "and hold for 20 to 60 seconds"),
        "- text: Lean softly over to the other side and hold for 20 to 60",
        "other_ways.0.steps.2.text",
        "says 20-60 seconds",
    ),
    Broken(
        "numbers of the short text disagree",
        CAT_COW,
        swap("Do 5-10 repetitions", "Do 15-20 repetitions"),
        "short:",
        "short",
        "but repetitions is 5-10",
    ),
    Broken(
        "key fact not said",
        WARM_UP,
        swap("Do 5-10 minutes", "Do some minutes"),
        FIRST_FIELD,
        "",
        "key_facts not said in short or points: 5-10 minutes",
    ),
    Broken(
        "nobody can ask",
        "answers/bouncing.md",
        swap("main: true", "main: false"),
        FIRST_FIELD,
        "",
        "needs aliases",
    ),
    Broken(
        "image without words",
        PIGEON,
        drop_field("image_alt"),
        FIRST_FIELD,
        "",
        "an image needs image_alt",
    ),
    Broken(
        "words without image",
        PIGEON,
        drop_field("image"),
        FIRST_FIELD,
        "",
        "image_alt describes no image",
    ),
    Broken(
        "image out of its folder",
        PIGEON,
        swap("image: pigeon.svg", "image: ../media/pigeon.svg"),
        "image:",
        "image",
        "expected the name of a jpg, png, svg, webp file",
    ),
    Broken(
        "image of a kind that is not served",
        PIGEON,
        swap("image: pigeon.svg", "image: pigeon.gif"),
        "image:",
        "image",
        "expected the name of a jpg, png, svg, webp file",
    ),
    Broken("stale review", WARM_UP, reviewed(731), "reviewed:", "reviewed", "more than 730 days ago"),
    Broken("future review", WARM_UP, reviewed(-2), "reviewed:", "reviewed", "lies in the future"),
    # Between files.
    Broken(
        "dangling related",
        WARM_UP,
        swap("- routine", "- routines"),
        "- routines",
        "related.0",
        "no item 'routines'",
    ),
    Broken(
        "related to itself",
        WARM_UP,
        swap("- routine", "- warm_up"),
        "related:",
        "related",
        "names the item itself",
    ),
    Broken(
        "dangling target",
        PIGEON,
        swap("- hip_flexors", "- hip_flexer"),
        "- hip_flexer",
        "targets.2",
        "no muscle",
    ),
    Broken(
        "dangling easier",
        PIGEON,
        swap("easier:\n  - supine_figure_four", "easier:\n  - figure_four"),
        "- figure_four",
        "easier.0",
        "no stretch 'figure_four'",
    ),
    Broken(
        "harder than itself",
        PIGEON,
        swap("harder: []", "harder:\n  - pigeon"),
        "- pigeon",
        "harder.0",
        "names the stretch itself",
    ),
    Broken(
        "dangling source",
        WARM_UP,
        swap("- source: article", "- source: hearsay"),
        "- source: hearsay",
        "sources.0.source",
        "no source 'hearsay'; expected one of: article",
    ),
    Broken(
        "missing image",
        PIGEON,
        swap("image: pigeon.svg", "image: dove.svg"),
        "image: dove.svg",
        "image",
        "no file media/dove.svg",
    ),
    Broken(
        "unknown area",
        POSTURE,
        swap("main: false", "main: false\narea: soul"),
        "area: soul",
        "area",
        "no complaint",
    ),
    Broken(
        "alias used twice",
        POSTURE,
        swap("- slouching", "- Pigeon, pose!"),
        "aliases:",
        "aliases",
        "'pigeon pose' also names the stretch pigeon",
    ),
    Broken(
        "two main answers",
        WARM_UP,
        swap("intent: ask_warm_up", "intent: ask_sources"),
        "intent: ask_sources",
        "intent",
        "answers/sources.md already answers 'ask_sources'",
    ),
    Broken(
        "answer without main",
        POSTURE,
        swap("intent: ask_benefits", "intent: ask_posture"),
        "intent: ask_posture",
        "intent",
        "no answer with main: true serves 'ask_posture'",
    ),
    # The vocabulary and the phrases.
    Broken(
        "complaint with unknown muscle",
        VOCABULARY,
        swap("- quadratus_lumborum", "- funny_bone"),
        "- funny_bone",
        "complaints.0.muscles.0",
        "no muscle 'funny_bone'",
    ),
    Broken(
        "vocabulary alias without a word",
        VOCABULARY,
        swap("- on the floor", "- '!?'"),
        "- '!?'",
        "places.0.aliases.0",
        "no word",
    ),
    Broken(
        "vocabulary id twice",
        VOCABULARY,
        swap("id: hip_surgery", "id: back_surgery"),
        "- id: back_surgery",
        "conditions.2.id",
        "'back_surgery' stands here twice",
    ),
    Broken("missing phrase", PHRASES, drop_line("  trouble:"), "phrases:", "phrases.trouble", "is missing"),
    Broken(
        "unknown phrase",
        PHRASES,
        swap("phrases:\n", 'phrases:\n  hi: "Hi!"\n'),
        'hi: "Hi!"',
        "phrases.hi",
        "is not a phrase that Limber says",
    ),
    Broken(
        "unknown placeholder",
        PHRASES,
        swap("Where to feel it: {feel}", "Where {who} feels it: {feel}"),
        "feel:",
        "phrases.feel",
        "unknown placeholders who; expected {feel}",
    ),
    Broken(
        "broken placeholder",
        PHRASES,
        swap("{feel}", "{feel"),
        "feel:",
        "phrases.feel",
        "has a broken placeholder",
    ),
]


@pytest.mark.parametrize("broken", MISTAKES, ids=lambda broken: broken.name)
def test_a_mistake_is_reported_where_it_stands(content_copy: Path, broken: Broken) -> None:
    broken.edit(content_copy / broken.file)

    (problem,) = problems_of(content_copy)

    assert str(problem.file) == broken.file
    assert broken.says in problem.message
    assert problem.field == broken.field
    if broken.at:
        assert reported_line(content_copy, problem).startswith(broken.at)
    else:
        assert problem.line == 1


@pytest.mark.parametrize(
    ("file", "edit", "at"),
    [
        pytest.param(PIGEON, swap("id: pigeon", "id: dove"), "id: dove", id="id differs from file name"),
        pytest.param(
            PIGEON,
            swap("kind: static", "kind: static: yes"),
            "kind: static: yes",
            id="bad YAML in front matter",
        ),
        pytest.param(
            WARM_UP, swap("reviewed: 2026-", "reviewed: 2026-13-01 # "), "reviewed:", id="impossible date"
        ),
        pytest.param(
            WARM_UP,
            swap("title: Warming up\n", "title: Warming up\ntitle: Heating up\n"),
            "title:",
            id="field twice",
        ),
        pytest.param(
            PIGEON,
            swap("  low: 20\n  high: 30\n", "  {low: 20, high: 25, high: 30}\n"),
            "{low: 20",
            id="field twice in a line",
        ),
        pytest.param(PIGEON, swap("low: 20", "low: 20.7"), "low: 20.7", id="broken number"),
        pytest.param(
            PIGEON,
            swap("Hold for 20-30 seconds. Then", "Hold for 30\u201340 seconds. Then"),
            "- text: Hold for 30",
            id="numbers with a dash disagree",
        ),
        pytest.param(
            CAT_COW,
            swap("It is dynamic:", "Hold for 20-30 seconds. It is dynamic:"),
            "short:",
            id="dynamic stretch that says to hold",
        ),
        pytest.param(
            PIGEON,
            swap("progressions:", "progressions:\n  - Hold it for 40 to 60-second spells."),
            "- Hold it for 40",
            id="numbers of a progression disagree",
        ),
        pytest.param(
            CAT_COW,
            swap("It is dynamic:", "Do it 3-4 times. It is dynamic:"),
            "short:",
            id="times are repetitions",
        ),
        pytest.param(PHRASES, swap("{feel}", "{feel:d}"), "feel:", id="placeholder that can't be filled"),
        pytest.param(PHRASES, swap("{feel}", "{feel!r}"), "feel:", id="placeholder with a conversion"),
        pytest.param(
            WARM_UP,
            swap("title: Warming up\n", "title: Warming up\naliases: ['!?']\n"),
            "aliases:",
            id="no word",
        ),
        pytest.param(
            VOCABULARY, swap("number: 1", "number: 1.5"), "number: 1.5", id="broken number of the vocabulary"
        ),
        pytest.param(
            WARM_UP, swap("title: Warming", "title: !!int Warming"), "title:", id="value of no kind"
        ),
        pytest.param(WARM_UP, swap("id: warm_up", "1: x\nid: warm_up"), "1: x", id="field that is no word"),
    ],
)
def test_a_mistake_is_seen_in_its_line(content_copy: Path, file: str, edit: Edit, at: str) -> None:
    edit(content_copy / file)

    (problem,) = problems_of(content_copy)

    assert str(problem.file) == file
    assert reported_line(content_copy, problem).startswith(at)


def test_front_matter_that_is_not_closed_is_reported_at_the_end(content_copy: Path) -> None:
    pigeon = content_copy / PIGEON
    swap("---\n\nPigeon asks", "\nPigeon asks")(pigeon)

    (problem,) = problems_of(content_copy)

    assert (str(problem.file), problem.field) == (PIGEON, "")
    assert problem.line == len(pigeon.read_text(encoding="utf-8").splitlines())
    assert "front matter is not closed" in problem.message


def test_all_mistakes_are_reported_at_once_by_file_and_line(content_copy: Path) -> None:
    swap("- routine", "- routines")(content_copy / WARM_UP)
    swap("intent: ask_warm_up", "intent: ask_warmth")(content_copy / WARM_UP)
    swap("- hip_flexors", "- hip_flexer")(content_copy / PIGEON)
    reviewed(days_ago=900)(content_copy / WARM_UP)

    found = problems_of(content_copy)

    assert [(str(problem.file), problem.field) for problem in found] == [
        (WARM_UP, "reviewed"),
        (WARM_UP, "related.0"),
        (PIGEON, "targets.2"),
    ]


@pytest.mark.parametrize("days_ago", [731, 5000, -2, -5000])
def test_no_review_keeps_a_store_from_use(content_copy: Path, days_ago: int) -> None:
    """A bot must not stop because a day has come, nor because a clock is wrong."""
    reviewed(days_ago)(content_copy / WARM_UP)

    ContentStore.load(content_copy)

    (problem,) = problems_of(content_copy)
    assert not problem.blocking


@pytest.mark.parametrize("days_ago", [0, -1])
def test_a_review_of_today_is_fine_in_every_time_zone(content_copy: Path, days_ago: int) -> None:
    reviewed(days_ago)(content_copy / WARM_UP)

    assert problems_of(content_copy) == ()


def test_a_field_given_twice_is_named_with_its_first_line(content_copy: Path) -> None:
    swap("  low: 20\n", "  low: 20\n  low: 25\n")(content_copy / PIGEON)

    (problem,) = problems_of(content_copy)

    assert problem.field == "low"
    assert f"first in line {problem.line - 1}" in problem.message


@pytest.mark.parametrize("file", [PIGEON, PHRASES])
def test_a_file_as_windows_saves_it_is_fine(content_copy: Path, file: str) -> None:
    store = ContentStore.load(content_copy)
    path = content_copy / file
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))

    again = ContentStore.load(content_copy)

    assert again.stretches == store.stretches
    assert dict(again.phrases) == dict(store.phrases)


def test_a_review_two_years_ago_still_counts(content_copy: Path) -> None:
    reviewed(days_ago=730)(content_copy / WARM_UP)

    ContentStore.load(content_copy)


def test_an_empty_folder_is_no_store(tmp_path: Path) -> None:
    assert {str(problem.file) for problem in problems_of(tmp_path)} >= {VOCABULARY, PHRASES, "sources.yml"}


def test_a_problem_reads_as_file_line_field_and_message() -> None:
    assert str(Problem(Path(PIGEON), 12, "steps.2.text", "is missing")) == (
        "stretches/pigeon.md:12: steps.2.text: is missing"
    )
    assert str(Problem(Path(PIGEON), 1, "", "is not UTF-8")) == "stretches/pigeon.md:1: is not UTF-8"


def problems_of(root: Path) -> tuple[Problem, ...]:
    """The problems of a store; it can't be loaded, unless they are only reviews that are due."""
    _, problems = load_leniently(root)
    blocking = [problem for problem in problems if problem.blocking]
    if blocking:
        with pytest.raises(ContentError) as refused:
            ContentStore.load(root)
        assert list(refused.value.problems) == blocking
    return tuple(problems)


def reported_line(root: Path, problem: Problem) -> str:
    """The text of the line that a problem points at."""
    lines = (root / problem.file).read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[problem.line - 1].strip()


def test_an_unknown_field_of_a_step_is_told_the_fields_of_a_step(content_copy: Path) -> None:
    swap("    breath: inhale", "    breathe: inhale")(content_copy / PIGEON)

    (problem,) = problems_of(content_copy)

    assert problem.field == "steps.3.breathe"
    assert "known fields: breath, text" in problem.message
