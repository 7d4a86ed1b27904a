"""Sends what hypothesis makes up to every entry of a running server, and counts what comes back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from limber.plain import read_yaml
from tests.channels.conversation import settle
from tests.channels.slack import workspace
from tests.channels.telegram.bot_api import Person
from tests.channels.twilio import account
from tests.fuzz.entries import Attempt, Entry, entries
from tests.fuzz.makings import LONGEST
from tests.fuzz.wire import CLOSED, OPEN, Answer
from tests.privacy.everywhere import House, house
from tests.replies import contract_of
from tests.running import ROOT
from tests.web import run, tab, words

TOKEN = "the fuzzer's own token for figures"
SIGN = "I can't control my bladder since this morning"

ROUNDS = 10
"""Each sends to every entry: what one entry leaves behind is there when the next ones are tried."""

AT_ONCE = 12
"""People who talk at the same time before the first round."""

WARM = 2
"""Rounds until whatever is kept in memory is kept."""

_HEADERS = ("x-content-type-options", "content-security-policy", "referrer-policy", "x-frame-options")
_TELLING = (b"Traceback", b"anic/", b"/limber/", b"site-packages", b"rasa")


@dataclass
class Report:
    """What came back.

    Attributes:
        answers: how often each status came from each entry.
        wrong: what must not be, with what was sent.
        memory: of the server after each round, in bytes.
    """

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests and sockets were tried."""
        return sum(number for (_, status), number in self.answers.items() if not status.startswith("socket"))

    @property
    def growth(self) -> float:
        """Of the memory, from the end of the warm rounds to the end, as a share."""
        return self.memory[-1] / self.memory[WARM - 1] - 1

    def add(self, entry: str, attempt: Attempt, answers: list[Answer]) -> None:
        """Count what came back, and note what must not be."""
        for answer in answers:
            self.answers[entry, answer.status] += 1
            fault = _fault(entry, attempt, answer)
            if fault:
                self.wrong.append(f"{entry}: {fault}: {attempt.sent[:600]!r}: {answer.body[:300]!r}")

    def as_text(self) -> str:
        """As a table, with the memory below it."""
        statuses = sorted({status for _, status in self.answers}, key=lambda one: (not one.isdigit(), one))
        rows = [["entry", *statuses]]
        for entry in dict.fromkeys(entry for entry, _ in self.answers):
            rows.append([entry, *(str(self.answers[entry, status] or "") for status in statuses)])
        total: Counter[str] = Counter()
        for (_, status), number in self.answers.items():
            total[status] += number
        rows.append(["all", *(str(total[status]) for status in statuses)])
        memory = ", ".join(f"{one / 2**20:.0f}" for one in self.memory)
        return "\n".join(
            [
                *("| " + " | ".join(row) + " |" for row in rows),
                f"requests: {self.requests}, wrong: {len(self.wrong)}",
                f"memory after each round, in MiB: {memory}; growth after round {WARM}: {self.growth:+.1%}",
            ]
        )


def _fault(entry: str, attempt: Attempt, answer: Answer) -> str | None:
    """What is wrong with an answer, whatever was sent."""
    if answer.status.startswith("5"):
        return f"status {answer.status}"
    if attempt.whole and answer.status in (CLOSED, OPEN):
        return f"no answer, {answer.status}"
    # Whoever has the token is told which versions run.
    if entry != "metrics" and any(word in answer.body for word in _TELLING):
        return "tells of the inside"
    if answer.headers and answer.status != "101":
        lacking = [name for name in _HEADERS if name not in answer.headers]
        if lacking or "server" in answer.headers:
            return f"headers, without {lacking}"
    return None


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """A server with every channel and the figures on, behind one proxy: visitors have their own addresses."""
    credentials = read_yaml((ROOT / "credentials.yml").read_text("utf-8"))
    credentials["limber.channels.web.WebChannel"] = {"proxies": 1}
    named = folder / "credentials.yml"
    named.write_text(json.dumps(credentials), "utf-8")
    with house(folder, "--credentials", str(named), LIMBER_METRICS_TOKEN=TOKEN) as made:
        yield made


def fuzz(house: House, requests: int, first: int, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Send requests to all entries in turn.

    Args:
        house: the running server.
        requests: how many at least.
        first: the seed; the same one makes the same requests.
        tell: hears how far it is.
    """
    report = Report()
    # What the largest messages take is kept, once for each thread that reads; they may come early or late.
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(house.limber.say, LONGEST * AT_ONCE))
    known = entries(TOKEN, f"{house.slack.url}/hooks/U1")
    each = -(-requests // (ROUNDS * len(known)))
    for number in range(ROUNDS):
        for place, (name, entry) in enumerate(known.items()):
            _try(house, report, name, entry, each, first * 10_000 + number * 100 + place)
            if not house.limber.alive():
                report.wrong.append(f"{name}: the server ended: {house.limber.output[-2000:]}")
                return report
        settle(house.limber)
        report.memory.append(_memory(house.limber.pid))
        tell(f"round {number + 1} of {ROUNDS}: {report.requests} requests, {len(report.wrong)} wrong")
    return report


def _try(house: House, report: Report, name: str, entry: Entry, times: int, number: int) -> None:
    address = ("127.0.0.1", house.limber.port)

    @seed(number)
    @settings(
        max_examples=times,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(entry)
    def attempt(made: Attempt) -> None:
        # Nothing fails here: hypothesis would stop at it, and all that is wrong shall be told.
        try:
            answers = made.send(address)
        except OSError as error:
            answers = [Answer(type(error).__name__)]
        report.add(name, made, answers)

    attempt()


def _memory(pid: int) -> int:
    """Resident memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


def signs_unheard(house: House) -> list[str]:
    """Channels in which a warning sign is not answered as an emergency now."""
    heard = {
        "rest": str(contract_of(house.limber.say(SIGN))["tier"]),
        "web": _on_the_page(house),
        "telegram": str(Person(house.telegram, 777_000).write(SIGN)),
        "slack": str(workspace.Member(house.slack, house.limber, "U777000").write(SIGN)),
        "twilio": str(account.Phone(house.twilio, house.limber, "+447700900777").write(SIGN)),
    }
    return [channel for channel, said in heard.items() if "emergency" not in said]


def _on_the_page(house: House) -> str:
    said: list[str] = []

    async def say() -> None:
        async with tab(house.limber.url) as page:
            await page.begin()
            said.append(words(await page.say(SIGN)))

    run(say)
    return said[0]


def errors_in(output: str) -> Counter[str]:
    """Errors of our own and tracebacks in a log, by what failed; libraries tell of odd requests once."""
    lines = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return Counter(
        f"{line.get('event')} {line.get('error', '')}".strip()
        for line in lines
        if line.get("level") in ("error", "critical")
        and ("exception" in line or str(line.get("event")).startswith("limber."))
    )
