"""The real store: its look-ups, and the facts of the source article."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from limber.content import Answer, ContentStore, Muscle, Stretch, default_store
from limber.content.models import LevelName, Position, Range, Tier
from limber.content.names import normalise

GLUTES = ["piriformis", "gluteus_medius", "gluteus_maximus"]
TARGETS = {
    "supine_spinal_twist": {"erector_spinae", "multifidus", "gluteus_medius", "gluteus_minimus", "obliques"},
    "supine_figure_four": {*GLUTES},
    "seated_glute": {*GLUTES},
    "side_bend": {"quadratus_lumborum", "obliques", "intercostals"},
    "cat_cow": {"spine"},
    "pigeon": {"piriformis", "gluteus_medius", "hip_flexors"},
}
"""The source's targets; its "outer glutes" are the gluteus medius and minimus."""

POSITIONS = {
    "supine_spinal_twist": {Position.SUPINE},
    "supine_figure_four": {Position.SUPINE},
    "seated_glute": {Position.SEATED_CHAIR, Position.SEATED_FLOOR},
    "side_bend": {Position.STANDING, Position.SEATED_CHAIR, Position.SEATED_FLOOR},
    "cat_cow": {Position.ALL_FOURS},
    "pigeon": {Position.ALL_FOURS},
}


class TestFacts:
    def test_there_are_six_stretches(self, store: ContentStore) -> None:
        assert set(store.stretches) == TARGETS.keys()

    @pytest.mark.parametrize("stretch", TARGETS)
    def test_each_stretch_targets_what_the_source_says(self, store: ContentStore, stretch: str) -> None:
        assert set(store.stretches[stretch].targets) == TARGETS[stretch]

    @pytest.mark.parametrize("stretch", POSITIONS)
    def test_each_stretch_is_done_where_the_source_says(self, store: ContentStore, stretch: str) -> None:
        assert set(store.stretches[stretch].all_positions()) == POSITIONS[stretch]

    @pytest.mark.parametrize("stretch", sorted(TARGETS.keys() - {"cat_cow"}))
    def test_static_stretches_are_held_20_to_30_seconds_2_to_3_times_a_side(
        self, store: ContentStore, stretch: str
    ) -> None:
        found = store.stretches[stretch]

        assert found.kind == "static"
        assert found.hold_seconds == Range(low=20, high=30)
        assert found.repeats == Range(low=2, high=3)
        assert found.per_side

    def test_cat_cow_moves_for_5_to_10_repetitions(self, store: ContentStore) -> None:
        cat_cow = store.stretches["cat_cow"]

        assert cat_cow.kind == "dynamic"
        assert cat_cow.repetitions == Range(low=5, high=10)
        assert (cat_cow.hold_seconds, cat_cow.repeats) == (None, None)
        assert not cat_cow.per_side

    def test_in_cat_cow_the_cat_breathes_out_and_the_cow_in(self, store: ContentStore) -> None:
        breath = {step.text.split(":")[0]: step.breath for step in store.stretches["cat_cow"].steps}

        assert (breath["Cat"], breath["Cow"]) == ("exhale", "inhale")

    def test_pigeon_is_the_advanced_one_and_leads_to_the_figure_four(self, store: ContentStore) -> None:
        advanced = store.find_stretches(levels=[LevelName.ADVANCED])

        assert [stretch.id for stretch in advanced] == ["pigeon"]
        assert advanced[0].easier[0] == "supine_figure_four"
        assert re.search("blanket|block", " ".join(advanced[0].modifications))

    @pytest.mark.parametrize(
        ("intent", "facts"),
        [
            ("ask_warm_up", ["5-10 minutes", "light cardio", "brisk walking", "cycling", "blood", "injure"]),
            ("ask_hold_time", ["20-30 seconds", "2-3 times per side", "5-10 repetitions"]),
            ("ask_repetitions", ["2-3 times per side", "5-10 repetitions"]),
            ("ask_frequency", ["3-5 times a week", "short, regular"]),
            ("ask_breathing", ["breathe out", "breathe in"]),
            ("ask_bouncing", ["stretch reflex", "injure"]),
            ("ask_feel", ["mild", "pull"]),
            ("ask_strengthening", ["core", "glutes", "hips"]),
        ],
    )
    def test_main_answers_say_the_facts(self, store: ContentStore, intent: str, facts: list[str]) -> None:
        answer = store.main_answer(intent)
        assert answer is not None

        said = " ".join([answer.short, *answer.points]).casefold()

        assert [fact for fact in facts if fact not in said] == []

    def test_six_benefits(self, store: ContentStore) -> None:
        overview = store.main_answer("ask_benefits")
        assert overview is not None

        assert len(overview.points) == 6
        assert named_answers(store, "ask_benefits") == {
            "benefit_low_back_pain",
            "benefit_hip_mobility",
            "benefit_stiffness",
            "benefit_injury",
            "benefit_posture",
            "benefit_sciatic_nerve",
        }

    def test_five_precautions(self, store: ContentStore) -> None:
        overview = store.main_answer("ask_precautions")
        assert overview is not None

        assert len(overview.points) == 5
        assert named_answers(store, "ask_precautions") == {
            "precaution_pain",
            "precaution_consistency",
            "precaution_signals",
            "precaution_conditions",
            "precaution_strengthening",
        }

    def test_five_signs_with_their_tiers(self, store: ContentStore) -> None:
        overview = store.main_answer("ask_when_to_seek_help")
        assert overview is not None

        signs = named_answers(store, "ask_when_to_seek_help")

        assert len(overview.points) == 5
        assert {sign: store.answers[sign].tier for sign in signs} == {
            "sign_bladder_bowel": Tier.EMERGENCY,
            "sign_nerve": Tier.URGENT,
            "sign_radiating": Tier.URGENT,
            "sign_injury": Tier.URGENT,
            "sign_persistent": Tier.SEE_PROFESSIONAL,
        }

    def test_losing_control_is_an_emergency_now(self, store: ContentStore) -> None:
        short = store.answers["sign_bladder_bowel"].short

        assert "medical emergency" in short
        assert "now" in short

    def test_every_item_is_backed_by_the_article(self, store: ContentStore) -> None:
        items = [*store.stretches.values(), *store.muscles.values(), *store.answers.values()]

        unbacked = [item.id for item in items if "article" not in {one.source for one in item.sources}]

        # Answers about what Limber does not know, or where it has its knowledge from, need no article.
        assert set(unbacked) <= {"sources", "unchecked"}


