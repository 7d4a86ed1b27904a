"""The compose file and the manifests: valid, and as hardened as docs/operations.md says."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import serve
from deploy.proxy import gaps
from tests.running import ROOT, need_program

DEPLOY = ROOT / "deploy"
VALIDATORS = ROOT / ".tools/validators/bin"
KUBERNETES = "1.33"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
SERVICES = ["proxy", "limber-1", "limber-2", "actions", "postgres", "redis", "broker", "prometheus"]


def validator(name: str) -> str:
    return need_program(VALIDATORS / name, "run: make validators")


@cache
def compose() -> dict[str, Any]:
    """The compose file as Docker's own program understands it."""
    arguments = [validator("docker-compose"), "-f", str(DEPLOY / "compose.yaml")]
    arguments += ["--profile", "actions", "--profile", "broker", "config", "--format", "json"]
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][request.param]
    return found


def test_these_are_all_services() -> None:
    assert set(compose()["services"]) == set(SERVICES)


def test_each_service_is_watched_limited_and_locked(service: dict[str, Any]) -> None:
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert {"cpus", "memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert int(service["user"].split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_each_image_has_a_version(service: dict[str, Any]) -> None:
    if service["image"].startswith("limber:"):
        return
    assert re.fullmatch(r"[\w/.-]+:v?\d+\.?[\w.-]*", service["image"])


def test_secrets_come_from_files_and_there_is_no_default(service: dict[str, Any]) -> None:
    for name, value in (service.get("environment") or {}).items():
        if re.search("PASS|TOKEN|KEY|SECRET", name):
            assert name.endswith("_FILE"), name
            assert value.startswith("/run/secrets/"), name
    for secret in compose()["secrets"].values():
        assert Path(secret["file"]).parent.name == "secrets"
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert "deploy/secrets/" in ignored


def test_stores_have_no_port_and_no_way_out() -> None:
    services = compose()["services"]
    for name in ("postgres", "redis", "broker", "limber-1", "limber-2", "actions"):
        assert not services[name].get("ports"), name
    for name in ("postgres", "redis", "broker"):
        assert set(services[name]["networks"]) == {"back"}
    assert compose()["networks"]["back"]["internal"] is True
    assert [port["host_ip"] for port in services["prometheus"]["ports"]] == ["127.0.0.1"]


def test_what_is_mounted_from_here_is_there() -> None:
    for service in compose()["services"].values():
        for volume in service.get("volumes", ()):
            if volume["type"] == "bind":
                assert Path(volume["source"]).exists(), volume["source"]


def test_the_proxy_knows_every_server_and_fills_every_gap() -> None:
    services = compose()["services"]
    environment = services["proxy"]["environment"]
    assert gaps() <= environment.keys()
    listed = set(re.findall(r"server ([\d.]+):5005", environment["LIMBER_SERVERS"]))
    assert listed == {
        services[name]["networks"]["front"]["ipv4_address"] for name in SERVICES if name.startswith("limber-")
    }


@pytest.mark.parametrize("name", ["limber-1", "limber-2"])
def test_a_server_has_what_it_needs_to_start(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = compose()["services"][name]
    environment = {key: value or "" for key, value in service["environment"].items()}
    mounted = {f"/run/secrets/{secret['source']}" for secret in service["secrets"]}
    files = {key for key, value in environment.items() if key.endswith("_FILE")}
    assert {environment[key] for key in files} <= mounted
    (tmp_path / "secret").write_text("s3cret\n", "utf-8")
    environment |= {key: str(tmp_path / "secret") for key in files}
    made = serve.endpoints_from(serve.with_secrets({**environment, "LIMBER_BROKER_HOST": "broker"}))
    assert made["tracker_store"]["url"] == "postgres"
    assert made["lock_store"]["password"] == made["event_broker"]["password"] == "s3cret"


def test_the_image_is_given_only_what_serving_reads() -> None:
    given = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in given
    for line in given:
        if line.startswith("!"):
            assert (ROOT / line[1:]).exists(), line


def packages(lock: Path) -> dict[str, str]:
    """Name and version of each package of a lock file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.M))


def test_the_image_installs_what_is_tested() -> None:
    tested, installed = packages(ROOT / "requirements.lock"), packages(DEPLOY / "runtime.lock")
    assert {"rasa", "psycopg2-binary", "redis"} <= installed.keys()
    assert installed.items() <= tested.items()
    assert "pytest" not in installed


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_takes_the_manifests(path: Path) -> None:
    arguments = [validator("kubernetes-validate"), "--strict", "-k", KUBERNETES, str(path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("passed") == len(list(yaml.safe_load_all(path.read_text("utf-8"))))


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """The pods of every workload."""
    for path in MANIFESTS:
        for one in yaml.safe_load_all(path.read_text("utf-8")):
            if one["kind"] in ("Deployment", "StatefulSet"):
                yield one["metadata"]["name"], one["spec"]["template"]["spec"]


@pytest.mark.parametrize(("name", "pod"), list(pods()), ids=[name for name, _ in pods()])
def test_each_pod_is_watched_limited_and_locked(name: str, pod: dict[str, Any]) -> None:
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["readinessProbe"] and container["livenessProbe"]
        assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_the_kustomization_names_every_manifest() -> None:
    found = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text("utf-8"))
    assert set(found["resources"]) == {f"kubernetes/{path.name}" for path in MANIFESTS}
    for generated in found["configMapGenerator"]:
        assert all((DEPLOY / name).is_file() for name in generated["files"])
    proxy = dict(pods())["proxy"]["containers"][0]
    assert gaps() <= {one["name"] for one in proxy["env"]}
