"""Dashboard and alerts ask only for what exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import yaml
from prometheus_client import REGISTRY

from limber.serving.scraping import versions
from tests.running import ROOT

DASHBOARD = ROOT / "deploy" / "grafana" / "limber.json"
PROMETHEUS = ROOT / "deploy" / "prometheus"

LANGUAGE = {"sum", "rate", "increase", "histogram_quantile", "count", "topk", "offset", "label_values"}
"""Words of the query language that the files use."""

ADDED = {"job", "instance"}
"""Labels that Prometheus gives every series; label_values names one as if it were a metric."""

_LABELS = r"\{([^}]*)\}|\bby \(([^)]*)\)"


def labels_by_series() -> dict[str, set[str]]:
    """Every series that a server shows, with its labels; and the one that Prometheus makes itself."""
    found = {"up": set(ADDED)}
    for name, collector in REGISTRY._names_to_collectors.items():
        of_buckets = {"le"} if name.endswith("_bucket") else set()
        found[name] = {*getattr(collector, "_labelnames", ()), *of_buckets, *ADDED}
    found["limber_info"] |= versions("").keys()
    return found


def expressions() -> Iterator[str]:
    """Every query of the files."""
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_a_query_names_metrics_and_labels_that_exist(expression: str) -> None:
    known = labels_by_series()
    bare = re.sub(r'"[^"]*"|\$\w+|\[[^\]]*\]', "", expression)

    asked = set(re.findall(r"[a-z_]{2,}", re.sub(_LABELS, "", bare))) - LANGUAGE - ADDED
    assert asked, f"names no metric: {expression}"
    assert asked <= known.keys(), f"no such metric: {asked - known.keys()}"
    labels = {label for part in re.findall(_LABELS, bare) for label in re.findall(r"[a-z_]+", "".join(part))}
    for name in asked:
        assert labels <= known[name], f"{name} has no label {labels - known[name]}"


def test_promtool_accepts_the_files() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        if os.environ.get("CI") == "1":
            pytest.fail("promtool is missing; install the package prometheus")
        pytest.skip("promtool is missing; the package prometheus has it")
    for check in (
        ["check", "rules", "alerts.yml"],
        ["check", "config", "--syntax-only", "prometheus.yml"],
    ):
        done = subprocess.run([promtool, *check], cwd=PROMETHEUS, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
