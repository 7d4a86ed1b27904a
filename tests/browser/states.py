"""Replies of every kind, as the server sends them, for tests of how they look and sound."""

from __future__ import annotations

from tests.browser.fake_server import Data, text_reply
from tests.running import ROOT

PICTURES = {"/media/pigeon.svg": (ROOT / "content" / "media" / "pigeon.svg").read_text("utf-8")}
"""Pictures of the cards, by their address."""

SOURCE = "A guide to stretching, section 6. Pigeon Pose (Advanced Glute and Hip External Rotator Stretch)"


def _button(title: str) -> Data:
    return {"title": title, "payload": "/ask_how_to"}


def _block(text: str, *items: str, numbered: bool = False) -> Data:
    return {"text": text, "items": list(items), "numbered": numbered}


def card(**more: object) -> Data:
    """A stretch card of a held stretch."""
    return {
        "id": "pigeon",
        "title": "Pigeon pose",
        "image": "/media/pigeon.svg",
        "alt": "Somebody with one shin on the floor in front and the other leg long behind.",
        "targets": ["Piriformis", "Gluteus medius", "Hip flexors"],
        "kind": "static",
        "hold_seconds": [20, 30],
        "repeats": [2, 3],
        "repetitions": None,
        "per_side": True,
        "easier": [_button("Supine figure-four stretch"), _button("Seated glute stretch")],
        "harder": [],
        **more,
    }


def steps_reply(**more: object) -> Data:
    """How a held stretch is done."""
    return text_reply(
        kind="steps",
        content_ids=["pigeon"],
        sources=[SOURCE, "A guide to stretching, Key Principles"],
        blocks=[
            _block(
                "Here is how to do the pigeon pose:",
                "Begin on your hands and knees.",
                "Slide one knee up towards your hands and lay that lower leg down.",
                "Reach your other leg out long behind you. (breathe out)",
                "Hold for 20-30 seconds. Then ease out gently and change legs.",
                numbered=True,
            ),
            _block("Where to feel it: in your front leg, at the glute and the outer hip."),
            _block("Take care: stop at once if you get sharp, shooting or radiating pain."),
        ],
        buttons=[_button("How long to hold"), _button("Something easier"), _button("Which muscles")],
        cards=[card(**more)],
    )


def move_reply() -> Data:
    """How a move that is not held is done."""
    move = {"id": "cat", "title": "Cat-cow pose", "kind": "dynamic", "image": None, "per_side": False}
    return steps_reply(**move, hold_seconds=None, repeats=None, repetitions=[5, 10])


STATES: dict[str, Data] = {
    "answer": text_reply(
        "Hold each stretch for 20-30 seconds and repeat it 2-3 times on each side.",
        sources=[SOURCE],
        buttons=[_button("Find a stretch")],
    ),
    "list": text_reply(
        kind="list",
        sources=[SOURCE],
        blocks=[
            _block(
                "I know 3 stretches for this area:",
                "Supine figure-four stretch (lying on your back; beginner)",
                "Seated glute stretch (sitting; beginner)",
                "Pigeon pose (on all fours; advanced)",
            )
        ],
        buttons=[_button("Supine figure-four stretch"), _button("Seated glute stretch")],
    ),
    "steps": steps_reply(),
    "move": move_reply(),
    "emergency": text_reply(
        "Please stop here: loss of bladder or bowel control can be a medical emergency. Call your emergency "
        "number or go to A&E or the ER now. Don't wait to see if it passes, and don't drive yourself.",
        kind="escalation",
        tier="emergency",
        groups=["bladder"],
        contacts=[
            {"label": "Call 999 (UK)", "href": "tel:999", "number": "999"},
            {"label": "Call 112 (Europe, India)", "href": "tel:112", "number": "112"},
            {"label": "Call 911 (US, Canada)", "href": "tel:911", "number": "911"},
        ],
        buttons=[_button("It has been looked at"), _button("It has stopped")],
    ),
    "urgent": text_reply(
        "Please stop stretching for now: numbness, tingling or weakness needs a medical check.",
        kind="escalation",
        tier="urgent",
        groups=["neuro"],
        contacts=[{"label": "Call 112", "href": "tel:112", "number": "112"}],
    ),
    "see_professional": text_reply(
        "Please ease off: pain that stays deserves a proper look.",
        kind="escalation",
        tier="see_professional",
        groups=["persistent_worsening"],
    ),
    "self_harm": text_reply(
        "I'm really sorry that you feel this way, and I'm glad you wrote it. Please talk to somebody now.",
        kind="escalation",
        tier="emergency",
        groups=["self_harm"],
        contacts=[{"label": "Call Samaritans on 116 123", "href": "tel:116123", "number": "116 123"}],
    ),
    "safety_check": text_reply(
        "Do you have this now?", kind="safety_check", buttons=[_button("Yes"), _button("No")]
    ),
    "precaution": text_reply("Because you mention a hip replacement: please ask first.", precaution=True),
    "failed": {"error": {"code": "failed", "message": "Something went wrong here.", "retry_after": None}},
}
"""By the word that brings them about."""


def reply_to(text: str) -> Data:
    """The reply of that name; an answer to everything else."""
    return STATES.get(text, STATES["answer"])
