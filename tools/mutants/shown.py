"""What came of the mutants of a package."""

from collections import Counter

from cosmic_ray.work_item import WorkerOutcome

from tools.mutants import session


def show(package: str) -> None:
    """Print the share that was caught, by module and together, and what was not as diffs."""
    known = session.opened(package)
    module_of = {item.job_id: item.mutations[0].module_path.name for item in known.work_items}
    results = [
        (module_of[job], result)
        for job, result in known.results
        if result.worker_outcome == WorkerOutcome.NORMAL
    ]
    tried = Counter(module for module, _ in results)
    caught = Counter(module for module, result in results if result.is_killed)
    for module in sorted(tried):
        print(f"{module:24} {caught[module]:5} of {tried[module]:5} caught")
    n_caught, n_tried = caught.total(), tried.total()
    print(f"{package}: {n_caught} of {n_tried} caught, {n_caught / max(n_tried, 1):.1%}")
    for _, result in results:
        if not result.is_killed:
            print(f"\n{result.diff}")
