"""What the small clone is about: a dataset of two tastes, a small experiment, its params.yaml."""

import io
import zipfile

from tests.worlds import synthetic

CARD = """
title: Two tastes
licence: made up
citation: nobody
rating_scale: [1, 5]
sources:
  - path: tiny.zip
    sha256: {sha256}
    members: [ratings.csv, users.csv, items.csv]
interactions:
  file: ratings.csv
  format: csv
  columns: {user: user, item: item, rating: rating, time: {column: time, unit: s}}
users:
  file: users.csv
  format: csv
  without_interactions: keep
  columns: {user: user, attributes: [group]}
items:
  file: items.csv
  format: csv
  without_interactions: keep
  columns:
    item: item
    title: title
    categories: genre
    features: [genre]
    released: {column: released, unit: s}
"""

LOG_READER = '''
"""The small experiment of tests/worlds/logs.py, in the files of Open Bandit."""

from pathlib import Path

from benchmarks.datasets.open_bandit import POSITIONS, read  # noqa: F401
from benchmarks.datasets.sources import Remote

TITLE, LICENCE, CITATION = "A small experiment", "made up", "nobody"
USERS_ARE = "impressions"
SOURCES = [Remote("here", (Path(__file__).parent / "tiny_logs.zip").as_uri(), "{md5}", {members})]
'''

PARAMS = """
seeds: 2
cutoffs: [5, 10]
metrics: [rmse, mae, precision, recall, ndcg, coverage]
headline: [ndcg@10, rmse]
comparison: {reference: popular, margin: 0.05}
groups: {users: [group, activity], items: [item_popularity]}
tuning:
  trials: 4
online:
  logs: tiny-logs
  reader: tiny_logs
  resamples: 20
  folds: 2
  replications: 2
  plan: {benchmarks: [tiny], users: [100], experiments: 20, drafts: 2}
extra:
  datasets: {tiny: {}}
  benchmarks:
    tiny-extra:
      dataset: tiny
      split: {kind: leave_last_out, seed: 0}
      relevance: {min_rating: 4}
      views: {all: {mask: seen}}
  baselines: {popular: {}, ease: {regularization: 30.0}}
datasets:
  tiny: {}
benchmarks:
  tiny:
    dataset: tiny
    split: {kind: user_temporal, test: 0.2, validation: 0.1, seed: 0}
    relevance: {min_rating: 4}
    views:
      all: {mask: seen}
  tiny-temporal:
    dataset: tiny
    split: {kind: temporal, test: 0.1, validation: 0.1}
    relevance: {min_rating: 4}
    views:
      all: {mask: seen}
baselines:
  uniform: {}
  popular: {}
  svd: {factors: 8, epochs: 5, learning_rate: 0.005, regularization: 0.02}
  ease: {regularization: 20.0}
"""


def ratings() -> str:
    """Return the file of ratings."""
    names = ["user", "item", "rating", "time"]
    lines = [
        f"u{row['user']},i{row['item']},{row['rating']},{row['time']}"
        for row in synthetic.interactions().to_pylist()
    ]
    return "\n".join([",".join(names), *lines, ""])


def users() -> str:
    """Return the file of users."""
    lines = [f"u{user},{user % 2}" for user in range(synthetic.N_USERS)]
    return "\n".join(["user,group", *lines, ""])


def items() -> str:
    """Name the films, each a day younger than the one before."""
    lines = [f"i{i},Film {i},g{i % 2},{i * 86400}" for i in range(synthetic.N_ITEMS)]
    return "\n".join(["item,title,genre,released", *lines, ""])


def archive(files: dict[str, str]) -> bytes:
    """Return files as a zip with fixed bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in files.items():
            opened.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
