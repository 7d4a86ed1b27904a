"""What the conversation does with the screen's verdict; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from limber.content.models import Tier

RED_FLAG = "red_flag"
"""The intent of every message with a verdict."""

SELF_HARM = "self_harm"
"""The group whose signs go to a crisis line."""

SEEN = "hold_seen"
STOPPED = "hold_stopped"
AFFIRM = "affirm"
DENY = "deny"

ESCALATE = "action_escalate"
CHECK = "action_safety_check"
CHECK_DENIED = "action_check_denied"
HOLD = "action_hold"
WAY_OUT = "action_way_out"
SAFETY_ACTIONS = (ESCALATE, CHECK, CHECK_DENIED, HOLD, WAY_OUT)
"""Actions that must speak even when the action server does not."""

HOLDING_TIERS = frozenset({"emergency", "urgent"})
"""Tiers after which no stretch is shown until the person says that it was looked at."""

STILL = frozenset(
    {
        "ask_muscle",
        "ask_muscles",
        "ask_benefits",
        "ask_when_to_seek_help",
        "ask_causes",
        "ask_sciatica",
        "ask_sources",
        "ask_bot",
        "thank",
        "goodbye",
        "out_of_scope",
        "ask_unchecked",
    }
)
"""Intents whose answers neither tell nor invite anybody to move; they are answered on hold too."""

LIGHT_DOUBT = 0.6
"""Below this probability of a sign a clear question is answered beside the check question."""

UNBACKED = 0.05
"""Below this probability the trained layer does not back a sign that patterns read.

Of 18 true reports among messages for measuring that patterns alone read, 11 lie above, and the 7 below
but one are of emergency groups, which are never light; of harmless ones 3 in 4 lie below.
"""

CLEAR_QUESTION = 0.5
"""From this probability of its intent a question is clear."""


def light_doubt(screening: Mapping[str, Any], ranking: Sequence[tuple[str, float]]) -> bool:
    """Whether there is little to suspect, while the message asks something clear.

    Little is: the trained layer alone doubts, and not much; or patterns alone read a sign that is no
    emergency, and the trained layer sees next to nothing. The check question is asked all the same.

    Args:
        screening: the screen's verdict.
        ranking: intents and their probabilities, likeliest first.
    """
    mentions = screening.get("mentions", ())
    asked = next((value for name, value in ranking if name != RED_FLAG), 0.0)
    return (
        bool(mentions)
        and not screening.get("tier")
        and asked >= CLEAR_QUESTION
        and all(
            one["probability"] < LIGHT_DOUBT
            if one["layer"] == "classifier"
            else one["tier"] != Tier.EMERGENCY.value and screening.get("suspected", 1.0) < UNBACKED
            for one in mentions
        )
    )


_YES = re.compile(
    r"\W*(?:yes|yeah|yea|yep|yup|yh|aye|i do|it does|i have)\b(?!\W*(?:no|nah|nope|not|but no)\b)",
    re.IGNORECASE,
)
_NO_DOUBT = re.compile(
    r"\b(?:moment|today|yesterday|earlier|this morning|last night|went|gone|goes away|stopped|sometimes|"
    r"a bit|really|realy|right now|not now|later|not yet|anymore|any more|but|"
    r"(?:only|just) (?:when|if|after|at|on))\b",
    re.IGNORECASE,
)
"""With one of these a "no" to an emergency leaves open whether the sign is there."""


def says_yes(text: str) -> bool:
    """Whether a message begins with a yes, whatever else it asks: "yes, is it sciatica?"."""
    return _YES.match(text) is not None


def safety_action(
    intent: str,
    screening: Mapping[str, Any] | None,
    hold: Mapping[str, Any] | None,
    pending: Mapping[str, Any] | None,
    text: str = "",
) -> str | None:
    """The action that safety demands for a message; None if it demands nothing.

    Args:
        intent: the message's intent.
        screening: the screen's verdict on it.
        hold: what the conversation is on hold for.
        pending: the sign that was asked about and not answered yet. A light doubt is asked about once:
            its question was answered below, and whoever speaks of something else has read it.
        text: the message itself, or what a button sends.
    """
    if intent == RED_FLAG:
        if screening is None or screening.get("tier"):
            return HOLD if _stronger(hold, screening) else ESCALATE
        return HOLD if _says_more(hold, screening) else CHECK
    if pending and (intent == AFFIRM or (intent not in (DENY, SEEN, STOPPED) and says_yes(text))):
        return ESCALATE
    if pending and intent == DENY:
        return CHECK if _leaves_open(pending, text) else CHECK_DENIED
    # A hold comes before an open question: its reminder says more, and holds the way out.
    if hold and intent in (SEEN, STOPPED):
        return WAY_OUT
    if intent in STILL:
        return None
    if hold:
        return HOLD
    if pending and not pending.get("light"):
        return CHECK
    return None


def _stronger(hold: Mapping[str, Any] | None, screening: Mapping[str, Any] | None) -> bool:
    """Whether a hold is for more than what is reported now, whose words would say less than the reminder."""
    if hold is None or screening is None or SELF_HARM in screening.get("groups", ()):
        return False
    tiers = [tier.value for tier in Tier]
    return tiers.index(hold["tier"]) < tiers.index(screening["tier"])


def _leaves_open(pending: Mapping[str, Any], text: str) -> bool:
    """Whether a "no" does not settle an emergency: "not at the moment", "no, only when I wipe"."""
    return (
        pending.get("tier") == Tier.EMERGENCY.value
        and not pending.get("light")
        and not text.startswith("/")
        and _NO_DOUBT.search(text) is not None
    )


def _says_more(hold: Mapping[str, Any] | None, screening: Mapping[str, Any]) -> bool:
    """Whether the advice of a hold says more than a check question: whoever shall call now is not asked.

    Who may mean to harm themselves is asked all the same, since other people help with that.
    """
    return (
        hold is not None
        and hold.get("tier") == Tier.EMERGENCY.value
        and SELF_HARM not in screening.get("check_groups", ())
    )
