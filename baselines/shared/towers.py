"""The networks of `two_tower` and their training, in JAX. No other baseline imports this."""

import jax
import jax.numpy as jnp
from jax import Array

from baselines.shared import adam
from baselines.shared.adam import Arrays

GROUPS = 4  # of the positives of a row: each is predicted from the others
_EXCLUDED = -1e9  # the logit of what must not serve as a negative
_PARTS = {"user": 3, "item": 2}  # what goes into each tower: embeddings of so many kinds

# users (rows,), items (rows, width), key of the dropout
Batch = tuple[Array, Array, Array]


def initial(sizes: dict[str, int], factors: int, seed: int) -> Arrays:
    """Return random embeddings of length about 1 (users: 0.1), and networks with a hidden layer."""
    first_key = jax.random.key(seed)
    keys = iter(jax.random.split(first_key, 8))

    def normal(*shape: int) -> Array:
        return jax.random.normal(next(keys), shape)

    embedding_scale = factors**-0.5
    weights = {name: normal(size, factors) * embedding_scale for name, size in sizes.items()}
    weights["user"] *= 0.1
    weights["item_bias"] = jnp.zeros((sizes["item"], 1))
    n_hidden = 2 * factors
    out_scale = n_hidden**-0.5
    for tower, n_parts in _PARTS.items():
        n_inputs = n_parts * factors
        hidden_scale = (2 / n_inputs) ** 0.5
        weights[f"{tower}_hidden"] = normal(n_inputs, n_hidden) * hidden_scale
        weights[f"{tower}_offset"] = jnp.zeros(n_hidden)
        weights[f"{tower}_out"] = normal(n_hidden, factors) * 0.1 * out_scale
    return weights


def _tower(weights: Arrays, tower: str, parts: list[Array]) -> Array:
    """Return vectors of length 1: what goes in, added up, plus the small network of it."""
    inputs = jnp.concatenate(parts, -1)
    weighted = inputs @ weights[f"{tower}_hidden"]
    hidden = jax.nn.relu(weighted + weights[f"{tower}_offset"])
    vectors = sum(parts) + hidden @ weights[f"{tower}_out"]
    squares = (vectors**2).sum(-1, keepdims=True)
    return vectors * jax.lax.rsqrt(squares + 1e-6)


def _pooled(table: Array, codes: Array) -> Array:
    """Add up the embeddings of the codes that are not -1, over the root of their number."""
    present = codes >= 0
    ones = present.astype(table.dtype)
    total = jnp.einsum("...fd,...f->...d", table[codes], ones)
    number = present.sum(-1, keepdims=True)
    at_least_one = jnp.maximum(number, 1).astype(table.dtype)
    return total * jax.lax.rsqrt(at_least_one)


@jax.jit
def all_items(weights: Arrays, data: Arrays) -> tuple[Array, Array]:
    """Return the inputs of the item tower, added up, and its vectors; both (n_items, factors)."""
    own = weights["item"] * data["known_items"]
    content = _pooled(weights["item_feature"], data["item_features"])
    return own + content, _tower(weights, "item", [own, content])


@jax.jit
def all_users(weights: Arrays, data: Arrays, history: Array) -> Array:
    """Return the vectors of the user tower, (n_users, factors)."""
    identity = weights["user"] * data["known_users"]
    features = _pooled(weights["user_feature"], data["user_features"])
    return _tower(weights, "user", [identity, history, features])


def _loss(weights: Arrays, data: Arrays, batch: Batch, options: Arrays) -> Array:
    """Return a batch's mean cross-entropy; the positives of a row stand in `GROUPS` by turns."""
    users, items, key = batch
    kept_share = 1 - options["dropout"]
    of_users, of_items = jax.random.split(key)
    keep_user = jax.random.bernoulli(of_users, kept_share, (len(users), GROUPS, 1))
    keep_item = jax.random.bernoulli(of_items, kept_share, (*items.shape, 1))
    own = weights["item"][items]
    content = _pooled(weights["item_feature"], data["item_features"][items])
    history = means_of_other_groups(own + content, items >= 0)
    user_vectors = _vectors_of_users(weights, data, users, history, keep_user)
    item_vectors = _tower(weights, "item", [own * keep_item, content])
    products = _flat(user_vectors) @ _flat(item_vectors).T
    item_bias = weights["item_bias"][items] * keep_item
    bias = item_bias.ravel() - data["log_share"][items].ravel()
    logits = products / options["temperature"] + bias
    return mean_loss(logits, users, items)


def _vectors_of_users(
    weights: Arrays, data: Arrays, users: Array, history: Array, keep: Array
) -> Array:
    """Return the user's vector beside each group of a row, (rows, groups, factors).

    history : (rows, groups, factors), which the group has no part in
    keep : (rows, groups, 1), where the user's own embedding and history are not dropped
    """
    own = weights["user"][users]
    identity = own[:, None] * keep
    of_users = data["user_features"][users]
    features = _pooled(weights["user_feature"], of_users)
    for_each = jnp.broadcast_to(features[:, None], identity.shape)
    return _tower(weights, "user", [identity, history * keep, for_each])


def _flat(vectors: Array) -> Array:
    """Return the vectors of a batch one below the other, (rows * width, factors)."""
    rows, width, factors = vectors.shape
    return vectors.reshape(rows * width, factors)


def means_of_other_groups(inputs: Array, present: Array) -> Array:
    """Return the mean of the inputs of the other groups of the row, (rows, groups, factors).

    inputs : (rows, width, factors); present : (rows, width)
    """
    rows, width, factors = inputs.shape
    masked = inputs * present[..., None]
    of_groups = masked.reshape(rows, width // GROUPS, GROUPS, factors).sum(axis=1)
    n_of_groups = present.reshape(rows, width // GROUPS, GROUPS, 1).sum(axis=1)
    of_others = of_groups.sum(axis=1, keepdims=True) - of_groups
    n_others = n_of_groups.sum(axis=1, keepdims=True) - n_of_groups
    return of_others / jnp.maximum(n_others, 1)


def mean_loss(logits: Array, users: Array, items: Array) -> Array:
    """Return the mean over positives of the softmax's loss against the negatives of their row.

    logits : (rows * groups, rows * width), of each group and each place of the batch
    users : (rows,); items : (rows, width), -1 in gaps
    """
    rows, width = items.shape
    by_row = logits.reshape(rows, GROUPS, rows, width)
    excluded = jnp.where(_is_negative(users, items)[:, None], by_row, _EXCLUDED)
    of_negatives = jax.nn.logsumexp(excluded, axis=(2, 3))  # (rows, groups)
    itself = jnp.arange(rows)
    of_own_row = by_row[itself, :, itself].reshape(rows, GROUPS, width // GROUPS, GROUPS)
    of_targets = jnp.einsum("rgpg->rpg", of_own_row)  # each from its own group
    losses = jax.nn.softplus(of_negatives[:, None] - of_targets)
    present = (items >= 0).reshape(losses.shape)
    return (losses * present).sum() / jnp.maximum(present.sum(), 1)


def _is_negative(users: Array, items: Array) -> Array:
    """Tell which places are negatives for which rows, (rows, rows, width).

    Not gaps, not what belongs to the same user, nor other users' places with an item of the row.
    """
    same_item = (items[:, :, None, None] == items).any(axis=1)
    same_user = users[:, None] == users
    return (items >= 0) & ~same_item & ~same_user[..., None]


epoch = adam.epoch_of(_loss)
