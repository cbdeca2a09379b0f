"""What is to be pasted is a shell's, with Python in it, and installs the packages of the locks."""

import ast
import re
import subprocess

import pytest

from benchmarks.running.executors import clusters


@pytest.fixture(params=clusters.KINDS)
def text(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> str:
    clusters.main(request.param)
    return capsys.readouterr().out


def test_it_is_what_a_shell_and_python_take(text: str) -> None:
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    (program,) = re.findall(r"^cat > cluster\.py <<'END'\n(.*?)^END$", text, re.M | re.S)
    called = {
        node.func.id
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & {"SLURMCluster", "KubeCluster", "SSHCluster"}
    assert "make repro ENGINE=dask SCHEDULER=" in program


def test_workers_have_the_packages_of_the_locks(text: str) -> None:
    installs = "requirements.lock" in text and "requirements-dask.lock" in text
    shares = "make repro ENGINE=dask" in text.partition("cat >")[0]
    assert installs or shares
    assert "$" not in re.sub(r"\$host\b", "", text)
