"""zgcquiz config: what holds, where it comes from, and changing it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import as_a_user, conforms, environment, run
from tests.conftest import Ran
from zgcquiz.app.context import AppContext
from zgcquiz.core.configuration import SETTINGS
from zgcquiz.core.settings import Settings
from zgcquiz.store.paths import find_paths

Run = Callable[..., Ran]
NONE = type(None)


@pytest.fixture
def config(context: AppContext) -> Path:
    context.paths.config.parent.mkdir(parents=True, exist_ok=True)
    return context.paths.config


def test_every_field_is_a_setting() -> None:
    assert tuple(SETTINGS) == Settings.__struct_fields__


def test_the_help_explains_every_setting(zgcquiz: Run) -> None:
    words = " ".join(zgcquiz("config", "--help").out.split())
    for setting in SETTINGS.values():
        assert f"{setting.name} {setting.about} ({setting.takes})" in words


def test_without_a_file_all_is_default(zgcquiz: Run, config: Path) -> None:
    ran = zgcquiz("config")
    assert (ran.code, ran.err) == (0, "")
    for name in SETTINGS:
        assert f"{name}: " in ran.out
    assert ran.out.count("(default)") == len(SETTINGS)
    assert not config.exists()
    found = zgcquiz("config", "--json").json
    assert {row["source"] for row in found["settings"]} == {"default"}
    assert found["path"] == str(config)
    assert found["exists"] is False


def test_each_value_is_said_with_its_place(zgcquiz: Run, config: Path) -> None:
    weights = ", ".join(["1.0"] * 7 + ["0.5", "1.0", "0.5"] + ["0.5"] * 2 + ["0.2", "0.5", "0.5", "0.5"])
    config.write_text(
        f"# mine\nnew_per_day = 5\ntuned = 2026-11-24\nparameters = [{weights}, 2, 1, 1, 0.1, 0.2]\n"
        "weekday_load = {sunday = 0}\n\n[pack.greek]\nnew_per_day = 0\n"
    )
    out = zgcquiz("config").out
    for line in (
        "new_per_day: 5 (config.toml:2)",
        "parameters: fitted (tune on 2026-11-24, config.toml:4)",
        "weekday_load: sun 0 (config.toml:5)",
        "reviews_per_day: 200 (default)",
        "[pack.greek]\nnew_per_day: 0 (config.toml:8)",
    ):
        assert line in out
    rows = zgcquiz("config", "--json").json["settings"]
    sources = {(row["setting"], row["pack"]): (row["source"], row["line"], row["tuned"]) for row in rows}
    assert sources["new_per_day", None] == ("file", 2, None)
    assert sources["parameters", None] == ("tune", 4, "2026-11-24")
    assert sources["new_per_day", "greek"] == ("pack", 8, None)
    assert sources["certainty", None] == ("default", None, None)


def test_set_get_and_unset(zgcquiz: Run, config: Path) -> None:
    assert zgcquiz("config", "get", "desired_retention").out == "0.9\n"
    ran = zgcquiz("config", "set", "desired_retention", "0.87")
    assert ran.out.startswith("desired_retention is now 0.87 (config.toml:2); it was 0.9.")
    assert zgcquiz("config", "get", "desired_retention").out == "0.87\n"
    assert zgcquiz("config", "set", "desired_retention", "0.87").out.endswith("Nothing was changed.\n")
    found = zgcquiz("config", "unset", "desired_retention", "--json").json
    assert (found["value"], found["before"], found["changed"], found["source"]) == (0.9, 0.87, True, "default")
    assert zgcquiz("config", "unset", "desired_retention", "--json").json["changed"] is False
    assert zgcquiz("config", "get", "desired_retention").out == "0.9\n"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("guess_correction", "off", "false"),
        ("day_starts", "05:00", "05:00"),
        ("day_starts", "5", "05:00"),
        ("weekday_load.saturday", "50", "50"),
        ("recall_after", "0", "0"),
    ],
)
def test_a_value_is_told_as_it_can_be_typed_again(zgcquiz: Run, config: Path, key: str, value: str, said: str) -> None:
    assert zgcquiz("config", "set", key, value).code == 0
    assert zgcquiz("config", "get", key).out == f"{said}\n"
    assert zgcquiz("config", "set", key, said).code == 0
    assert zgcquiz("config", "get", key).out == f"{said}\n"


def test_a_long_value_is_printed_on_one_line(zgcquiz: Run, config: Path) -> None:
    out = zgcquiz("config", "get", "weekday_load").out
    assert out.count("\n") == 1
    assert zgcquiz("config", "set", "weekday_load", out.strip()).code == 0
    assert zgcquiz("config", "get", "weekday_load").out == out


def test_a_pack_has_its_own(zgcquiz: Run, config: Path, greek: Path) -> None:
    assert zgcquiz("config", "set", "new_per_day", "3", "--pack", greek).code == 0
    assert config.read_text().endswith("[pack.greek]\nnew_per_day = 3\n")
    assert zgcquiz("config", "get", "new_per_day", "--pack", "greek").out == "3\n"
    assert zgcquiz("config", "get", "new_per_day").out == "10\n"
    assert zgcquiz("config", "get", "reviews_per_day", "--pack", "greek").out == "200\n"
    assert zgcquiz("config", "unset", "new_per_day", "--pack", "greek").code == 0
    assert "greek" not in config.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("set", "desired_retention", "0.5"), "bad-value", "must be 0.7 to 0.99, not 0.5"),
        (("set", "desired_retention", "1"), "bad-value", "0.7 to 0.99"),
        (("set", "desired_retention", "high"), "bad-value", 'must be a number, not "high"'),
        (("set", "new_per_day", "1\ncertainty = true"), "bad-value", "whole number"),
        (("set", "parameters", "[1, 2]"), "bad-value", "not 2"),
        (("set", "new_per_day", "-1"), "bad-value", "must be 0 to 1,000,000, not -1"),
        (("set", "parameters", f"[{'nan, ' * 21}]"), "bad-value", "finite"),
        (("set", "weekday_load.saturday", "101"), "bad-value", "0 to 100"),
        (("set", "weekday_load.someday", "10"), "unknown-setting", "weekday_load.someday"),
        (("set", "weekday_load", "{someday = 3}"), "bad-value", "must name weekdays"),
        (("set", "weekday_load", "3"), "bad-value", "must be a table"),
        (("set", "day_starts", "24:00"), "bad-value", "0 to 23"),
        (("set", "new_per_dya", "3"), "unknown-setting", "There is no setting 'new_per_dya'"),
        (("get", "new_per_day.x"), "unknown-setting", "There is no setting 'new_per_day.x'"),
        (("set", "day_starts", "3", "--pack", "small"), "not-by-pack", "holds for all packs"),
        (("set", "new_per_day", "3", "--pack", "nowhere"), "unknown-pack", "nowhere"),
    ],
)
def test_what_is_wrong_changes_nothing(
    zgcquiz: Run, config: Path, arguments: tuple[str, ...], code: str, said: str
) -> None:
    config.write_text("# mine\n")
    ran = zgcquiz("config", arguments[0], "--json", *arguments[1:])
    assert ran.code == 1
    assert ran.json["error"]["code"] == code
    assert said in ran.json["error"]["message"]
    assert config.read_text() == "# mine\n"


def test_the_likely_setting_is_named(zgcquiz: Run) -> None:
    assert "Did you mean new_per_day?" in zgcquiz("config", "set", "new_per_dya", "3").err
    assert "Did you mean weekday_load.saturday?" in zgcquiz("config", "set", "weekday_load.sataday", "3").err
    assert "Did you mean colours.right?" in zgcquiz("config", "set", "colours.rigth", "red").err


def test_a_file_with_errors_stops_all_that_goes_by_it(zgcquiz: Run, config: Path) -> None:
    text = "desired_retention = 0.5\nnew_per_dya = 3\n"
    config.write_text(text)
    for arguments in (("config",), ("config", "set", "certainty", "true"), ("config", "get", "certainty")):
        ran = zgcquiz(*arguments)
        assert ran.code == 1
        assert f"{config}:1:1: error [bad-value] 'desired_retention' must be 0.7 to 0.99, not 0.5.\n" in ran.err
        assert f"{config}:2:1: error [unknown-key] Unknown setting 'new_per_dya'. Did you mean" in ran.err
    assert config.read_text() == text
    found = zgcquiz("config", "--json")
    assert found.code == 1
    assert found.json["error"]["code"] == "settings-errors"
    assert [problem["line"] for problem in found.json["error"]["problems"]] == [1, 2]
    assert zgcquiz("config", "path").out == f"{config}\n"


def test_setting_parameters_by_hand_ends_the_claim_that_they_were_tuned(zgcquiz: Run, config: Path) -> None:
    config.write_text("tuned = 2026-11-24\nnew_per_day = 3\n")
    weights = "1, 1, 1, 1, 1, 1, 1, 0.5, 1, 0.5, 0.5, 0.5, 0.2, 0.5, 0.5, 0.5, 2, 1, 1, 0.1, 0.2"
    assert zgcquiz("config", "set", "parameters", f"[{weights}]").code == 0
    assert "tuned" not in config.read_text()
    assert zgcquiz("config", "unset", "parameters").code == 0
    assert config.read_text().strip() == "new_per_day = 3"


def test_the_file_stays_a_link_and_keeps_its_rights(zgcquiz: Run, config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "zgcquiz.toml"
    real.parent.mkdir()
    real.write_text("# mine\n")
    real.chmod(0o600)
    config.symlink_to(real)
    assert zgcquiz("config", "set", "certainty", "on").code == 0
    assert config.is_symlink()
    assert real.read_text() == "# mine\ncertainty = true\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert list(real.parent.iterdir()) == [real]


def test_what_can_not_be_read_or_written_is_said(zgcquiz: Run, config: Path) -> None:
    config.mkdir()
    for arguments in (("config",), ("config", "set", "certainty", "on")):
        ran = zgcquiz(*arguments)
        assert ran.code == 1
        assert "can't be read" in ran.err
    config.rmdir()
    config.write_bytes(b"#" * (1 << 20) + b"\n")
    assert "larger than 1 MiB" in zgcquiz("config").err


def test_a_folder_that_can_not_be_written_to_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text("new_per_day = 3\n")
    home.chmod(0o555)
    done = run("config", "set", "new_per_day", "4", env={"ZGCQUIZ_HOME": str(home)}, before=as_a_user)
    home.chmod(0o755)
    assert done.returncode == 1
    assert "can't be written: Permission denied" in " ".join(done.stderr.split())
    assert [path.read_text() for path in home.iterdir()] == ["new_per_day = 3\n"]


def test_edit_opens_the_file_and_checks_it(tmp_path: Path) -> None:
    home = {"ZGCQUIZ_HOME": str(tmp_path / "home"), "VISUAL": ""}
    config = tmp_path / "home" / "config.toml"
    done = run("config", "edit", env=home | {"EDITOR": "sed -i 's/# certainty = false/certainty = true/'"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\ncertainty = true\n" in config.read_text()
    done = run("config", "edit", env=home | {"EDITOR": "sed -i 's/certainty = true/certainty = 3/'"})
    assert done.returncode == 1
    assert "error [wrong-type] 'certainty' must be true or false, not 3." in done.stderr
    for editor, said in (
        ("false", "exited with code 1"),
        ("no-such-editor-here", "Can't start the editor"),
        ("'", "start the editor"),
    ):
        done = run("config", "edit", env=home | {"EDITOR": editor})
        assert done.returncode == 1
        assert said in done.stderr


SETTING = {
    "setting": str,
    "value": (int, float, bool, str, dict, list, NONE),
    "source": str,
    "pack": (str, NONE),
    "file": (str, NONE),
    "line": (int, NONE),
    "tuned": (str, NONE),
}


def test_a_colour_that_is_not_set_is_the_themes(zgcquiz: Run, config: Path) -> None:
    assert "it was the theme's." in " ".join(zgcquiz("config", "set", "colours.right", "#00aa66").out.split())
    assert zgcquiz("config", "get", "colours").out == '{right = "#00aa66"}\n'
    assert "is now the theme's" in " ".join(zgcquiz("config", "unset", "colours.right").out.split())
    assert zgcquiz("config", "set", "colours", zgcquiz("config", "get", "colours").out.strip()).code == 0


def test_the_documents_keep_their_keys(zgcquiz: Run, config: Path) -> None:
    conforms(zgcquiz("config", "--json").json, {"path": str, "exists": bool, "settings": [SETTING]})
    conforms(zgcquiz("config", "get", "weekday_load", "--json").json, SETTING)
    changed = SETTING | {"before": (int, float), "changed": bool}
    conforms(zgcquiz("config", "set", "desired_retention", "0.8", "--json").json, changed)
    conforms(zgcquiz("config", "unset", "desired_retention", "--json").json, changed)
    conforms(zgcquiz("config", "path", "--json").json, {"path": str, "exists": bool})


def test_without_a_file_nothing_is_loaded_to_read_one(tmp_path: Path) -> None:
    code = "import sys; from zgcquiz.cli import main; main.run([]); sys.exit('tomllib' in sys.modules)"
    env = environment({"ZGCQUIZ_HOME": str(tmp_path / "home")})
    for text, loaded in (None, 0), ("new_per_day = 3\n", 1):
        if text is not None:
            (tmp_path / "home" / "config.toml").write_text(text)
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (loaded, b"")


def test_the_file_is_read_once_a_run(context: AppContext, config: Path) -> None:
    config.write_text("new_per_day = 3\n")
    assert context.settings().new_per_day == 3
    config.write_text("new_per_day = 4\n")
    assert context.settings("small").new_per_day == 3


def test_without_a_home_of_its_own_the_platform_says_where_settings_are() -> None:
    import platformdirs

    paths = find_paths({})
    assert paths.config == Path(platformdirs.user_config_dir("zgcquiz", appauthor=False)) / "config.toml"
    assert find_paths({"ZGCQUIZ_HOME": "/x"}).config == Path("/x/config.toml")


def test_off_is_a_text_where_a_setting_takes_texts(zgcquiz: Run) -> None:
    for name, text in (("images", "off"), ("player", "off"), ("theme", "dark")):
        assert zgcquiz("config", "set", name, text).code == 0
        assert zgcquiz("config", "get", name).out.strip().strip('"') == text
    assert zgcquiz("config", "set", "images", "no").code == 1
