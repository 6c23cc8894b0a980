"""Copies of a dataset: a folder that can be opened, or N-Quads for any other store."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from ..ontology.errors import StoreError
from .dataset import Dataset
from .disk import DiskDataset

__all__ = ["backup"]


def backup(dataset: Dataset, to: Path) -> None:
    """Copy a dataset while it is in use; raises StoreError where something is in the way.

    Args:
        dataset: what to copy.
        to: a new folder (local datasets only), or a file .nq or .nq.gz.
    """
    if to.exists():
        raise StoreError(f"{str(to)!r} is there already; name another")
    if to.name.endswith(".nq.gz"):
        with gzip.open(to, "wb") as file:
            ox.serialize(dataset.quads(), cast("IO[bytes]", file), format=ox.RdfFormat.N_QUADS)
    elif to.suffix == ".nq":
        with to.open("wb") as plain:
            ox.serialize(dataset.quads(), plain, format=ox.RdfFormat.N_QUADS)
    elif isinstance(dataset, DiskDataset):
        dataset.backup(to)
    else:
        raise StoreError(f"a server's dataset cannot become the folder {str(to)!r}; name a file .nq or .nq.gz")
