"""A new stretch file is enough: the bot lists, describes, counts and understands it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.replies import contract_of, said
from tests.running import ROOT, copy_project, run_limber

NEW = """---
id: doorway_lean
title: Doorway lean
aliases:
  - door frame lean
short: A gentle lean to one side with a hand on a door frame. It targets the quadratus lumborum. Hold for
  20-30 seconds, 2-3 times per side.
targets:
  - quadratus_lumborum
positions:
  - standing
kind: static
hold_seconds:
  low: 20
  high: 30
repeats:
  low: 2
  high: 3
per_side: true
level: beginner
order: 70
steps:
  - text: Stand sideways in an open doorway and rest one palm on its frame.
  - text: Let your hips drift away from the frame until you notice a mild pull.
    breath: exhale
  - text: Hold for 20-30 seconds, then change sides. Repeat 2-3 times per side.
feel: Along the side of your waist.
modifications:
  - Stand closer to the frame and lean less.
easier:
  - side_bend
sources:
  - source: article
    section: 4. Side Bend Stretch (Standing or Seated)
reviewed: 2026-11-22
related:
  - side_bend
---

A lean in a doorway needs no room on the floor.
"""

TALKS: Mapping[str, Sequence[str]] = {
    "list": ["show me all stretches"],
    "muscle": ["which stretches are there for the quadratus lumborum?"],
    "standing": ["which stretches can I do standing up?"],
    "steps": ["how do I do the doorway lean?"],
    "alias": ["how do I do the door frame lean?"],
    "bare name": ["doorway lean"],
    "typo": ["how do i do the dorway lean"],
    "swapped letters": ["how long do i hold the doorwya lean"],
    "how long": ["how long do I hold the doorway lean?"],
    "how often": ["how many times do I do the doorway lean?"],
    "easier": ["is there an easier doorway lean?"],
    "muscles": ["which muscles does the doorway lean stretch?"],
    "context": ["tell me about the doorway lean", "how long do I hold it?", "is there an easier version?"],
    "the last one": ["show me all stretches", "the last one"],
    "older": ["how do I do the pigeon pose?"],
}


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[dict[str, Any]]]:
    """Every talk with a bot that was trained with the new file, by name."""
    folder = tmp_path_factory.mktemp("new_stretch")
    # A copy of the code as well: training replaces the models beside it.
    project = copy_project(folder / "project")
    content = shutil.copytree(ROOT / "content", folder / "content")
    (content / "stretches" / "doorway_lean.md").write_text(NEW, "utf-8")

    trained = run_limber("train", project=project, LIMBER_CONTENT=str(content))
    assert trained.returncode == 0, trained.stderr[-3000:]
    assert list((project / "models").glob("limber-*.tar.gz"))

    lines = "".join(json.dumps({"id": name, "turns": turns}) + "\n" for name, turns in TALKS.items())
    asked = run_limber("ask", "--jsonl", project=project, said=lines, LIMBER_CONTENT=str(content))
    assert asked.returncode == 0, asked.stderr[-3000:]
    answered = [json.loads(line) for line in asked.stdout.splitlines()]
    assert [one["id"] for one in answered] == list(TALKS)
    return {one["id"]: one["turns"] for one in answered}


@pytest.mark.parametrize("name", ["list", "muscle", "standing"])
def test_it_is_listed(turns: Mapping[str, list[dict[str, Any]]], name: str) -> None:
    replies = turns[name][0]["replies"]
    assert contract_of(replies)["kind"] == "list"
    assert "doorway_lean" in contract_of(replies)["content_ids"]
    assert "Doorway lean" in said(replies)


@pytest.mark.parametrize("name", ["steps", "alias", "bare name", "typo"])
def test_its_steps_are_told(turns: Mapping[str, list[dict[str, Any]]], name: str) -> None:
    replies = turns[name][0]["replies"]
    assert contract_of(replies)["kind"] == "steps"
    assert contract_of(replies)["content_ids"] == ["doorway_lean"]
    for words in ("rest one palm on its frame", "hips drift away", "side of your waist"):
        assert words in said(replies)


@pytest.mark.parametrize("name", ["how long", "how often", "swapped letters"])
def test_its_dose_is_known(turns: Mapping[str, list[dict[str, Any]]], name: str) -> None:
    replies = turns[name][0]["replies"]
    assert contract_of(replies)["content_ids"] == ["doorway_lean"]
    assert "20-30 seconds" in said(replies)
    assert "2-3 times" in said(replies)


def test_its_easier_form_and_the_easier_stretch_are_named(turns: Mapping[str, list[dict[str, Any]]]) -> None:
    replies = turns["easier"][0]["replies"]
    assert contract_of(replies)["content_ids"] == ["doorway_lean"]
    assert "lean less" in said(replies)
    assert "side bend" in said(replies)


def test_its_muscle_is_named(turns: Mapping[str, list[dict[str, Any]]]) -> None:
    assert contract_of(turns["muscles"][0]["replies"])["content_ids"] == [
        "doorway_lean",
        "quadratus_lumborum",
    ]


def test_follow_ups_are_about_it(turns: Mapping[str, list[dict[str, Any]]]) -> None:
    for turn in turns["context"]:
        assert contract_of(turn["replies"])["content_ids"] == ["doorway_lean"]


def test_it_can_be_counted_off_the_list(turns: Mapping[str, list[dict[str, Any]]]) -> None:
    assert contract_of(turns["the last one"][1]["replies"])["content_ids"] == ["doorway_lean"]


def test_the_others_stay_as_they_were(turns: Mapping[str, list[dict[str, Any]]]) -> None:
    assert contract_of(turns["older"][0]["replies"])["content_ids"] == ["pigeon"]
