"""What a shop would look at: purchases from the lists in the test weeks. Offline proxies, not
causal effects.

What a customer bought would mostly have been bought without the list as well; see the report.

Arguments by name, each (n_users, k), 0 or False where the item at that rank was not bought in the
test: `units` is the quantity bought, `paid` what was paid for it in the data's currency,
`new_to_user` whether the customer had never bought it before the test, `new_category` whether the
customer had bought none of its categories, `in_first_basket` whether it was bought at the
customer's first moment of the test. `test_revenue` is (n_users,), what the customer paid in
the test for all items that could be recommended; `returning` is (n_users,) bool, True for customers
with a purchase in every week of the test. What a view masks counts nowhere. Averages are over
customers who bought something in the test that could be recommended.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.metrics.metric import metric


@metric(direction="higher", needs_relevant=True, low=0, high=None, unit="pieces", decimals=2)
def products_purchased(units: FloatArray) -> FloatArray:
    """Products of the list that the customer bought in the test, in pieces.

    Range: from 0.
    Source: purchases from recommendations, Jannach and Jugovac 2019,
    https://doi.org/10.1145/3370082
    Identifier: products-purchased/pieces-from-list/mean-over-users

    >>> products_purchased(np.array([[2.0, 0.0, 1.0]]))
    array([3.])
    """
    pieces: FloatArray = units.sum(axis=1)
    return pieces


@metric(direction="higher", needs_relevant=True, low=0, high=None, unit="currency", decimals=2)
def revenue(paid: FloatArray) -> FloatArray:
    """What the customer paid in the test for products of the list, in the data's currency.

    Range: from 0.
    Source: Jannach and Jugovac 2019, https://doi.org/10.1145/3370082
    Identifier: revenue/paid-for-list/mean-over-users

    >>> revenue(np.array([[2.5, 0.0]]))
    array([2.5])
    """
    total: FloatArray = paid.sum(axis=1)
    return total


@metric(direction="higher", needs_relevant=False, low=0, high=1, averaged="totals", unit="share")
def revenue_share(revenue: FloatArray, test_revenue: FloatArray) -> FloatArray:
    """Share of the test revenue that was paid for products of the lists; all customers together.

    Test revenue is that of the products that could be recommended; the report says what the
    catalogue leaves out.
    Range: 0 to 1.
    Source: Jannach and Jugovac 2019, https://doi.org/10.1145/3370082
    Identifier: revenue/share-of-test-revenue/ratio-of-totals

    >>> float(revenue_share(np.array(2.0), np.array(8.0)))
    0.25
    """
    return revenue / np.where(test_revenue > 0, test_revenue, np.nan)


@metric(direction="higher", needs_relevant=True, low=0, high=None, unit="currency", decimals=2)
def revenue_new(paid: FloatArray, new_to_user: BoolArray) -> FloatArray:
    """What the customer paid in the test for products of the list never bought before.

    Range: from 0.
    Source: Jannach and Jugovac 2019, https://doi.org/10.1145/3370082
    Identifier: revenue/paid-for-list-items-new-to-customer/mean-over-users

    >>> revenue_new(np.array([[2.5, 1.0]]), np.array([[False, True]]))
    array([1.])
    """
    total: FloatArray = (paid * new_to_user).sum(axis=1)
    return total


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def reach(units: FloatArray) -> FloatArray:
    """Share of the customers who bought at least one product of their list.

    Range: 0 or 1 per customer.
    Source: hit rate (Deshpande and Karypis 2004, https://doi.org/10.1145/963770.963776) of
    purchases
    Identifier: reach/any-purchase-from-list/mean-over-users

    >>> reach(np.array([[0.0, 2.0], [0.0, 0.0]]))
    array([1., 0.])
    """
    return (units > 0).any(axis=1).astype(float)


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def reach_returning(units: FloatArray, returning: BoolArray) -> FloatArray:
    """Share of the returning customers who bought at least one product of their list: a proxy for
    subscription.

    Returning customers are those with a purchase in every week of the test; the others are left
    out. A rest of less than half a week belongs to the week before it, one of more is a week.
    Range: 0 or 1 per customer.
    Source: a proxy of this project
    Identifier: reach/customers-of-every-test-week/mean-over-users

    >>> reach_returning(np.array([[0.0, 2.0], [1.0, 0.0]]), np.array([True, False]))
    array([ 1., nan])
    """
    return np.where(returning, reach(units), np.nan)


@metric(direction="higher", needs_relevant=True, low=0, high=None, unit="pieces", decimals=2)
def new_categories(units: FloatArray, new_category: BoolArray) -> FloatArray:
    """Products of the list, in pieces, bought in categories that the customer never bought from: a
    proxy for growth.

    Range: from 0.
    Source: a proxy of this project
    Identifier: products-purchased/pieces-in-categories-new-to-customer/mean-over-users

    >>> new_categories(np.array([[2.0, 1.0]]), np.array([[True, False]]))
    array([2.])
    """
    pieces: FloatArray = (units * new_category).sum(axis=1)
    return pieces


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def first_basket_reach(in_first_basket: BoolArray) -> FloatArray:
    """Share of the customers whose first basket of the test holds a product of their list.

    Of customers without history it is a proxy for customer growth: their lists need none, and the
    basket is the first that the data has of them.
    Range: 0 or 1 per customer.
    Source: a proxy of this project
    Identifier: reach/first-basket-of-the-test/mean-over-users

    >>> first_basket_reach(np.array([[False, True], [False, False]]))
    array([1., 0.])
    """
    return in_first_basket.any(axis=1).astype(float)
