"""Content-based filtering: TF-IDF of what an item is, compared with the sum of what the user liked."""

from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from baselines.shared.documents import tf_idf
from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.training import Training


class Model:
    """Cosine between an item's TF-IDF vector and the user's profile, the mean vector of the user's positives."""

    needs = frozenset({"item_features"})
    personalized = True

    def __init__(self, *, sublinear_tf: bool = False, min_df: int = 1) -> None:
        if min_df < 1:
            raise ValueError(f"min_df is {min_df}; at least 1")
        self.sublinear_tf, self.min_df = sublinear_tf, min_df

    def fit(self, train: Training) -> "Model":
        """Weigh the words of each item and add up the profiles."""
        self.items = tf_idf(train, self.sublinear_tf, self.min_df)
        self.profiles = normalize(csr_matrix(train.positives @ self.items))
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the cosines, (len(users), n_items); 0 for a user without positives."""
        return (self.profiles[users] @ self.items.T).toarray()
