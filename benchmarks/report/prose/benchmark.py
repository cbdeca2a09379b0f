"""What is said of how a benchmark is made: its data, split, catalogue and audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.contract.audited import asked, served
from benchmarks.report.inputs import Facts
from benchmarks.report.prose import auditing, catalogue, introducing, splitting
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns, nouns
from benchmarks.report.sections.benchmark import Block


@dataclass(frozen=True)
class Told:
    """What is said of a benchmark before and after its tables; empty where there is nothing to say.

    left_out : the table of what the catalogue leaves out, its head first
    audit : the table of the audit
    folds : the sentences on the folds beside the one of that table
    """

    naming: Naming
    introduction: str
    leak: str = ""
    catalogue: str = ""
    left_out: Sequence[Sequence[str]] = ()
    audit: Sequence[auditing.Line] = ()
    folds: str = ""

    @property
    def nouns(self) -> Nouns:
        """What rows, items and users are called."""
        return self.naming.nouns


def told(block: Block) -> Told:
    """Return what is said of a benchmark."""
    named = nouns(block.dataset, every_item=not block.catalogue.min_users)
    naming = Naming(block.name, {view.slice: view for view in block.views}, named)
    said = Told(naming, _introduction(block, naming))
    return _audited(said, block, block.audit) if block.audit else said


def _introduction(block: Block, naming: Naming) -> str:
    named, leader = naming.nouns, block.board.leader
    n_scored = leader.headline.n_users if leader and leader.headline else None
    n_test, n_served = (of(block.audit) if block.audit else None for of in (asked, served))
    sentences = [
        introducing.unresolved(block.resolution, named),
        introducing.dataset(block.dataset, named),
        *block.split.sentences(named),
        introducing.relevance(block.relevance.min_rating, block.views[0].leaves_out_seen, named),
        introducing.views(naming.views, block.fits_of, named),
        introducing.scored(n_scored, n_test, n_served, named),
    ]
    return " ".join(filter(None, sentences))


def _audited(said: Told, block: Block, audit: Facts) -> Told:
    """Add what an audit tells: leaks, its table, what the catalogue leaves out."""
    rule, named = block.split, said.nouns
    repeats = block.dataset.get("repeats", False)
    said = replace(
        said,
        leak=splitting.leak(rule, named, block.leak, len(audit.get("folds", {}))),
        audit=auditing.lines(audit, rule, repeats, named),
        folds=auditing.folds(audit, rule, named),
    )
    sizes = audit.get("left_out", {})
    if not sizes:
        return said
    sentences = catalogue.catalogue(sizes, block.dataset["items"], named)
    table = catalogue.left_out(sizes, block.catalogue, named)
    return replace(said, catalogue=sentences, left_out=table)
