from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_runners.browser.launching import BROWSER_VARIABLE, find_browser


@pytest.fixture
def browsers(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / name for name in ("named", "variable", "downloaded")}
    for path in found.values():
        path.touch()
    return found


def test_the_named_one_goes_before_the_variable_before_the_download(
    browsers: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BROWSER_VARIABLE, str(browsers["variable"]))
    downloaded = browsers["downloaded"]
    assert find_browser(browsers["named"], downloaded=downloaded) == browsers["named"]
    assert find_browser(downloaded=downloaded) == browsers["variable"]
    monkeypatch.delenv(BROWSER_VARIABLE)
    assert find_browser(downloaded=downloaded) == downloaded


def test_what_is_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"--browser-path: there is no browser at .*missing"):
        find_browser(tmp_path / "missing")
    monkeypatch.setenv(BROWSER_VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(InputError, match=rf"{BROWSER_VARIABLE}: there is no browser at .*gone"):
        find_browser()


def test_without_any_both_ways_to_get_one_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(BROWSER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("journeys_runners.browser.launching._SYSTEM_PATHS", ())
    with pytest.raises(InputError) as caught:
        find_browser(downloaded=tmp_path / "never downloaded")
    assert "playwright install chromium" in str(caught.value)
    assert "apt-get install chromium" in str(caught.value)
