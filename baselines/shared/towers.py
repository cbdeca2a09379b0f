"""The networks of `two_tower` and their training, in JAX. No other baseline imports this."""

import os

import jax
import jax.numpy as jnp
import optax

ADAM = optax.scale_by_adam()
_EXCLUDED = -1e9  # the logit of what must not serve as a negative
_PARTS = {"user": 3, "item": 2}  # what goes into each tower: embeddings of so many kinds

Arrays = dict[str, jax.Array]
# users (…, rows), items (…, rows, width), keys of the dropout (…)
Batches = tuple[jax.Array, jax.Array, jax.Array]
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

    def normal(*shape: int) -> jax.Array:
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


def _tower(weights: Arrays, tower: str, parts: list[jax.Array]) -> jax.Array:
    """Return vectors of length 1: what goes in, added up, plus the small network of it."""
    inputs = jnp.concatenate(parts, -1)
    weighted = inputs @ weights[f"{tower}_hidden"]
    hidden = jax.nn.relu(weighted + weights[f"{tower}_offset"])
    vectors = sum(parts) + hidden @ weights[f"{tower}_out"]
    squares = (vectors**2).sum(-1, keepdims=True)
    return vectors * jax.lax.rsqrt(squares + 1e-6)


def _pooled(table: jax.Array, codes: jax.Array) -> jax.Array:
    """Add up the embeddings of the codes that are not -1, over the root of their number."""
    present = codes >= 0
    ones = present.astype(table.dtype)
    total = jnp.einsum("...fd,...f->...d", table[codes], ones)
    number = present.sum(-1, keepdims=True)
    at_least_one = jnp.maximum(number, 1).astype(table.dtype)
    return total * jax.lax.rsqrt(at_least_one)


@jax.jit
def all_items(weights: Arrays, data: Arrays) -> tuple[jax.Array, jax.Array]:
    """Return the inputs of the item tower, added up, and its vectors; both (n_items, factors)."""
    own = weights["item"] * data["known_items"]
    content = _pooled(weights["item_feature"], data["item_features"])
    return own + content, _tower(weights, "item", [own, content])


@jax.jit
def all_users(weights: Arrays, data: Arrays, history: jax.Array) -> jax.Array:
    """Return the vectors of the user tower, (n_users, factors)."""
    identity = weights["user"] * data["known_users"]
    features = _pooled(weights["user_feature"], data["user_features"])
    return _tower(weights, "user", [identity, history, features])


def _loss(weights: Arrays, data: Arrays, batch: Batches, options: Arrays) -> jax.Array:
    """Return a batch's mean cross-entropy: users (rows,), items (rows, width), dropout's key."""
    users, items, key = batch
    present = (items >= 0)[..., None]
    kept_share = 1 - options["dropout"]
    keep_user, keep_item = jax.random.bernoulli(key, kept_share, (2, *items.shape, 1))
    own = weights["item"][items]
    content = _pooled(weights["item_feature"], data["item_features"][items])
    history = _means_of_others((own + content) * present, present)
    identity = weights["user"][users][:, None] * keep_user
    features = _pooled(weights["user_feature"], data["user_features"][users])[:, None]
    features = jnp.broadcast_to(features, identity.shape)
    user_vectors = _tower(weights, "user", [identity, history * keep_user, features])
    item_vectors = _tower(weights, "item", [own * keep_item, content])
    item_bias = (weights["item_bias"][items] * keep_item).ravel()
    bias = item_bias - data["log_share"][items].ravel()
    products = user_vectors.reshape(items.size, -1) @ item_vectors.reshape(items.size, -1).T
    logits = products / options["temperature"] + bias
    logits = jnp.where(_no_negative(users, items), _EXCLUDED, logits)
    losses = jax.nn.logsumexp(logits, axis=1) - jnp.diagonal(logits)
    n_examples = jnp.maximum(present.sum(), 1)
    return (losses * present.ravel()).sum() / n_examples


def _means_of_others(inputs: jax.Array, present: jax.Array) -> jax.Array:
    """Return the mean of the other inputs of the same row, (rows, width, factors); gaps are 0."""
    n_others = jnp.maximum(present.sum(axis=1, keepdims=True) - 1, 1)
    total = inputs.sum(axis=1, keepdims=True)
    return (total - inputs) / n_others


def _no_negative(users: jax.Array, items: jax.Array) -> jax.Array:
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

        def stepped(old: jax.Array, change: jax.Array) -> jax.Array:
            return old - rate * (change + decay * old)

        return (jax.tree.map(stepped, weights, direction), moments), None

    return jax.lax.scan(step, state, batches)[0]
