"""What runs while dondoc is up: Prefect server, worker, dispatcher and counter, up and down together."""

from __future__ import annotations

from cli.serving.supervisor import Addresses, House

__all__ = ["Addresses", "House"]
