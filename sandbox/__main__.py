"""``python -m sandbox``: a sandbox of its own, until Ctrl-C."""

import argparse
import asyncio
import gc

from sandbox.server import start
from sandbox.world import World


async def _serve(host: str, port: int, limits: bool) -> None:
    world = World()
    if limits:
        world.limits.configure({"telegram": True})
    async with await start(world, host, port) as server:
        gc.collect()
        gc.freeze()
        print(f"The sandbox listens on {server.url}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Bot API server of our own.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="port, 0 for any free one (default: %(default)s)")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's sending limits")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.host, options.port, options.limits))
    except KeyboardInterrupt:
        print("The sandbox has stopped.")


if __name__ == "__main__":
    main()
