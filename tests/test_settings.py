"""Settings: defaults that work, and one clear line for each that cannot."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from errno import EACCES, EISDIR
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from register.database import migrate, open_database, writing
from register.errors import cause_of
from settings import SettingsError, read_settings

ROOT = Path(__file__).parent.parent


def test_everything_has_a_default_that_works(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    assert settings.municipality == "Töreboda kommun"
    assert settings.database_url == f"sqlite:///{tmp_path / 'register.sqlite3'}"
    assert settings.smtp_url == ""
    assert settings.courier == "thread"
    assert settings.reply_to == settings.information_officer
    assert settings.mail_json
    assert settings.hand_in == "Lämna originalet till informationsansvarig"
    assert "Digg" in settings.accessibility_supervisor
    assert settings.accessibility_assessed_on is None
    assert settings.data_protection_officer == ""


def test_every_number_is_by_default_what_the_readme_says(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    numbers = {
        name.upper(): value
        for name, value in vars(settings).items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {}
    for names, defaults in re.findall(
        r"^\| (`[A-Z_`, ]+`) \| (`[\d`, ]+`) \|", readme, re.MULTILINE
    ):
        told |= dict(zip(re.findall(r"\w+", names), re.findall(r"\d+", defaults), strict=True))
    assert {name: str(value) for name, value in numbers.items()} == told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCENT_COLOUR", "#ffcc00"),
        ("ACCENT_COLOUR", "blue"),
        ("ACCENT_COLOUR", "#1d3c5cff"),
        ("INFORMATION_OFFICER", ""),
        ("INFORMATION_OFFICER", "officer"),
        ("SENDER", "nobody"),
        ("REPLY_TO", "nobody"),
        ("MAIL_JSON", "maybe"),
        ("SENDER", "förskolan@toreboda.se"),
        ("BASE_URL", "blanketter.toreboda.se"),
        ("BASE_URL", "javascript:alert(1)"),
        ("BASE_URL", "https://blanketter.toreboda.se/#start"),
        ("BASE_URL", "https://blanketter.toreboda.se/#"),
        ("BASE_URL", "https://blanketter.toreboda.se?"),
        ("BASE_URL", "https://anna@blanketter.toreboda.se"),
        ("BASE_URL", "https://@blanketter.toreboda.se"),
        ("BASE_URL", "https://anna:hemligt@blanketter.toreboda.se"),
        ("BASE_URL", "https://blanketter.toreboda.se:99999"),
        ("BASE_URL", "https://blanketter.toreboda.se:0"),
        ("BASE_URL", "https://blanketter.toreboda.se:"),
        ("BASE_URL", "https://blanketter toreboda.se"),
        ("BASE_URL", "https://blanketter.toreboda.se/en mapp"),
        ("BASE_URL", "https://[::1"),
        ("BASE_URL", "https://[]"),
        ("BASE_URL", "https://.toreboda.se"),
        ("BASE_URL", "https://blanketter.toreboda.se\\blanketter"),
        ("ACCESSIBILITY_COMPLAINTS_URL", "https://www.digg.se:99999/"),
        ("ACCESSIBILITY_COMPLAINTS_URL", "https://www digg.se/"),
        ("MAIL_DOMAINS", "@toreboda.se"),
        ("MAIL_DOMAINS", "toreboda.se, *.mariestad.se"),
        ("MAIL_DOMAINS", "https://toreboda.se"),
        ("MAIL_DOMAINS", "anna@toreboda.se"),
        ("MAIL_DOMAINS", "toreboda"),
        ("MAIL_DOMAINS", ".toreboda.se"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///register.sqlite3?mode=memory"),
        ("DATABASE_URL", "sqlite:///file:register?mode=memory&uri=true"),
        ("DATABASE_URL", "postgresql+psycopg://host:99999/name"),
        ("DATABASE_URL", "postgresql+psycopg://host:port/name"),
        ("INSTANCE_PATH", __file__),
        ("INSTANCE_PATH", ""),
        ("MUNICIPALITY", "Töreboda\nkommun"),
        ("HAND_IN", ""),
        ("HAND_IN", "Lämna originalet\ntill arkivet"),
        ("HAND_IN", "Lämna originalet till arkivet" + " och behåll en kopia" * 5),
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
        ("SCANS_AT_ONCE", "1"),
        ("SCANS_FOLDER", "sc\tans"),
        ("SCANS_FOLDER", "."),
        ("EMBED_ON", "www.toreboda.se"),
        ("EMBED_ON", "https://www.toreboda.se/konton"),
        ("EMBED_ON", "https://*.toreboda.se"),
        ("OPEN_DATA_CONTACT", "data"),
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
        ("REGISTER_OFFICERS", "officer"),
        ("REGISTER_READERS", "chef=Socialförvaltningen"),
        ("REGISTER_READERS", "chef@toreboda.se="),
        ("REGISTER_READERS", "chef@toreboda.se=A, CHEF@toreboda.se=B"),
        ("SIGN_IN_BY_MAIL", "yes"),
        ("SESSION_IDLE_MINUTES", "0"),
        ("SESSION_HOURS", "1000"),
        ("SNAPSHOT_MONTHS", "5"),
        ("REVIEW_MONTHS", "0"),
        ("REMINDERS", "off"),
        ("REMINDER_PAUSES", "sommaren"),
        ("REMINDER_PAUSES", "06-22"),
        ("REMINDER_PAUSES", "06-22–08-32"),
        ("REMINDER_PAUSES", "02-30–03-01"),
        ("REMINDER_PAUSES", "00-10–01-07"),
        ("REMINDER_PAUSES", "06-22–08-10, 12-20"),
        ("REMINDER_PAUSES", ",".join(["01-01-01-02"] * 21)),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({"INSTANCE_PATH": str(tmp_path), name: value})


@pytest.mark.parametrize("own", [".", "outbox", "database"])
def test_files_of_ours_are_never_taken_for_scans(tmp_path: Path, own: str) -> None:
    register = tmp_path / "database" / "register.sqlite3"
    given = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": f"sqlite:///{register}"}
    with pytest.raises(SettingsError, match="^SCANS_FOLDER: "):
        read_settings(given | {"SCANS_FOLDER": str(tmp_path / own)})
    scans = tmp_path / "scans"
    assert read_settings(given | {"SCANS_FOLDER": str(scans)}).scans_folder == scans
    assert read_settings(given).scans_folder is None


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
        ("MAIL_DOMAINS", "Toreboda.SE xn--treboda-90a.se", ("toreboda.se", "töreboda.se")),
        ("MAIL_DOMAINS", "", ()),
        ("BASE_URL", "https://blanketter.toreboda.se/formular/", None),
        ("BASE_URL", "http://[::1]:8000", None),
        (
            "BASE_URL",
            "https://blanketter.töreboda.se:8443/a",
            "https://blanketter.xn--treboda-90a.se:8443/a",
        ),
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
    tmp_path: Path, name: str, value: str, expected: str | tuple[str, ...] | None
) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), name: value})
    assert getattr(settings, name.lower()) == (value.rstrip("/") if expected is None else expected)


def test_pauses_are_read_with_either_dash(tmp_path: Path) -> None:
    given = {"INSTANCE_PATH": str(tmp_path)}
    text = "06-22–08-10, 12-20-01-07,02-29 – 02-29"
    found = read_settings(given | {"REMINDER_PAUSES": text}).reminder_pauses
    assert [(one.first, one.last) for one in found] == [
        ((6, 22), (8, 10)),
        ((12, 20), (1, 7)),
        ((2, 29), (2, 29)),
    ]
    assert read_settings(given).reminder_pauses == ()
    assert read_settings(given).reminders is True


PROVIDER = {
    "OIDC": "entra",
    "OIDC_ENTRA_ISSUER": "https://login.microsoftonline.com/f81d4fae-7dec/v2.0",
    "OIDC_ENTRA_CLIENT_ID": "blanketter",
    "OIDC_ENTRA_CLIENT_SECRET": "hemligt",
    "OIDC_ENTRA_ROLES": "info=officer; chefer = reader = Vård och omsorg, arkiv=archivist",
}


def test_provider_is_read_with_what_it_may_leave_out(tmp_path: Path) -> None:
    [provider] = read_settings(PROVIDER | {"INSTANCE_PATH": str(tmp_path)}).oidc
    assert (provider.label, provider.role_claim) == ("Entra", "roles")
    assert (provider.trust_email, provider.require_amr) == (False, ())
    assert provider.roles == (
        ("info", "officer"),
        ("chefer", "reader=Vård och omsorg"),
        ("arkiv", "archivist"),
    )
    assert "hemligt" not in str(provider)


def test_provider_may_be_set_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    lines = [f'{name} = "{value}"' for name, value in PROVIDER.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    given = {"INSTANCE_PATH": str(tmp_path), "SETTINGS_FILE": str(file)}
    assert [one.name for one in read_settings(given).oidc] == ["entra"]
    file.write_text("\n".join(lines[1:]), encoding="utf-8")
    with pytest.raises(SettingsError, match="OIDC_ENTRA_ISSUER, which is no setting"):
        read_settings(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC", "Entra"),
        ("OIDC", "kod"),
        ("OIDC", "../entra"),
        ("OIDC", "entra,entra"),
        ("OIDC_ENTRA_ISSUER", ""),
        ("OIDC_ENTRA_ISSUER", "http://idp.toreboda.se"),
        ("OIDC_ENTRA_ISSUER", "https://idp.toreboda.se/?a"),
        ("OIDC_ENTRA_ISSUER", "https://login.microsoftonline.com/common/v2.0"),
        ("OIDC_ENTRA_ISSUER", "https://login.microsoftonline.com/organizations/v2.0"),
        ("OIDC_ENTRA_CLIENT_ID", ""),
        ("OIDC_ENTRA_CLIENT_SECRET", ""),
        ("OIDC_ENTRA_ROLES", ""),
        ("OIDC_ENTRA_ROLES", "info"),
        ("OIDC_ENTRA_ROLES", "info=own"),
        ("OIDC_ENTRA_ROLES", "info=boss"),
        ("OIDC_ENTRA_ROLES", "=officer"),
        ("OIDC_ENTRA_ROLES", "info=officer=Vård"),
        ("OIDC_ENTRA_ROLES", "info=reader="),
        ("OIDC_ENTRA_TRUST_EMAIL", "on"),
        # A slip in a demand would leave it out.
        ("OIDC_ENTRA_REQUIRE_ACR", "mfa"),
        ("OIDC_ENTR_REQUIRE_AMR", "mfa"),
    ],
)
def test_a_provider_that_cannot_work_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings(PROVIDER | {"INSTANCE_PATH": str(tmp_path), name: value})


def test_two_providers_cannot_be_one_and_the_same(tmp_path: Path) -> None:
    other = {name.replace("ENTRA", "ADFS"): value for name, value in PROVIDER.items()}
    both = PROVIDER | other | {"OIDC": "entra,adfs", "INSTANCE_PATH": str(tmp_path)}
    with pytest.raises(SettingsError, match="^OIDC_ENTRA_ISSUER: "):
        read_settings(both)
    assert len(read_settings(both | {"OIDC_ADFS_ISSUER": "https://fs.toreboda.se/adfs"}).oidc) == 2


def test_readers_may_be_bound_to_a_forvaltning(tmp_path: Path) -> None:
    given = "a@toreboda.se=Barn- och utbildning; b@toreboda.se ,c@toreboda.se = Vård"
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "REGISTER_READERS": given})
    assert settings.register_readers == (
        ("a@toreboda.se", "Barn- och utbildning"),
        ("b@toreboda.se", ""),
        ("c@toreboda.se", "Vård"),
    )
    assert settings.register_officers == settings.information_officer


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


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("INFORMATION_OFICER", "INFORMATION_OFFICER"),
        ("INFORMATION_OFFICERS", "INFORMATION_OFFICER"),
        ("information_officer", "INFORMATION_OFFICER"),
        ("INFORMATIONOFFICER", "INFORMATION_OFFICER"),
        ("INFROMATION_OFFICER", "INFORMATION_OFFICER"),
        ("INFORMATION-OFFICER", "INFORMATION_OFFICER"),
        ("SENDRE", "SENDER"),
        ("MAIL_DOMAIN", "MAIL_DOMAINS"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("SETTING_FILE", "SETTINGS_FILE"),
        ("logo", "LOGO"),
    ],
)
def test_a_misspelt_name_in_the_environment_is_told_of(
    tmp_path: Path, name: str, meant: str
) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), name: "x"}
    with pytest.raises(SettingsError, match=f"^{name}: is no setting; did you mean {meant}"):
        read_settings(given)


def test_a_name_that_is_close_stops_nothing_when_the_setting_itself_is_there(
    tmp_path: Path,
) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "MAIL_DOMAIN": "x", "MAIL_DOMAINS": "toreboda.se"}
    assert read_settings(given).mail_domains == ("toreboda.se",)
    file = tmp_path / "settings.toml"
    file.write_text('SENDER = "a@toreboda.se"', encoding="utf-8")
    given = {"INSTANCE_PATH": str(tmp_path), "SETTINGS_FILE": str(file), "SENDERS": "x"}
    assert read_settings(given).sender == "a@toreboda.se"


# What shells, service managers, containers, hosts and other programs set.
FOREIGN = (
    "HOME PATH USER SHELL LOGNAME LANG LANGUAGE LC_ALL TERM PWD OLDPWD SHLVL EDITOR PAGER TZ",
    "HOSTNAME MAIL PORT HOST LOG LOGS LOG_LEVEL DEBUG RENDER SERVER SERVER_SOFTWARE SERVER_NAME",
    "INVOCATION_ID JOURNAL_STREAM MAINPID NOTIFY_SOCKET STATE_DIRECTORY SYSTEMD_EXEC_PID",
    "FLASK_APP FLASK_ENV FLASK_DEBUG FLASK_RUN_PORT PYTHONPATH PYTHONUNBUFFERED PYTHONIOENCODING",
    "VIRTUAL_ENV GUNICORN_CMD_ARGS WEB_CONCURRENCY PROMETHEUS_MULTIPROC_DIR SCRIPT_NAME",
    "PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB",
    "DATABASE_USER DATABASE_HOST DATABASE_NAME DATABASE_PORT DATABASE DB_URL REDIS_URL",
    "SMTP_HOST SMTP_PORT SMTP_USER SMTP_FROM MAIL_SERVER MAIL_USERNAME SECRET SECRET_KEY_BASE",
    "SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy",
    "INSTANCE_ID INSTANCE_NAME BASE_DIR BASE_IMAGE COURSE TRUSTED_HOSTS SETTINGS_MODULE",
    "DJANGO_SETTINGS_MODULE GITHUB_TOKEN CI DRAFT METRICS_PORT METRICS OPERATING_SYSTEM LOGO_PATH",
)


def test_names_of_others_stop_nothing(tmp_path: Path) -> None:
    read_settings({"INSTANCE_PATH": str(tmp_path)} | dict.fromkeys(" ".join(FOREIGN).split(), "x"))


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('SENDER = "a@toreboda.se"', encoding="utf-8-sig")
    given = {"INSTANCE_PATH": str(tmp_path), "SETTINGS_FILE": str(file)}
    assert read_settings(given).sender == "a@toreboda.se"


def test_a_null_in_a_path_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    for name in ("INSTANCE_PATH", "LOGO"):
        file.write_text(f'{name} = "a\\u0000b.png"', encoding="utf-8")
        with pytest.raises(SettingsError, match=f"^{name}: "):
            read_settings({"SETTINGS_FILE": str(file)})


@pytest.mark.parametrize(
    "folder", ["vad?", "100%", "a%41b", "å#b c", "?mode=memory", "%3F", "a&b=c;d"]
)
def test_a_folder_keeps_its_name_whatever_stands_in_it(tmp_path: Path, folder: str) -> None:
    there = tmp_path / folder
    settings = read_settings({"INSTANCE_PATH": str(there)})
    engine = open_database(settings.database_url)
    migrate(engine)
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    assert sorted(path.name for path in there.iterdir()) == ["register.sqlite3", "secret-key"]


def test_files_that_settings_name_do_not_depend_on_where_a_command_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"INSTANCE_PATH": "i", "LOGO": "static/favicon.svg", "DATABASE_URL": "sqlite:///r å.db"}
    settings = read_settings(given, makes_key=False)
    assert settings.instance_path == ROOT / "i"
    assert settings.logo == ROOT / "static" / "favicon.svg"
    assert make_url(settings.database_url).database == str(ROOT / "r å.db")


def test_who_may_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command may have become another user than the one who gave it."""
    monkeypatch.setenv("LOGNAME", "blanketter")
    denied = PermissionError(EACCES, "Permission denied")
    assert cause_of(denied) == "Permission denied for the user blanketter"
    assert cause_of(IsADirectoryError(EISDIR, "Is a directory")) == "Is a directory"


