"""Embeddings on the graph of users and items, and how LightGCN passes them along its edges."""

import numpy as np
from scipy.sparse import bmat, csr_matrix, diags_array
from scipy.special import expit

from benchmarks.contract.arrays import FloatArray, IntArray


def normalized(positives: csr_matrix) -> csr_matrix:
    """Return D^-1/2 A D^-1/2 of the graph of positives, CSR (n_nodes, n_nodes) float32.

    positives : CSR (n_users, n_items) of ones

    Nodes are the users, then the items; A has a 1 in both directions for each positive, D has the
    number of neighbours on its diagonal. A node without neighbours has no entries.
    """
    graph = bmat([[None, positives], [positives.T, None]], format="csr")
    degrees = np.diff(graph.indptr)
    scale = diags_array(np.maximum(degrees, 1) ** -0.5)
    return csr_matrix(scale @ graph @ scale).astype(np.float32)


def averaged_layers(graph: csr_matrix, embeddings: FloatArray, layers: int) -> FloatArray:
    """Return the mean of embeddings after 0, 1, … `layers` steps along the graph, same shape.

    As the graph is symmetric, this map is its own transpose: it takes gradients back as well.
    """
    layer, total = embeddings, embeddings.copy()
    for _ in range(layers):
        layer = graph @ layer
        total += layer
    total /= layers + 1
    return total


def pairwise_pull(embeddings: FloatArray, triples: IntArray) -> csr_matrix:
    """Return the matrix whose product with the embeddings is the gradient of the mean BPR loss.

    embeddings : (n_nodes, n_factors) float32
    triples : (3, n), nodes of a user, of a positive and of a negative

    The loss of a triple is -log sigmoid(e_user · (e_positive - e_negative)). Its gradient in each
    of the three is made of multiples of the others, so that all of it is one symmetric matrix, CSR
    (n_nodes, n_nodes).
    """
    user, positive, negative = triples
    difference = embeddings[positive] - embeddings[negative]
    margins = np.einsum("nf,nf->n", embeddings[user], difference)
    strength = expit(-margins) / np.float32(len(margins))
    values = np.concatenate([-strength, strength])
    places = np.concatenate([user, user]), np.concatenate([positive, negative])
    n_nodes = len(embeddings)
    pull = csr_matrix((values, places), shape=(n_nodes, n_nodes))
    return pull + pull.T
