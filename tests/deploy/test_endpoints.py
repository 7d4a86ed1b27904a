"""Endpoints and credentials of several servers."""

from __future__ import annotations

from rasa.utils.endpoints import EndpointConfig

from deploy import endpoints as deployed
from limber.channels.web.settings import SECTION
from limber.serving import server
from limber.stores import locks


def test_the_names_are_those_of_the_classes() -> None:
    assert deployed.TRACKER_STORE == server.DEFAULT_STORE
    assert f"{locks.__name__}.{locks.LeaseLockStore.__name__}" == deployed.LOCK_STORE
    assert deployed.WEB_CHANNEL == SECTION


def test_an_action_server_and_a_broker_only_where_they_are_wanted() -> None:
    alone = deployed.endpoints({"db": "limber"}, {"url": "cache"})
    assert set(alone) == {"tracker_store", "lock_store"}
    both = deployed.endpoints({}, {}, "http://actions:5055/webhook", {"type": "pika"})
    assert EndpointConfig.from_dict(both["action_endpoint"]).url == "http://actions:5055/webhook"
    assert both["event_broker"] == {"type": "pika"}


def test_what_a_credentials_file_sets_stays() -> None:
    channels = {"limber.channels.rest.RestChannel": None, SECTION: {"proxies": 2}}
    made = deployed.credentials(channels, {"proxies": 1, "history_turns": 10})
    assert made[SECTION] == {"proxies": 2, "history_turns": 10}
    assert deployed.credentials({SECTION: None}, {"proxies": 1}) == {SECTION: {"proxies": 1}}
    assert deployed.credentials({}, {"proxies": 1}) == {}
