"""The web app: choose whom lists are for, compare two blind, say which is better, see whose."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Flask, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from benchmarks.contract.errors import UserError
from benchmarks.dogfood import judgements
from benchmarks.dogfood.fits import Fits
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.guard import protect
from benchmarks.dogfood.judgements import REAL, Comparison, Store
from benchmarks.dogfood.pairing import Desk
from benchmarks.dogfood.results import Results
from benchmarks.dogfood.shown import MOST, Shelf

# Ready answers to "why"; the keys are stored.
WHY = {
    "fits": "fits this taste",
    "varied": "more varied",
    "fresh": "less obvious",
    "sane": "fewer odd items",
}
FEWEST, MOST_CHOSEN = 3, 30  # items of an own taste
FOUND = 12  # items that a search shows
LONGEST_WHY, LONGEST_QUERY = 500, 80
_TOO_SLOW = (
    "Fewer than two baselines are quick enough to be fitted while you wait. Choose a real user."
)
_NO_CHOICE = (
    "Say which list is better: the left one, the right one, or neither. Go back and choose."
)


def create_app(
    ground: Ground, store: Store, *, port: int, seed: int = 0, warm: bool = False
) -> Flask:
    """Make the app for one benchmark; it answers only to requests for this port of this machine.

    warm : fit the baselines of a comparison while a person looks at it, so that their reasons are
    there after the vote
    """
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    protect(app, port)
    shelf, fits = Shelf(ground), Fits(ground)
    pages = Pages(
        ground, store, shelf, Desk(ground, store, fits, seed), Results(ground, shelf, fits), warm
    )
    app.add_url_rule("/", "home", pages.home)
    app.add_url_rule("/taste", "taste", pages.taste)
    app.add_url_rule("/user", "for_user", pages.for_user, methods=["POST"])
    app.add_url_rule("/taste", "for_taste", pages.for_taste, methods=["POST"])
    app.add_url_rule("/compare/<key>", "compare", pages.compare)
    app.add_url_rule("/compare/<key>", "judge", pages.judge, methods=["POST"])
    app.add_url_rule("/result/<key>", "result", pages.result)
    app.add_url_rule("/summary", "summary", pages.summary)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(UserError, _failed)
    app.jinja_env.globals.update(ground=ground, shelf=shelf, zip=zip)
    return app


@dataclass(frozen=True)
class Pages:
    """One method for each page or form; a mistake in what was sent is a 400 that says so."""

    ground: Ground
    store: Store
    shelf: Shelf
    desk: Desk
    results: Results
    warm: bool

    def home(self) -> str:
        """Choose whom lists are for."""
        ids = sorted(self.ground.user_of, key=lambda name: (len(name), name))
        return render_template(
            "home.html", ids=ids, quick=len(self.ground.quick) > 1, told=self._told()
        )

    def _told(self) -> dict[str, Any]:
        return judgements.summary(self.store.path)

    def for_user(self) -> Response:
        """Draw a pair for a user of the data, or for one drawn at random."""
        name = request.form.get("user", "").strip()
        if not name:
            return self._opened(self.desk.for_user(None))
        if name not in self.ground.user_of:
            lacking = f"{self.ground.name} has no lists for a user '{name[:40]}'"
            abort(400, f"{lacking}. Choose one of the list, or any.")
        return self._opened(self.desk.for_user(self.ground.user_of[name]))

    def taste(self) -> str:
        """Choose items; everything chosen is in the address, nothing is stored."""
        dropped = request.args.get("drop")
        sent = self._items(request.args.getlist("item"))
        chosen = [code for code in sent if self.ground.item_ids[code] != dropped]
        query = request.args.get("q", "").strip()
        if len(query) > LONGEST_QUERY:
            abort(400, f"The search is too long; use at most {LONGEST_QUERY} characters.")
        matching = self.shelf.search(query, FOUND + len(chosen))
        others = [code for code in matching if code not in chosen]
        return render_template(
            "taste.html",
            chosen=self.shelf.items(np.array(chosen, int)),
            found=self.shelf.items(np.array(others[:FOUND], int)),
            query=query,
            fewest=FEWEST,
            most=MOST_CHOSEN,
        )

    def for_taste(self) -> Response:
        """Fit two baselines on what was chosen."""
        chosen = self._items(request.form.getlist("item"))
        if len(chosen) < FEWEST:
            wanted = f"Choose at least {FEWEST} {self.shelf.noun}"
            abort(400, f"{wanted}; {len(chosen)} is too few to tell a taste.")
        if len(self.ground.quick) < 2:
            abort(400, _TOO_SLOW)
        return self._opened(self.desk.for_taste(np.array(sorted(chosen), np.int32)))

    def _items(self, names: list[str]) -> list[int]:
        """Return the codes of identifiers, each once."""
        for name in names:
            if name not in self.ground.item_of:
                lacking = f"{self.ground.name} has no item '{name[:40]}'"
                abort(400, f"{lacking}. Go back and choose one that is shown.")
        codes = list(dict.fromkeys(self.ground.item_of[name] for name in names))
        if len(codes) > MOST_CHOSEN:
            wanted = f"Choose at most {MOST_CHOSEN} {self.shelf.noun}"
            abort(400, f"{wanted}; {len(codes)} are too many.")
        return codes

    @staticmethod
    def _opened(comparison: Comparison) -> Response:
        return redirect(url_for("compare", key=comparison.id), 303)

    def compare(self, key: str) -> str | Response:
        """Two lists, blind."""
        comparison = self._comparison(key)
        if self.store.judgement(key):
            return redirect(url_for("result", key=key), 303)
        if self.warm and comparison.taste == REAL:
            self.results.fits.warm((comparison.left_name, comparison.right_name))
        return render_template(
            "compare.html",
            comparison=comparison,
            lists=self.results.blind(comparison),
            history=self.results.history(comparison),
            most=MOST,
            why=WHY,
            longest=LONGEST_WHY,
        )

    def judge(self, key: str) -> Response:
        """Keep what was said; of two answers the first stands."""
        self._comparison(key)
        choice, ticked = request.form.get("choice", ""), request.form.getlist("ticked")
        why = " ".join(request.form.get("why", "").split())
        if choice not in judgements.CHOICES:
            abort(400, _NO_CHOICE)
        if not set(ticked) <= set(WHY):
            abort(400, "That reason is not one of those offered. Go back and choose.")
        if len(why) > LONGEST_WHY:
            long = f"The reason has {len(why)} characters; at most {LONGEST_WHY} are kept"
            abort(400, f"{long}. Go back and shorten it.")
        first = self.store.judge(key, choice, sorted(set(ticked)), why)
        again = None if first else 1  # None is left out of the address
        return redirect(url_for("result", key=key, again=again), 303)

    def result(self, key: str) -> str | Response:
        """Who was who, and why each item was there; only after the vote."""
        comparison = self._comparison(key)
        judgement = self.store.judgement(key)
        if judgement is None:
            return redirect(url_for("compare", key=key), 303)
        return render_template(
            "result.html",
            comparison=comparison,
            judgement=judgement,
            subject=json.loads(comparison.subject),
            again="again" in request.args,
            sides=self.results.sides(comparison),
            told=self._told(),
        )

    def summary(self) -> str:
        """How the pairs stand."""
        return render_template("summary.html", told=self._told())

    def _comparison(self, key: str) -> Comparison:
        comparison = self.store.comparison(key)
        if comparison is None:
            abort(404, "There is no such comparison. Start a new one.")
        if comparison.benchmark != self.ground.name:
            other = comparison.benchmark
            abort(404, f"This comparison is of {other}: make dogfood BENCHMARK={other}")
        missing = self.results.missing(comparison)
        if missing:
            gone = f"The data no longer has item '{missing}' of this comparison"
            abort(404, f"{gone}. Start a new one.")
        return comparison


def _refused(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return render_template("error.html", code=error.code, sentence=error.description), error.code


def _failed(error: UserError) -> tuple[str, int]:
    return render_template("error.html", code=500, sentence=str(error)), 500
