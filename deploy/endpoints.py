"""Rasa's endpoints and credentials for several servers, made from addresses and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Names rather than the classes: these bring Rasa with them, which takes seconds.
TRACKER_STORE = "limber.stores.tracker.BoundedTrackerStore"
LOCK_STORE = "limber.stores.locks.LeaseLockStore"
WEB_CHANNEL = "limber.channels.web.WebChannel"

Settings = Mapping[str, Any]


def endpoints(
    database: Settings, locks: Settings, actions: str | None = None, broker: Settings | None = None
) -> dict[str, Any]:
    """What stands in an endpoints file.

    Args:
        database: dialect, address and account of the database with the conversations.
        locks: address and account of Redis.
        actions: address of the action servers; actions run in the servers by default.
        broker: Rasa's settings of an event broker.
    """
    made: dict[str, Any] = {
        "tracker_store": {"type": TRACKER_STORE, **database},
        "lock_store": {"type": LOCK_STORE, **locks},
    }
    if actions:
        made["action_endpoint"] = {"url": actions}
    if broker:
        made["event_broker"] = dict(broker)
    return made


def credentials(channels: Settings, web: Settings) -> dict[str, Any]:
    """What stands in a credentials file, with other defaults for the web channel.

    Args:
        channels: a credentials file; what it sets stays.
        web: the defaults.
    """
    made = dict(channels)
    if WEB_CHANNEL in made:
        made[WEB_CHANNEL] = {**web, **(made[WEB_CHANNEL] or {})}
    return made
