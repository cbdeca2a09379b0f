"""A release is a tag and a zip whose bytes follow from the commit; else nothing is left."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from tools import release, release_checks

DOI = "10.5281/zenodo.1234567"
CHANGELOG = "# Changelog\n\n## Unreleased\n\n## 0.2.0\n\n- More.\n"


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def commit(**files: str) -> None:
    """Commit files; `__` in a name stands for a folder, `_` for a dot."""
    for name, text in files.items():
        path = Path(name.replace("__", "/").replace("_", "."))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Change")


def provenance(changes: bool = False) -> str:
    return json.dumps({"git_commit": git("rev-parse", "HEAD"), "git_uncommitted_changes": changes})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a remote, whose report is of the code before it."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A. Author")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "author@example.org")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-11-26T10:20:30Z")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    git("init", "--quiet")
    git("remote", "add", "origin", str(tmp_path / "remote.git"))
    Path(".gitignore").write_text("/dist/\n/reports/left.tmp\n")
    Path("LICENSE").write_text("free\n")
    Path("CITATION.cff").write_text(f"version: 0.2.0\ndoi: {DOI}\n")
    commit(
        pyproject_toml='[project]\nname = "small"\nversion = "0.2.0"\n',
        CHANGELOG_md=CHANGELOG,
        code_py="1\n",
    )
    commit(reports__provenance_json=provenance(), reports__a_csv="x\n1\n")
    git("push", "--quiet", "origin", "HEAD:main")
    return folder


def refused() -> str:
    """Return why no release is made, after looking that nothing of one is there."""
    with pytest.raises(UserError) as error:
        release.release(dry_run=False)
    assert git("tag", "--list") == ""
    assert not Path("dist").exists()
    return str(error.value)


def test_a_release_is_a_tag_and_a_zip_with_checksums_and_a_doi(project: Path) -> None:
    Path("reports/left.tmp").write_text("of a run")  # which git leaves alone
    release.release(dry_run=False)
    folder = Path("dist/v0.2.0")
    archive = folder / "small-0.2.0-report.zip"
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "release.json",
        archive.name,
    ]
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(project.parent / "unpacked")
        names = opened.namelist()
        times = {member.date_time for member in opened.infolist()}
    inside = "CITATION.cff LICENSE SHA256SUMS release.json reports/a.csv reports/provenance.json"
    assert names == [f"small-0.2.0/{name}" for name in inside.split()]
    assert times == {(2026, 11, 26, 10, 20, 30)}
    for where in (folder, project.parent / "unpacked/small-0.2.0"):
        subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=where, check=True)
    facts = json.loads((folder / "release.json").read_text())
    assert (facts["doi"], facts["version"], facts["tag"]) == (DOI, "0.2.0", "v0.2.0")
    assert facts["commit"] == git("rev-parse", "v0.2.0^{commit}") == git("rev-parse", "HEAD")
    assert facts["report_commit"] == git("rev-parse", "HEAD~1")
    sha256 = (folder / "SHA256SUMS").read_text().split()[-2]
    assert f"sha256 {sha256}\nDOI {DOI}" in git("tag", "--list", "--format=%(contents)")
    assert git("ls-remote", "--tags", "origin") == ""  # nothing was pushed


def test_the_same_commit_gives_the_same_bytes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release.release(dry_run=False)
    first = Path("dist/v0.2.0/small-0.2.0-report.zip").read_bytes()
    other = project.parent / "other"
    git("clone", "--quiet", str(project), str(other))
    monkeypatch.chdir(other)
    git("tag", "--delete", "v0.2.0")
    Path("reports/a.csv").chmod(0o600)
    release.release(dry_run=False)
    assert Path("dist/v0.2.0/small-0.2.0-report.zip").read_bytes() == first


def test_a_dry_run_says_what_it_would_do_and_leaves_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release.release(dry_run=True)
    said = capsys.readouterr().out
    assert "would write dist/v0.2.0/small-0.2.0-report.zip, sha256 " in said
    assert "would tag" in said
    assert git("tag", "--list") == ""
    assert not Path("dist").exists()


@pytest.mark.parametrize("name", ["code.py", "reports/a.csv", "new.py"])
def test_what_is_not_committed_is_refused(project: Path, name: str) -> None:
    Path(name).write_text("2\n")
    assert refused() == f"make release: not committed: {name}."


def test_a_tag_that_is_there_is_left_alone(project: Path) -> None:
    git("tag", "v0.2.0", "HEAD~1")
    with pytest.raises(UserError, match=r"tag v0\.2\.0: exists already"):
        release.release(dry_run=False)
    assert git("rev-parse", "v0.2.0") == git("rev-parse", "HEAD~1")
    assert not Path("dist").exists()


def test_a_report_of_other_code_is_refused(project: Path) -> None:
    commit(code_py="2\n")
    assert "since which other files have changed (code.py)" in refused()
    commit(reports__provenance_json=provenance(changes=True))
    assert "rendered with changes that no commit has" in refused()
    commit(
        reports__provenance_json=json.dumps(
            {"git_commit": "0" * 40} | {"git_uncommitted_changes": False}
        )
    )
    assert "commit 000000000000 is not in this clone" in refused()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"CHANGELOG_md": "# Changelog\n\n## 0.2.01\n"}, "no section `## 0.2.0`"),
        ({"CITATION_cff": "version: 0.1.0\n"}, "version 0.1.0, pyproject.toml has 0.2.0"),
    ],
)
def test_a_version_that_is_not_said_everywhere_is_refused(
    project: Path, files: dict[str, str], said: str
) -> None:
    commit(**files)
    commit(reports__provenance_json=provenance())
    assert said in refused()


def test_without_a_doi_its_field_is_empty_and_it_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(CITATION_cff="version: 0.2.0\nrepository-code: https://example.org/small\n")
    commit(reports__provenance_json=provenance())
    release.release(dry_run=False)
    facts = json.loads(Path("dist/v0.2.0/release.json").read_text())
    assert (facts["doi"], facts["url"]) == (None, "https://example.org/small")
    assert "No DOI" in capsys.readouterr().err


def test_a_tag_that_fails_takes_the_zip_with_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_COMMITTER_NAME")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "")
    git("config", "user.useConfigOnly", "true")
    assert "Nothing of the release is left." in refused()


def test_an_interruption_after_the_tag_takes_both(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: str) -> str:
        said = release_checks.git(*arguments)
        if arguments[:2] == ("tag", "--annotate"):
            raise KeyboardInterrupt
        return said

    monkeypatch.setattr(release, "git", interrupted)
    with pytest.raises(KeyboardInterrupt):
        release.release(dry_run=False)
    assert git("tag", "--list") == ""
    assert not Path("dist").exists()


def test_a_zip_that_fails_leaves_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release, "write_zip", full)
    assert "the disk is full" in refused()


def test_outside_of_a_repository_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UserError, match="no git checkout"):
        release.release(dry_run=True)
