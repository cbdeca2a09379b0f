"""Content-based filtering: TF-IDF of an item, compared with the sum of what the user liked."""

from scipy.sparse import csr_matrix, vstack
from sklearn.preprocessing import normalize

from baselines.shared import check
from baselines.shared.documents import TfIdf
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Integers
from benchmarks.protocol.training import Training


class Model:
    """Cosine of an item's TF-IDF vector and the user's profile, the mean of the positives."""

    needs = frozenset({"item_features"})
    personalized = True
    title = "Content"
    family = "content"
    cheap = True
    search = {
        "sublinear_tf": Choices((False, True)),
        "min_df": Integers(1, 20, log=True, natural=("low",)),
    }

    def __init__(self, *, sublinear_tf: bool = False, min_df: int = 1) -> None:
        check.at_least(1, min_df=min_df)
        self.sublinear_tf, self.min_df = sublinear_tf, min_df

    def fit(self, train: Training) -> "Model":
        """Weigh the words of each item and add up the profiles."""
        self.words = TfIdf(train, sublinear_tf=self.sublinear_tf, min_df=self.min_df)
        self.items = self.words.items
        self.profiles = normalize(csr_matrix(train.positives @ self.items))
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the cosines, (len(users), n_items); 0 for a user without positives."""
        return (self.profiles[users] @ self.items.T).toarray()

    def add_items(self, features: csr_matrix) -> None:
        """Append new items, whose documents are their features alone; CSR (n, n_features)."""
        self.items = vstack([self.items, self.words.weigh(features)], format="csr")
