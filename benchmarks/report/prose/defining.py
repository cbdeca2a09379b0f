"""What the report says of its metrics."""

from collections.abc import Sequence

from benchmarks.report.prose.words import listed


def identifiers(name: str) -> str:
    """Return the sentences on what a name such as `nDCG@10` and an identifier mean.

    >>> identifiers("ndcg@10")[:66]
    'A name such as ndcg@10 is a metric of the first 10 places of a lis'
    """
    return (
        f"A name such as {name} is a metric of the first 10 places of a list. The identifier pins "
        "the definition: two numbers compare only if it is the same."
    )


def one_name(length: int, hits: Sequence[int], relevant: Sequence[int]) -> str:
    """Return the sentences before one list that formulas of one name judge differently.

    hits : the ranks of its hits; relevant : how many relevant items each of the users has
    """
    ranks, users = (
        listed([str(rank) for rank in hits]),
        listed([str(n) for n in relevant], "or with"),
    )
    return (
        "The same names stand for different formulas in the field. One list of "
        f"{length} with hits at ranks {ranks}, for a user with {users} relevant items, gives:"
    )
