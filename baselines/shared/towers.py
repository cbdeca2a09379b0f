"""The networks of `two_tower` and their training, in JAX. No other baseline imports this."""

import os

import jax
import jax.numpy as jnp
import optax

ADAM = optax.scale_by_adam()
_EXCLUDED = -1e9  # the logit of what must not serve as a negative

Arrays = dict[str, jax.Array]
Batches = tuple[
    jax.Array, jax.Array, jax.Array
]  # users (…, rows), items (…, rows, width), keys of the dropout (…)
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
    keys = iter(jax.random.split(jax.random.key(seed), 8))

    def normal(*shape: int) -> jax.Array:
        return jax.random.normal(next(keys), shape)

    weights = {name: normal(size, factors) * factors**-0.5 for name, size in sizes.items()}
    weights["user"] *= 0.1
    weights["item_bias"] = jnp.zeros((sizes["item"], 1))
    for tower, parts in {"user": 3, "item": 2}.items():
        weights[f"{tower}_hidden"] = (
            normal(parts * factors, 2 * factors) * (2 / (parts * factors)) ** 0.5
        )
        weights[f"{tower}_offset"] = jnp.zeros(2 * factors)
        weights[f"{tower}_out"] = normal(2 * factors, factors) * 0.1 * (2 * factors) ** -0.5
    return weights


def _tower(weights: Arrays, tower: str, parts: list[jax.Array]) -> jax.Array:
    hidden = jax.nn.relu(
        jnp.concatenate(parts, -1) @ weights[f"{tower}_hidden"] + weights[f"{tower}_offset"]
    )
    vectors = sum(parts) + hidden @ weights[f"{tower}_out"]
    return vectors * jax.lax.rsqrt((vectors**2).sum(-1, keepdims=True) + 1e-6)


def _pooled(table: jax.Array, codes: jax.Array) -> jax.Array:
    """Add up the embeddings of the codes that are not -1, over the root of their number."""
    there = codes >= 0
    total = jnp.einsum("...fd,...f->...d", table[codes], there.astype(table.dtype))
    return total * jax.lax.rsqrt(jnp.maximum(there.sum(-1, keepdims=True), 1).astype(table.dtype))


@jax.jit
def all_items(weights: Arrays, data: Arrays) -> tuple[jax.Array, jax.Array]:
    """Return the inputs of the item tower, added up, and its vectors; both (n_items, factors)."""
    own = weights["item"] * data["known_items"]
    content = _pooled(weights["item_feature"], data["item_features"])
    return own + content, _tower(weights, "item", [own, content])


@jax.jit
def all_users(weights: Arrays, data: Arrays, history: jax.Array) -> jax.Array:
    """Return the vectors of the user tower, (n_users, factors)."""
    features = _pooled(weights["user_feature"], data["user_features"])
    return _tower(weights, "user", [weights["user"] * data["known_users"], history, features])


def _loss(weights: Arrays, data: Arrays, batch: Batches, options: Arrays) -> jax.Array:
    """Return a batch's mean cross-entropy: users (rows,), items (rows, width), dropout's key."""
    users, items, key = batch
    there = (items >= 0)[..., None]
    keep_user, keep_item = jax.random.bernoulli(key, 1 - options["dropout"], (2, *items.shape, 1))
    own = weights["item"][items]
    content = _pooled(weights["item_feature"], data["item_features"][items])
    inputs = (own + content) * there
    others = jnp.maximum(there.sum(axis=1, keepdims=True) - 1, 1)
    history = (inputs.sum(axis=1, keepdims=True) - inputs) / others
    identity = weights["user"][users][:, None] * keep_user
    features = _pooled(weights["user_feature"], data["user_features"][users])[:, None]
    features = jnp.broadcast_to(features, identity.shape)
    user_vectors = _tower(weights, "user", [identity, history * keep_user, features]).reshape(
        items.size, -1
    )
    item_vectors = _tower(weights, "item", [own * keep_item, content]).reshape(items.size, -1)
    bias = (weights["item_bias"][items] * keep_item).ravel() - data["log_share"][items].ravel()
    logits = user_vectors @ item_vectors.T / options["temperature"] + bias
    logits = jnp.where(_no_negative(users, items), _EXCLUDED, logits)
    losses = jax.nn.logsumexp(logits, axis=1) - jnp.diagonal(logits)
    return (losses * there.ravel()).sum() / jnp.maximum(there.sum(), 1)


def _no_negative(users: jax.Array, items: jax.Array) -> jax.Array:
    """Tell which items of a batch are no negatives for which: same user, same item, and gaps."""
    item = items.ravel()
    user = jnp.repeat(users, items.shape[1])
    same = (user[:, None] == user) | (item[:, None] == item) | (item < 0)
    return same & ~jnp.eye(items.size, dtype=bool)


@jax.jit
def epoch(state: State, data: Arrays, batches: Batches, options: Arrays) -> State:
    """Take one step of Adam for each batch."""

    def step(state: State, batch: Batches) -> tuple[State, None]:
        weights, moments = state
        gradient = jax.grad(_loss)(weights, data, batch, options)
        direction, moments = ADAM.update(gradient, moments)
        rate, decay = options["learning_rate"], options["weight_decay"]
        weights = jax.tree.map(
            lambda old, change: old - rate * (change + decay * old), weights, direction
        )
        return (weights, moments), None

    return jax.lax.scan(step, state, batches)[0]
