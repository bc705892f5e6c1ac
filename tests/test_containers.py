"""Dockerfile and compose.yaml name only paths, commands and settings that exist."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from civic.cli import cli
from civic.config import Config, env_name
from tests.conftest import ROOT

SETTINGS = {env_name(item) for item in fields(Config)}
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
INSTRUCTIONS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]


def instructions(name: str) -> list[str]:
    return [rest for word, rest in INSTRUCTIONS if word == name]


def test_every_copied_path_exists() -> None:
    copied = [shlex.split(rest)[:-1] for rest in instructions("COPY") if not rest.startswith("--from")]
    paths = [path for group in copied for path in group]
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_it_runs_as_somebody_else_than_root_with_a_health_check() -> None:
    assert instructions("USER") == ["civic"]
    assert "useradd" in DOCKERFILE
    assert "/healthz" in instructions("HEALTHCHECK")[0]


def test_build_has_two_stages_and_the_second_copies_from_the_first() -> None:
    stages = instructions("FROM")
    assert len(stages) == 2
    assert stages[0].endswith("AS build")
    assert any(rest.startswith("--from=build") for rest in instructions("COPY"))


def test_environment_names_are_settings() -> None:
    named = {word.split("=")[0] for rest in instructions("ENV") for word in shlex.split(rest)}
    for service in ("web", "worker"):
        named |= set(COMPOSE["services"][service]["environment"])
    assert {name for name in named if name.startswith("CIVIC_") or name == "PORT"} <= SETTINGS
    assert "CIVIC_DATABASE_URL" in named


@pytest.mark.parametrize("source", ["dockerfile", "web", "worker"])
def test_commands_exist(source: str) -> None:
    command = json.loads(instructions("CMD")[-1]) if source == "dockerfile" else COMPOSE["services"][source]["command"]
    assert command[0] == "civic"
    result = CliRunner().invoke(cli, [*command[1:], "--help"])
    assert result.exit_code == 0, result.output
    options = [word for word in command[1:] if word.startswith("--")]
    assert all(option in result.output for option in options)


def test_services_depend_on_services_that_exist_and_can_be_healthy() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for name, condition in service.get("depends_on", {}).items():
            has_check = "healthcheck" in services[name] or "build" in services[name]
            assert condition == {"condition": "service_healthy"}
            assert has_check
    sources = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert {source for source in sources if not source.startswith("./")} == set(COMPOSE["volumes"])
    assert [source for source in sources if source.startswith("./") and not (ROOT / source).exists()] == []


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert COMPOSE["services"]["web"]["environment"]["CIVIC_TRUSTED_PROXIES"] == "1"


def test_the_proxy_replaces_what_clients_claim_about_themselves() -> None:
    conf = (ROOT / "deploy" / "nginx" / "portal.conf").read_text()
    set_headers = dict(re.findall(r"proxy_set_header (\S+) (\S+);", conf))
    assert set_headers["X-Forwarded-For"] == "$remote_addr"
    assert set_headers["X-Forwarded-Proto"] == "$scheme"
    assert set_headers["X-Forwarded-Prefix"] == set_headers["Forwarded"] == '""'
    assert re.search(r"location = /metrics \{\s+return 403;", conf)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "nginx"
    shutil.copytree(ROOT / "deploy" / "nginx", folder)
    text = (folder / "nginx.conf").read_text()
    for old, new in (("/tmp/", f"{tmp_path}/"), ("web:8000", "127.0.0.1:8000"), ("/etc/nginx/civic", str(folder))):
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    done = subprocess.run(["nginx", "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
