"""Print which implementations there are of which method, as JSON: `python -m tools.peers.known`."""

import json

from tools.peers.models import PEERS


def main() -> None:
    """Print a list of objects with `name`, `method` and `library`."""
    known = [{"name": peer.name, "method": peer.method, "library": peer.package} for peer in PEERS]
    print(json.dumps(known))


if __name__ == "__main__":
    main()
