"""What an item is, as text, for the baselines that compare content."""

import re

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.shared.training import Training


def tf_idf(train: Training, sublinear_tf: bool, min_df: int) -> csr_matrix:
    """Return scikit-learn's TF-IDF of the documents, (n_items, n_words), rows of length 1 or empty."""
    return TfidfVectorizer(analyzer=str.split, sublinear_tf=sublinear_tf, min_df=min_df).fit_transform(documents(train))


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
