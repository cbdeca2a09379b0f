"""What an item is, as text, for the baselines that compare content."""

import re
from collections import Counter

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from baselines.shared import given
from benchmarks.protocol.training import Features, Training


class TfIdf:
    """scikit-learn's TF-IDF; words and weights are learnt from the documents of the catalogue.

    items : CSR (n_items, n_words), the documents of the catalogue; rows of length 1 or empty
    """

    def __init__(self, train: Training, *, sublinear_tf: bool = False, min_df: int = 1) -> None:
        features = given.item_features(train)
        self.names = features.names
        self.vectorizer = TfidfVectorizer(
            analyzer=str.split, sublinear_tf=sublinear_tf, min_df=min_df
        )
        texts = documents(features, train.item_titles)
        counts = Counter(word for text in texts for word in set(text.split()))
        self.has_words = max(counts.values(), default=0) >= min_df
        self.items = (
            self.vectorizer.fit_transform(texts) if self.has_words else _nothing(len(texts))
        )

    def weigh(self, features: csr_matrix) -> csr_matrix:
        """Return the vectors of new items, (n, n_words), from CSR (n, n_features).

        A new item comes without title: its document is its features, and like all others its vector
        has length 1. So where the catalogue has titles, it differs from that of an item with the
        same features by the title's words.
        """
        if not self.has_words:
            return _nothing(features.shape[0])
        return self.vectorizer.transform(documents(Features(self.names, features)))


def _nothing(n_items: int) -> csr_matrix:
    """Return the vectors of items of which no word is known."""
    return csr_matrix((n_items, 1))


def documents(features: Features, titles: tuple[str, ...] | None = None) -> list[str]:
    """Return each item's features and the words of its title as text; the words are lower case.

    The year that MovieLens writes behind a title, as in `Heat (1995)`, is dropped: it is a feature
    already.
    """
    names, matrix = features.names, features.matrix
    texts = []
    for item, title in enumerate(titles or [""] * matrix.shape[0]):
        columns = matrix.indices[matrix.indptr[item] : matrix.indptr[item + 1]]
        words = re.findall(r"\w+", re.sub(r"\(\d{4}\)\s*$", "", title).lower())
        texts.append(" ".join([*(names[column].replace(" ", "_") for column in columns), *words]))
    return texts
