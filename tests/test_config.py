"""Settings: read from the environment, wrong ones refused in one line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from civic.config import Config, ConfigError, as_markdown


def test_every_setting_has_a_reason_in_the_reference_page() -> None:
    page = as_markdown()
    assert "| `CIVIC_HOME` | `instance` |" in page
    assert "| `PORT` | `8000` |" in page
    assert page.count("\n| `") == len(Config.__dataclass_fields__)


def test_values_come_from_the_environment_and_overrides_win(tmp_path: Path) -> None:
    environ = {"CIVIC_HOME": str(tmp_path), "PORT": "9000", "CIVIC_DEMO": "yes"}
    config = Config.from_env(environ, port=9001)
    assert (config.home, config.port, config.demo) == (tmp_path, 9001, True)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORT", "eighty", "PORT is 'eighty'; it must be a whole number."),
        ("PORT", "70000", "PORT is 70000"),
        ("CIVIC_DEMO", "maybe", "CIVIC_DEMO is 'maybe'"),
        ("CIVIC_TIME_ZONE", "Mars/Olympus", "CIVIC_TIME_ZONE"),
        ("CIVIC_DEFAULT_LOCALE", "xx", "CIVIC_DEFAULT_LOCALE"),
        ("CIVIC_DATABASE_URL", "mysql://localhost/x", "CIVIC_DATABASE_URL"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({name: value})
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_postgresql_addresses_get_the_driver_named() -> None:
    assert Config(database_url="postgres://u@h/d").database == "postgresql+psycopg://u@h/d"


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = Config(home=tmp_path).signing_key()
    assert len(first) == 64
    assert Config(home=tmp_path).signing_key() == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"CIVIC_HOME .* cannot be written"):
        Config(home=tmp_path / "file" / "below").prepare_home()
