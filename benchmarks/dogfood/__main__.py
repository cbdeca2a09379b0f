"""Run the app on this machine only, or export the counts of judgements: `python -m benchmarks.dogfood --help`."""

import argparse
import socket
import webbrowser

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from benchmarks.contract.errors import UserError, run_stage
from benchmarks.dogfood import export, judgements
from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import survey

ADDRESS = "127.0.0.1"
PORT = 8008


class _Quiet(WSGIRequestHandler):
    """Says errors, not every request."""

    def log_request(self, *_: object) -> None:
        pass


def server(benchmark: str, only: list[str], port: int, seed: int) -> BaseWSGIServer:
    """Return the server, listening on this machine's own address; port 0 is any that is free.

    Raises UserError if the port is taken.
    """
    ground, store = survey(benchmark, only), judgements.Store()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            raise UserError(
                f"port {port} cannot be used ({error}); choose another: make dogfood PORT=8009"
            ) from error
        listening.listen()
        port = listening.getsockname()[1]
        app = create_app(ground, store, port=port, seed=seed, warm=True)
        return make_server(
            ADDRESS, port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )


def main() -> None:
    """Read the arguments, then serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dogfood", description=__doc__)
    parser.add_argument(
        "--benchmark", default="ml-100k", help="as the report names it (default: %(default)s)"
    )
    parser.add_argument(
        "--baselines",
        default="",
        help="which to compare, with commas; default: the best and popular",
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help="default: %(default)s; 0 is any free one"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of the draw of users, pairs and orders"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--export", action="store_true", help=f"write counts to {export.EXPORT} and stop"
    )
    arguments = parser.parse_args()
    if arguments.export:
        print(f"{export.export()['sentence']}: wrote {export.EXPORT}; `make report` shows them")
        return
    only = [name.strip() for name in arguments.baselines.split(",") if name.strip()]
    serving = server(arguments.benchmark, only, arguments.port, arguments.seed)
    address = f"http://{ADDRESS}:{serving.port}/"
    print(f"{arguments.benchmark}: {address} (Ctrl+C ends it)", flush=True)
    if not arguments.no_browser:
        webbrowser.open(address)
    serving.serve_forever()  # werkzeug takes Ctrl+C as the end, and closes
    print(f"\n{judgements.summary()['sentence']}, in {judgements.DATABASE}")


if __name__ == "__main__":
    run_stage(main)
