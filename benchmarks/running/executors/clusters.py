"""`python -m benchmarks cluster KIND`: what to paste to have workers on other machines.

Each text is one that a shell takes, with what stands for the user's own in capitals; where it says
how to install, that is by this checkout's locks, as other packages are refused.
"""

import platform
import sys
from pathlib import Path
from string import Template

from benchmarks.exchange.comparing.changes import pins

_INSTALL = "python -m pip install --require-hashes --requirement"
_BUILT_HERE = "LIGHTFM_NO_CFLAGS=1"  # no flags of the builder's processor
_HOLD = """    print("make repro ENGINE=dask SCHEDULER=" + cluster.scheduler_address)
    input("Enter ends the cluster ")"""

_SLURM = """\
# On the login node, in this checkout. The home directory is one that the nodes see too, so that
# they use the environment in .venv; elsewhere give its place there as `python=`.
make repro ENGINE=dask BENCHMARK=ml-100k BASELINE=popular   # installs, and shows that it works
.venv/bin/python -m pip install --no-deps dask-jobqueue
cat > cluster.py <<'END'
from dask_jobqueue import SLURMCluster

if __name__ == "__main__":
    cluster = SLURMCluster(
        queue="PARTITION",
        account="ACCOUNT",
        walltime="04:00:00",
        cores=8,  # of a job: as many stages run side by side
        processes=1,  # so that they share what was sent
        memory="32GB",
        local_directory="/tmp",  # of the node: nothing is shared
        death_timeout=300,
    )
    cluster.scale(jobs=4)  # or cluster.adapt(maximum_jobs=20)
$hold
END
.venv/bin/python cluster.py   # prints what to run, in another terminal of this node
"""

_KUBERNETES = """\
# Once: the operator, and an image with the packages of the locks.
helm install --repo https://helm.dask.org --create-namespace -n dask-operator \\
  --generate-name dask-kubernetes-operator
cat > Dockerfile <<'END'
FROM python:$python-slim
RUN apt-get update && apt-get install --yes --no-install-recommends build-essential libgomp1
COPY requirements.lock requirements-dask.lock ./
RUN $built_here $install requirements.lock
RUN $install requirements-dask.lock
END
docker build --tag REGISTRY/levelground . && docker push REGISTRY/levelground
# In an environment of its own, as it brings packages of its own:
python -m venv .venv-kubernetes
.venv-kubernetes/bin/python -m pip install dask-kubernetes dask==$dask distributed==$dask
cat > cluster.py <<'END'
from dask_kubernetes.operator import KubeCluster

if __name__ == "__main__":
    cluster = KubeCluster(
        name="levelground",
        image="REGISTRY/levelground",
        n_workers=4,
        worker_command=["dask", "worker", "--nthreads", "4"],  # stages side by side in each
        resources={"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"memory": "16Gi"}},
    )
$hold
END
.venv-kubernetes/bin/python cluster.py   # prints what to run, in another terminal of this machine
"""

_SSH = """\
# On each HOST, the same environment at the same place; no checkout is needed there.
for host in HOST1 HOST2 HOST3; do
  ssh $$host mkdir -p levelground && scp requirements*.lock $$host:levelground/
  ssh $$host "cd levelground && $executable -m venv .venv && . .venv/bin/activate && \\
    $built_here $install requirements.lock && \\
    $install requirements-dask.lock"
done
make repro ENGINE=dask BENCHMARK=ml-100k BASELINE=popular   # installs here, and shows that it works
cat > cluster.py <<'END'
from distributed import SSHCluster

if __name__ == "__main__":
    cluster = SSHCluster(
        ["HOST1", "HOST1", "HOST2", "HOST3"],  # the first has the scheduler, the others work
        remote_python="levelground/.venv/bin/python",
        scheduler_options={"port": 8786},
        worker_options={"nthreads": 8},  # stages side by side on each host
    )
$hold
END
.venv/bin/python cluster.py   # prints what to run, in another terminal
"""

KINDS = {"slurm": _SLURM, "kubernetes": _KUBERNETES, "ssh": _SSH}
_LOCK = Path("requirements-dask.lock")


def main(kind: str) -> None:
    """Print what starts a cluster of a kind with this Python and the packages of the locks."""
    (dask,) = pins(_LOCK.read_text(encoding="utf-8"))["dask"]
    text = Template(KINDS[kind]).substitute(
        hold=_HOLD,
        install=_INSTALL,
        built_here=_BUILT_HERE,
        dask=dask,
        python=platform.python_version(),
        executable=f"python{sys.version_info.major}.{sys.version_info.minor}",
    )
    print(text, end="")
