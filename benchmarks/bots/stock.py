"""What ``rasa init`` writes, with one action added and its action server.

Rasa's files are generated where they are used. Pipeline and policies are Rasa's defaults
without the response selector; conversations go to SQLite, as Limber's do.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.bots.bot import Replies, Running
from benchmarks.children import Spent, run_to_end
from benchmarks.defaults import default_config, rasa_folder
from limber.plain import read_yaml
from tests.running import Process, command, environment, free_port

INTENT, ACTION, REPLY = "ask_hold_time", "action_hold_time", "Hold it for 20-30 seconds."
EXAMPLES = (
    "how long do i hold it",
    "how long should i hold the stretch",
    "how many seconds",
    "for how long do i stay there",
    "how much time for one stretch",
    "tell me the hold time",
    "how many seconds do i hold it",
    "what is the right time to hold",
    "when can i let go",
    "is ten seconds enough",
)

ACTION_CODE = f'''from rasa_sdk import Action


class HoldTime(Action):
    def name(self):
        return "{ACTION}"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="{REPLY}")
        return []
'''


class StockBot:
    """``rasa train``, ``rasa run`` and ``rasa run actions``.

    Args:
        folder: a folder that does not exist yet.
    """

    title = "stock `rasa init` bot + action server"
    messages: Sequence[str] = (
        "how long do i hold the stretch",
        "how many seconds should i hold it",
        "for how long do i hold it",
        "how many seconds for one stretch",
        "tell me how long to hold it",
        "is twenty seconds enough",
        "how long should i stay there",
        "what is the hold time",
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server, self._actions = free_port(), free_port()
        shutil.copytree(
            rasa_folder() / "cli" / "initial_project", folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        self._add_action()
        self._configure()
        self._env = environment(folder, RASA_TELEMETRY_ENABLED="false", LOG_LEVEL="ERROR")

    def _add_action(self) -> None:
        (self._folder / "actions" / "actions.py").write_text(ACTION_CODE, "utf-8")
        examples = "".join(f"- {text}\n" for text in EXAMPLES)
        self._write(
            "data/hold_nlu.yml", {"version": "3.1", "nlu": [{"intent": INTENT, "examples": examples}]}
        )
        steps = [{"intent": INTENT}, {"action": ACTION}]
        rules = [{"rule": "hold time", "steps": steps}]
        self._write("data/hold_rule.yml", {"version": "3.1", "rules": rules})
        domain = read_yaml((self._folder / "domain.yml").read_text("utf-8"))
        domain["intents"].append(INTENT)
        domain["actions"] = [ACTION]
        self._write("domain.yml", domain)

    def _configure(self) -> None:
        config = default_config()
        config["pipeline"] = [one for one in config["pipeline"] if one["name"] != "ResponseSelector"]
        self._write("config.yml", config)
        endpoints = {
            "action_endpoint": {"url": f"http://127.0.0.1:{self._actions}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": "conversations.db"},
        }
        self._write("endpoints.yml", endpoints)
        self._write("credentials.yml", {"rest": None})

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        (self._folder / name).write_text(yaml.safe_dump(dict(value), sort_keys=False), "utf-8")

    def train(self) -> Spent:
        """Run ``rasa train``."""
        return run_to_end(
            [command("rasa"), "train", "--fixed-model-name", "stock"],
            self._folder / "train.txt",
            self._folder,
            self._env,
        )[1]

    def start(self) -> Running:
        """Run the server and the action server at once."""
        started = time.perf_counter()
        rasa = [command("rasa"), "run"]
        server = [*rasa, "--interface", "127.0.0.1", "--port", str(self._server)]
        # The action server has no option for its address; it is reached by 127.0.0.1 alone.
        actions = [*rasa, "actions", "--port", str(self._actions)]
        running = Running(
            [
                Process(server, self._folder, self._server, self._env),
                Process(actions, self._folder, self._actions, self._env),
            ],
            started,
        )
        return running.wait_for(self.messages[0], self.answered)

    def answered(self, replies: Replies) -> bool:
        """Whether the action's words came."""
        return [reply.get("text") for reply in replies] == [REPLY]
