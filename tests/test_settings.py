"""Settings: defaults that work, and one clear line for each that cannot."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from settings import SettingsError, read_settings

ROOT = Path(__file__).parent.parent


def test_everything_has_a_default_that_works(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    assert settings.municipality == "Töreboda kommun"
    assert settings.database_url == f"sqlite:///{tmp_path / 'register.sqlite3'}"
    assert settings.smtp_url == ""
    assert settings.courier == "thread"
    assert "Digg" in settings.accessibility_supervisor
    assert settings.accessibility_assessed_on is None
    assert settings.data_protection_officer == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCENT_COLOUR", "#ffcc00"),
        ("ACCENT_COLOUR", "blue"),
        ("ACCENT_COLOUR", "#1d3c5cff"),
        ("INFORMATION_OFFICER", ""),
        ("INFORMATION_OFFICER", "officer"),
        ("SENDER", "nobody"),
        ("SENDER", "förskolan@toreboda.se"),
        ("BASE_URL", "blanketter.toreboda.se"),
        ("BASE_URL", "javascript:alert(1)"),
        ("HSTS_SUBDOMAINS", "true"),
        ("SECURITY_CONTACT", "http://toreboda.se/sakerhet"),
        ("SECURITY_CONTACT", "it-avdelningen"),
        ("SECURITY_EXPIRES", "nästa år"),
        ("DATABASE_URL", "mysql://x"),
        ("SMTP_URL", "mail.toreboda.se"),
        ("SMTP_URL", "smtp://host:port"),
        ("SMTP_URL", "smtp://host?starttls=maybe"),
        ("SECRET_KEY", "short"),
        ("COURIER", "on"),
        ("LOGO", "/nowhere/logo.png"),
        ("LOGO", __file__),
        ("TRUSTED_PROXIES", "-1"),
        ("DRAFT_DAYS", "0"),
        ("DRAFT_DAYS", "3000000"),
        ("MAX_REQUEST_BYTES", "10"),
        ("FILINGS_PER_MINUTE", "many"),
        ("READINGS_PER_MINUTE", "0"),
        ("READINGS_AT_ONCE", "0"),
        ("READINGS_AT_ONCE", "1000"),
        ("PREVIEWS_PER_MINUTE", "0"),
        ("DRAFTS_PER_HOUR", "0"),
        ("SAVED_BYTES_PER_MINUTE", "1000"),
        ("MAX_DRAFTS", "99"),
        ("MAX_DRAFTS", "1000000"),
        ("MAX_DRAFT_BYTES", "5 GB"),
        ("RESERVED_DISK_BYTES", "-1"),
        ("SETTINGS_FILE", "/nowhere.toml"),
        ("OPERATOR", "nobody"),
        ("METRICS_ALLOW", "localhost"),
        ("METRICS_ALLOW", "10.0.0.1/8"),
        ("ACCESSIBILITY_COMPLAINTS_URL", "digg.se/tdosanmalan"),
        ("ACCESSIBILITY_COMPLAINTS_URL", "javascript:alert(1)"),
        ("ACCESSIBILITY_COMPLAINTS_URL", ""),
        ("ACCESSIBILITY_SUPERVISOR", ""),
        ("ACCESSIBILITY_ASSESSED_ON", "31/5 2026"),
        ("ACCESSIBILITY_ASSESSED_ON", "2026-02-30"),
        ("ACCESSIBILITY_ASSESSED_ON", "9999-12-31"),
        ("DATA_PROTECTION_OFFICER", "dataskyddsombudet"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({"INSTANCE_PATH": str(tmp_path), name: value})


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("SECURITY_CONTACT", "it@toreboda.se", "SECURITY_EXPIRES"),
        ("SECURITY_EXPIRES", "2027-05-31", "SECURITY_CONTACT"),
    ],
)
def test_a_setting_that_needs_another_names_it(
    tmp_path: Path, name: str, value: str, missing: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{missing}: must be set when {name} is"):
        read_settings({"INSTANCE_PATH": str(tmp_path), name: value})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SENDER", "Blanketter@TÖREBODA.se", "Blanketter@töreboda.se"),
        ("SENDER", "blanketter@xn--treboda-90a.se", "blanketter@töreboda.se"),
        ("INFORMATION_OFFICER", "åsa@töreboda.se", ("åsa@töreboda.se",)),
        ("INFORMATION_OFFICER", "a@x.se, a@x.se; A@X.se", ("a@x.se",)),
        ("INFORMATION_OFFICER", "b@x.se a@x.se B@x.se", ("b@x.se", "a@x.se")),
        ("INFORMATION_OFFICER", "a@xn--treboda-90a.se, a@töreboda.se", ("a@töreboda.se",)),
        ("OPERATOR", "drift@x.se, drift@X.SE", ("drift@x.se",)),
        ("OPERATOR", "", ()),
    ],
)
def test_addresses_are_understood_and_each_is_kept_once(
    tmp_path: Path, name: str, value: str, expected: str | tuple[str, ...]
) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), name: value})
    assert getattr(settings, name.lower()) == expected


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'MUNICIPALITY = "Filkommun"\nINFORMATION_OFFICER = ["a@b.example", "c@d.example"]\n'
        'DRAFT_DAYS = 30\nMAIL_DOMAINS = "x.se, y.se"\n',
        encoding="utf-8",
    )
    given = {"INSTANCE_PATH": str(tmp_path), "SETTINGS_FILE": str(file), "DRAFT_DAYS": "7"}
    settings = read_settings(given)
    assert settings.municipality == "Filkommun"
    assert settings.information_officer == ("a@b.example", "c@d.example")
    assert settings.draft_days == 7
    assert settings.mail_domains == ("x.se", "y.se")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('OPERATR = "a@b.se"', "OPERATR, which is no setting"),
        ('operator = "a@b.se"', "operator, which is no setting"),
        ('[blanketter]\nOPERATOR = "a@b.se"', "blanketter, which is no setting"),
        ("MUNICIPALITY = true", "MUNICIPALITY: must be text"),
        ('MUNICIPALITY = ""', "MUNICIPALITY: must not be empty"),
    ],
)
def test_a_file_that_says_something_else_than_was_meant_is_refused(
    tmp_path: Path, text: str, named: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named):
        read_settings({"INSTANCE_PATH": str(tmp_path), "SETTINGS_FILE": str(file)})


@pytest.mark.parametrize("key", ["", "\n", "short"])
def test_a_kept_key_that_anybody_can_guess_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret-key").write_text(key, encoding="ascii")
    with pytest.raises(SettingsError, match="^SECRET_KEY: .*secret-key must"):
        read_settings({"INSTANCE_PATH": str(tmp_path)})


def test_nobody_else_on_the_machine_can_look_into_a_new_instance(tmp_path: Path) -> None:
    read_settings({"INSTANCE_PATH": str(tmp_path / "new")})
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    keys: list[str] = []
    starts = [
        threading.Thread(
            target=lambda: keys.append(read_settings({"INSTANCE_PATH": str(tmp_path)}).secret_key)
        )
        for _ in range(8)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def start_with(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What happens when the system is started with these settings."""
    return subprocess.run(
        [sys.executable, "-c", "import app; app.create_app()"],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(folder)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    started = start_with(tmp_path, COURIER="maybe")
    assert started.returncode == 2
    assert started.stderr.strip() == "Setting COURIER: must be thread or off, not 'maybe'"


@pytest.mark.parametrize("name", ["logo.png", "logo.svg"])
def test_a_logo_that_cannot_be_drawn_stops_the_start(tmp_path: Path, name: str) -> None:
    logo = tmp_path / name
    logo.write_text("<svg" if name.endswith("svg") else "no picture", encoding="ascii")
    started = start_with(tmp_path, LOGO=str(logo))
    assert started.returncode != 0
    assert started.stderr.startswith(f"Setting LOGO: {logo} cannot be drawn: ")
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://töreboda.example:8443/b/", "https://xn--treboda-90a.example:8443/b"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_codes_on_paper_lead_to_a_host_in_ascii(tmp_path: Path, given: str, used: str) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "BASE_URL": given})
    assert settings.base_url == used
