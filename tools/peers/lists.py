"""Tune one library's model on an export as ours are tuned, and write its lists as a submission.

    python -m tools.peers.lists EXPORT FOLDER VIEW MASK NAME [TRIALS]

VIEW and MASK (seen or none) are of one ranking; NAME is of `models.PEERS`. Writes NAME.csv, which
docs/submissions.md describes, and NAME.json: version, parameters, trials, value on the validation
part. What is there of the same export stays; a search that was interrupted goes on. Nothing of
Levelground is imported: the libraries have an environment of their own (requirements.txt).
"""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from tools.peers import exported, ranked
from tools.peers.exported import Exported
from tools.peers.models import PEERS, Peer
from tools.peers.search import Parameters, budget, search

LENGTH = 100


def main() -> None:
    """Tune, fit and write what is missing."""
    export, folder, view, mask, name = *map(Path, sys.argv[1:3]), *sys.argv[3:6]
    peer = next(peer for peer in PEERS if peer.name == name)
    n_trials = int(sys.argv[6]) if len(sys.argv) > 6 else budget(len(peer.space))
    data = exported.read(export, masks=mask == "seen")
    folder.mkdir(parents=True, exist_ok=True)
    made_of = {"export": data.digest, "version": version(peer.package), "mask": mask}
    made_of |= {"space": repr(peer.space), "default": repr(peer.default)}
    write(peer, data, folder, view, n_trials, made_of)


def write(
    peer: Peer, data: Exported, folder: Path, view: str, n_trials: int, made_of: dict[str, str]
) -> None:
    """Write lists and what is known of them, unless both are there.

    made_of : what trials depend on; those of something else are thrown away
    """
    about = folder / f"{peer.name}.json"
    known = json.loads(about.read_text()) if about.exists() else {}
    lists = folder / f"{peer.name}.csv"
    is_same = known.get("made_of") == made_of
    if is_same and known.get("trials") == n_trials and lists.exists():
        return
    table = folder / f"{peer.name}.trials.jsonl"
    if not is_same:
        table.unlink(missing_ok=True)
        _write(about, json.dumps({"made_of": made_of}))
    found = search(peer.space, peer.default, _judge(peer, data), table, n_trials)
    parts = list(recommended(peer, data, found.parameters, view))
    _write(lists, pd.concat(parts).to_csv(index=False))
    known = {
        "made_of": made_of,
        "method": peer.method,
        "library": peer.package,
        "implementation": peer.implementation,
        "version": made_of["version"],
        "trials": found.trials,
        "parameters": found.parameters,
        "validation": found.value,
    }
    _write(about, json.dumps(known))


def _write(path: Path, text: str) -> None:
    """Write a file so that who is killed meanwhile leaves the one before, whole."""
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_text(text)
    temporary.replace(path)


def _judge(peer: Peer, data: Exported):  # noqa: ANN202  a function of parameters
    """Return what judges parameters by the validation part, the mean over folds."""
    folds = list(data.searched())

    def judge(parameters: Parameters) -> float:
        values = []
        for fold in folds:
            scores = peer.fit(fold.part.learned, parameters, 0)
            _check(scores, peer)
            values.append(ranked.ndcg(ranked.top(scores, fold.part, ranked.CUTOFF), fold))
        return float(np.mean(values))

    return judge


def _check(scores: np.ndarray, peer: Peer) -> None:
    """Raise ArithmeticError for scores that cannot be ranked."""
    if not np.isfinite(scores).all():
        raise ArithmeticError(f"{peer.name}: a score is NaN or infinite.")


def recommended(
    peer: Peer, data: Exported, parameters: Parameters, view: str
) -> Iterator[pd.DataFrame]:
    """Yield the lists of each fold and seed, learnt from all rows."""
    for part in data.final():
        for seed in range(peer.seeds):
            scores = peer.fit(part.learned, parameters, seed)
            _check(scores, peer)
            lists = ranked.top(scores, part, LENGTH)
            place, rank = np.nonzero(lists >= 0)
            columns = {
                "user": data.users[part.asked[place]],
                "item": data.items[lists[place, rank]],
                "rank": rank + 1,
                "seed": seed,
                "view": view,
            }
            several = {"fold": part.fold} if part.fold and len(data.folds) > 1 else {}
            yield pd.DataFrame(columns | several)


if __name__ == "__main__":
    main()
