"""whobacks: a knowledge graph of who backs whom, from the news."""

from __future__ import annotations

__version__ = "0.1.0"