class TestFindStretches:
    def test_without_a_wish_all_come_in_their_order(self, store: ContentStore) -> None:
        found = store.find_stretches()

        assert {stretch.id for stretch in found} == set(store.stretches)
        assert [stretch.order for stretch in found] == sorted(stretch.order for stretch in found)

    def test_by_muscle(self, store: ContentStore) -> None:
        assert ids(store.find_stretches(["quadratus_lumborum"])) == ["side_bend"]

    def test_the_first_muscle_counts_more_than_the_order(self, store: ContentStore) -> None:
        assert ids(store.find_stretches(["spine", "multifidus"])) == ["cat_cow", "supine_spinal_twist"]
        assert ids(store.find_stretches(["multifidus", "spine"])) == ["supine_spinal_twist", "cat_cow"]

    def test_by_position(self, store: ContentStore) -> None:
        assert ids(store.find_stretches(positions=[Position.SEATED_CHAIR])) == ["seated_glute", "side_bend"]

    def test_any_of_several_positions_suffices(self, store: ContentStore) -> None:
        found = ids(store.find_stretches(positions=[Position.STANDING, Position.ALL_FOURS]))

        assert found == ["side_bend", "cat_cow", "pigeon"]

    def test_by_level(self, store: ContentStore) -> None:
        found = store.find_stretches(levels=[LevelName.BEGINNER, LevelName.ADVANCED])

        assert {stretch.level for stretch in found} == {LevelName.BEGINNER, LevelName.ADVANCED}
        assert "supine_figure_four" not in ids(found)

    def test_all_wishes_must_fit(self, store: ContentStore) -> None:
        found = store.find_stretches(["piriformis"], [Position.SUPINE], [LevelName.INTERMEDIATE])

        assert ids(found) == ["supine_figure_four"]
        assert store.find_stretches(["piriformis"], [Position.STANDING]) == []

    def test_nothing_reaches_an_unknown_muscle(self, store: ContentStore) -> None:
        assert store.find_stretches(["funny_bone"]) == []


