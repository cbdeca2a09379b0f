"""The networks of `two_tower` and their training, in JAX. No other baseline imports this."""

import os

import jax
import jax.numpy as jnp
import optax
from jax import Array

ADAM = optax.scale_by_adam()
_EXCLUDED = -1e9  # the logit of what must not serve as a negative
_PARTS = {"user": 3, "item": 2}  # what goes into each tower: embeddings of so many kinds

Arrays = dict[str, Array]
# users (…, rows), items (…, rows, width), keys of the dropout (…)
Batches = tuple[Array, Array, Array]
State = tuple[Arrays, optax.OptState]  # weights, and what Adam remembers


def use_one_thread() -> None:
    """Start JAX with one thread if it has not started: with more, XLA sums in another order.

    XLA reads NPROC once, when its client starts; the variable is then as before.
    """
    before = os.environ.get("NPROC")
    os.environ["NPROC"] = "1"
    try:
        jax.devices()
    finally:
        if before is None:
            del os.environ["NPROC"]
        else:
            os.environ["NPROC"] = before


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


def _loss(weights: Arrays, data: Arrays, batch: Batches, options: Arrays) -> Array:
    """Return a batch's mean cross-entropy: users (rows,), items (rows, width), dropout's key."""
    users, items, key = batch
    present = items >= 0
    kept_share = 1 - options["dropout"]
    keep_user, keep_item = jax.random.bernoulli(key, kept_share, (2, *items.shape, 1))
    own = weights["item"][items]
    content = _pooled(weights["item_feature"], data["item_features"][items])
    history = _means_of_others(own + content, present[..., None])
    user_vectors = _vectors_of_users(weights, data, users, history, keep_user)
    item_vectors = _tower(weights, "item", [own * keep_item, content])
    products = _flat(user_vectors) @ _flat(item_vectors).T
    item_bias = weights["item_bias"][items] * keep_item
    log_share = data["log_share"][items]
    bias = item_bias.ravel() - log_share.ravel()
    logits = products / options["temperature"] + bias
    is_excluded = _no_negative(users, items)
    logits = jnp.where(is_excluded, _EXCLUDED, logits)
    losses = jax.nn.logsumexp(logits, axis=1) - jnp.diagonal(logits)
    total = (losses * present.ravel()).sum()
    n_examples = jnp.maximum(present.sum(), 1)
    return total / n_examples


def _vectors_of_users(
    weights: Arrays, data: Arrays, users: Array, history: Array, keep: Array
) -> Array:
    """Return the user's vector beside each example of a batch, (rows, width, factors).

    history : (rows, width, factors), which the example has no part in
    keep : (rows, width, 1), where the user's own embedding and history are not dropped
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


def _means_of_others(inputs: Array, present: Array) -> Array:
    """Return the mean of the other inputs of the same row, (rows, width, factors); gaps are 0."""
    inputs = inputs * present
    total = inputs.sum(axis=1, keepdims=True)
    n_present = present.sum(axis=1, keepdims=True)
    n_others = jnp.maximum(n_present - 1, 1)
    return (total - inputs) / n_others


def _no_negative(users: Array, items: Array) -> Array:
    """Tell which items of a batch are no negatives for which: same user, same item, and gaps."""
    item = items.ravel()
    user = jnp.repeat(users, items.shape[1])
    same_user = user[:, None] == user
    same_item = item[:, None] == item
    is_gap = item < 0
    itself = jnp.eye(items.size, dtype=bool)
    return (same_user | same_item | is_gap) & ~itself


@jax.jit
def epoch(state: State, data: Arrays, batches: Batches, options: Arrays) -> State:
    """Take one step of Adam for each batch."""

    def step(state: State, batch: Batches) -> tuple[State, None]:
        weights, moments = state
        gradient = jax.grad(_loss)(weights, data, batch, options)
        direction, moments = ADAM.update(gradient, moments)
        rate, decay = options["learning_rate"], options["weight_decay"]

        def stepped(old: Array, change: Array) -> Array:
            return old - rate * (change + decay * old)

        weights = jax.tree.map(stepped, weights, direction)
        return (weights, moments), None

    return jax.lax.scan(step, state, batches)[0]
