"""`make dogfood`: serve the app on this machine only, until it is interrupted."""

import socket
import webbrowser

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.dogfood import judgements
from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import survey
from benchmarks.dogfood.settings import place

ADDRESS = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Says errors, not every request."""

    def log_request(self, *_: object) -> None:
        pass


def serve(benchmark: str, baselines: str, port: int, seed: int, no_browser: bool) -> None:
    """Serve the app for a benchmark as the report names it.

    baselines : which to compare, with commas; the best and the reference where none is named
    """
    only = [name.strip() for name in baselines.split(",") if name.strip()]
    serving = server(benchmark, only, port, seed)
    address = f"http://{ADDRESS}:{serving.port}/"
    print(f"{benchmark}: {address} (Ctrl+C ends it)", flush=True)
    if not no_browser:
        webbrowser.open(address)
    serving.serve_forever()  # werkzeug takes Ctrl+C as the end, and closes
    print(f"\n{judgements.summary()['sentence']}, in {judgements.DATABASE}")


def server(benchmark: str, only: list[str], port: int, seed: int) -> BaseWSGIServer:
    """Return the server, listening on this machine's own address; port 0 is any that is free.

    Raises UserError if the port is taken.
    """
    study = Study.read(paths.study())
    ground, store = survey(place(study, benchmark), only), judgements.Store()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            other = f"choose another: make dogfood PORT={port + 1}"
            reason = error.strerror if isinstance(error, OSError) else error
            raise UserError(f"port {port} cannot be used ({reason}); {other}") from error
        listening.listen()
        port = listening.getsockname()[1]
        app = create_app(ground, store, port=port, seed=seed, warm=True)
        handler, descriptor = _Quiet, listening.fileno()
        return make_server(
            ADDRESS, port, app, threaded=True, request_handler=handler, fd=descriptor
        )
