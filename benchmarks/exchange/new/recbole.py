"""What stands beside the interactions of a RecBole dataset: its files of items and users."""

from pathlib import Path

from benchmarks.datasets.card import Card
from benchmarks.datasets.card_columns import ItemColumns, UserColumns, Words
from benchmarks.datasets.card_tables import Items, TableFile, Users
from benchmarks.datasets.formats import column_names

_TITLES = ("title", "name", "movie_title", "item_name", "artist_name")
_CATEGORIES = ("genre", "genres", "class", "category", "categories", "tags")
_RELEASED = ("release_year", "year")


def with_descriptions(card: Card, source: Path) -> Card:
    """Return a card with the tables `.item` and `.user` that lie beside `.inter`, if they do."""
    rows = card.interactions
    if rows is None:
        return card
    items, users = source.with_suffix(".item"), source.with_suffix(".user")
    told: dict[str, object] = {}
    if items.is_file():
        told["items"] = _items(items, rows.columns.item)
    if users.is_file():
        told["users"] = _users(users, rows.columns.user)
    return card.model_copy(update={key: block for key, block in told.items() if block is not None})


def _items(path: Path, item: str) -> Items | None:
    names = _names(path)
    if item not in names:
        return None
    title = next((name for name in _TITLES if name in names), None)
    categories = next((name for name in _CATEGORIES if name in names), None)
    others = [name for name in names if name in (*_CATEGORIES, *_RELEASED)]
    columns = ItemColumns(
        item=item,
        title=title,
        categories=Words(column=categories) if categories else None,
        features=[Words(column=name) for name in others],
    )
    return Items(file=path.name, format="recbole", columns=columns, unlisted="keep")


def _users(path: Path, user: str) -> Users | None:
    names = _names(path)
    if user not in names:
        return None
    attributes = [Words(column=name) for name in names if name != user]
    columns = UserColumns(user=user, attributes=attributes)
    return Users(file=path.name, format="recbole", columns=columns, unlisted="keep")


def _names(path: Path) -> list[str]:
    return column_names(path, TableFile(file=path.name, format="recbole"))
