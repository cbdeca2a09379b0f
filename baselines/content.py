"""Content-based filtering: TF-IDF of what an item is, compared with the sum of what the user liked."""

import re

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.training import Training


class Model:
    """Cosine between an item's TF-IDF vector and the user's profile, the mean vector of the user's positives."""

    needs = frozenset({"item_features"})
    personalized = True

    def __init__(self, *, sublinear_tf: bool = False, min_df: int = 1) -> None:
        self.options = {"sublinear_tf": sublinear_tf, "min_df": min_df}

    def fit(self, train: Training) -> "Model":
        """Weigh the words of each item and add up the profiles."""
        vectorizer = TfidfVectorizer(analyzer=str.split, **self.options)
        self.items = vectorizer.fit_transform(documents(train))
        self.profiles = normalize(csr_matrix(train.positives @ self.items))
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the cosines, (len(users), n_items); 0 for a user without positives."""
        return (self.profiles[users] @ self.items.T).toarray()


def documents(train: Training) -> list[str]:
    """Return each item's features and the words of its title as text; the words are lower case.

    The year that MovieLens writes behind a title, as in `Heat (1995)`, is dropped: it is a feature already.
    """
    names, matrix = train.item_features.names, train.item_features.matrix
    texts = []
    for item, title in enumerate(train.item_titles or [""] * train.n_items):
        columns = matrix.indices[matrix.indptr[item] : matrix.indptr[item + 1]]
        words = re.findall(r"\w+", re.sub(r"\(\d{4}\)\s*$", "", title).lower())
        texts.append(" ".join([*(names[column].replace(" ", "_") for column in columns), *words]))
    return texts
