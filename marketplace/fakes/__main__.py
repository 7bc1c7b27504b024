"""`python -m marketplace.fakes --port 8700 --hook ADDRESS`: the twin of the card provider."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main() -> None:
    """Serve on loopback; refuses in production."""
    parser = argparse.ArgumentParser(prog="fake-stripe")
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--hook", default="", help="address of the shop's /hooks/stripe")
    parser.add_argument("--state", type=Path, default=None, help="file that keeps its state")
    chosen = parser.parse_args()
    if os.environ.get("APP_ENV") == "production":
        sys.exit("The twin of the card provider never runs in production.")
    from .stripe.process import Twin

    secret = os.environ.get("STRIPE_WEBHOOK_SECRET") or "whsec_test"
    Twin(port=chosen.port, hook=chosen.hook, secret=secret, path=chosen.state).run()


if __name__ == "__main__":
    main()