@pytest.mark.parametrize("key", ["", "\n", "short", "å" * 40])
def test_a_kept_key_that_anybody_can_guess_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret-key").write_text(key, encoding="utf-8")
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


def test_a_register_that_somebody_else_writes_to_at_start_is_served_all_the_same(
    tmp_path: Path,
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(engine)
    with writing(engine):
        started = start_with(tmp_path, COURIER="off")
    engine.dispose()
    assert (started.returncode, started.stderr) == (0, "")


def test_a_register_that_cannot_be_made_at_start_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE others (id)")
        busy = start_with(tmp_path, COURIER="off")
    assert (busy.returncode, busy.stderr) == (
        1,
        "Error: the database is locked by somebody else\n",
    )


@pytest.mark.parametrize("left", ["an emptied file", "no tables"])
def test_a_register_that_was_lost_is_not_taken_for_a_new_installation(
    tmp_path: Path, left: str
) -> None:
    """Its key tells; `migrate` makes an empty one for who wants that."""
    register = tmp_path / "register.sqlite3"
    read_settings({"INSTANCE_PATH": str(tmp_path)})
    if left == "an emptied file":
        register.touch()
    elif left == "no tables":
        with closing(sqlite3.connect(register)) as empty:
            empty.execute("PRAGMA journal_mode = WAL")
    before = sorted((path, path.stat().st_size) for path in tmp_path.iterdir())
    started = start_with(tmp_path, COURIER="off")
    assert started.returncode == 2
    assert started.stderr.startswith(
        f"Error: there is a secret key at {tmp_path / 'secret-key'} and no register at {register}."
    )
    assert started.stderr.count("\n") == 1
    assert sorted((path, path.stat().st_size) for path in tmp_path.iterdir()) == before


def test_a_first_start_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    """Whatever it had made: the register comes before its key."""
    register = tmp_path / "register.sqlite3"
    register.touch()
    assert start_with(tmp_path, COURIER="off").returncode == 0
    (tmp_path / "secret-key").unlink()
    assert start_with(tmp_path, COURIER="off").returncode == 0
    assert (tmp_path / "secret-key").exists()


def test_a_register_of_a_newer_version_is_one_line(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    started = start_with(tmp_path, COURIER="off")
    assert started.returncode == 2
    assert started.stderr == "Error: the register was made by a newer version\n"


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
