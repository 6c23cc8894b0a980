"""ONNX sessions: one thread a process, no spinning, so that processes can share the cores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..ontology.errors import ModelError

__all__ = ["open_session"]


def open_session(path: Path) -> Any:
    """Open an ONNX file for the CPU; raises ModelError for a file that is no model."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        # the fused layer norm is slower on one thread: 16.4k against 18.7k word pieces a second
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
    except Exception as error:
        raise ModelError(f"cannot open the model {path.name!r}: {error}; reinstall whobacks") from error