class TestLookUps:
    def test_item_finds_every_kind(self, store: ContentStore) -> None:
        assert isinstance(store.item("pigeon"), Stretch)
        assert isinstance(store.item("piriformis"), Muscle)
        assert isinstance(store.item("warm_up"), Answer)
        assert store.item("elbow") is None

    def test_main_answer_is_the_one_without_a_name(self, store: ContentStore) -> None:
        benefits = store.main_answer("ask_benefits")

        assert benefits is not None
        assert benefits.id == "benefits"
        assert store.main_answer("ask_the_stars") is None

    def test_vocabulary_by_id(self, store: ContentStore) -> None:
        place, complaint = store.place("chair"), store.complaint("lower_back")
        level, condition, last = store.level("advanced"), store.condition("pregnancy"), store.ordinal("last")

        assert place is not None
        assert place.positions == [Position.SEATED_CHAIR]
        assert complaint is not None
        assert "quadratus_lumborum" in complaint.muscles
        assert level is not None
        assert level.levels == [LevelName.ADVANCED]
        assert condition is not None
        assert last is not None
        assert last.number == -1
        assert store.place("moon") is None

    def test_no_name_has_two_owners(self, store: ContentStore) -> None:
        owners = Counter(form for form, *_ in {(name.form, name.entity, name.id) for name in store.names()})

        assert [form for form, count in owners.items() if count > 1] == []

    def test_names_are_normalised_and_known_by_id(self, store: ContentStore) -> None:
        names = list(store.names())

        assert [name.form for name in names if name.form != normalise(name.form)] == []
        assert [name for name in names if name.id not in store.ids()[name.entity]] == []

    def test_main_answers_have_no_names(self, store: ContentStore) -> None:
        main = {answer.id for answer in store.answers.values() if answer.main}

        assert {name.id for name in store.names() if name.entity == "answer"}.isdisjoint(main)

    @pytest.mark.parametrize(
        ("typed", "folded"),
        [
            ("Cat-Cow", "cat cow"),
            ("  the  PIGEON!!", "the pigeon"),
            ("can\u2019t", "cant"),
            ("figure_4", "figure 4"),
            ("\uff26\uff4f\uff55\uff52", "four"),
            ("?!", ""),
        ],
    )
    def test_normalise_folds_what_people_type(self, typed: str, folded: str) -> None:
        assert normalise(typed) == folded


class TestPhrases:
    def test_say_fills_the_placeholders(self, store: ContentStore) -> None:
        said = store.phrases.say("hold_static", name="side bend", hold="20-30", repeats="2-3", per_side="!")

        assert all(part in said for part in ("side bend", "20-30", "2-3", "!"))

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
    )
    def test_joined_makes_a_list_in_a_sentence(
        self, store: ContentStore, words: list[str], sentence: str
    ) -> None:
        assert store.phrases.joined(words) == sentence

    def test_joined_can_offer_a_choice(self, store: ContentStore) -> None:
        assert store.phrases.joined(["a", "b"], last="join_or") == "a or b"


def test_another_store_can_be_set(content_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMBER_CONTENT", str(content_copy))

    assert default_store().root == content_copy


def ids(stretches: list[Stretch]) -> list[str]:
    return [stretch.id for stretch in stretches]


def named_answers(store: ContentStore, intent: str) -> set[str]:
    """The answers to an intent that need a name."""
    return {answer.id for answer in store.answers.values() if answer.intent == intent and not answer.main}
