"""What columns are mostly called."""

import re

# Names of columns, without capital letters and marks; what stands first fits best.
NAMES = {
    "user": "userid user uid customerid customer visitorid visitor memberid householdid "
    "household accountid account clientid client reviewerid profileid personid studentid sessionid",
    "item": "itemid item iid productid product movieid movie filmid sku stockcode articleid "
    "article trackid track songid song artistid artist bookid isbn parentasin asin placeid place "
    "locationid businessid gameid appid recipeid newsid videoid contentid",
    "rating": "rating stars score overall ratingvalue bookrating",
    "time": "timestamp time datetime date ts createdat created unixreviewtime eventtime "
    "invoicedate orderdate purchasedate transactiontimestamp timestampms",
    "quantity": "quantity qty units pieces",
    "value": "salesvalue value revenue totalprice amountpaid total linetotal",
    "price": "unitprice price",
    "basket": "basketid basket orderid invoiceno invoice transactionid",
}


def plain(name: str) -> str:
    """Return a name without capital letters and marks.

    >>> plain(" User_ID")
    'userid'
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def name_users_and_items(words: list[str]) -> bool:
    """Tell whether words are the header of a table: one is called like a user, one like an item."""
    known = set(map(plain, words))
    return all(known & set(NAMES[role].split()) for role in ("user", "item"))
