"""Upper layers of their own for reading what a text tells: beside those that make a question's vector, on the same lower layers.

One encoder cannot place texts both by what they ask and by what their writer goes through. Two sets of upper layers on a shared trunk can,
for a third of the cost of a second encoder (hard parameter sharing: Caruana, Multitask Learning, 1997).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime

from bot.matching.encoder_card import EncoderUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TRUNK = "trunk"
"""The output of an encoder that its reading layers go on from."""
UPPER = "upper"
"""The input of an encoder that says whether its own upper layers are wanted; without them it runs the trunk alone."""


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A model that runs on one core a call. Raises what onnxruntime raises: bare exceptions of its own."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The arena keeps the largest batch ever seen; without it a long-lived process stays small.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    # On a CPU the fused norm takes several times as long as the sum and the norm that it stands for.
    slow = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=slow
    )


class ReadingLayers:
    """Layers that go on from an encoder's trunk, run by onnxruntime on one core a call; safe to call from many threads."""

    def __init__(self, path: Path, width: int) -> None:
        """Load them. Raises EncoderUnusable where they are damaged or go on from vectors of another width."""
        try:
            self._session = open_session(path)
        except Exception as error:  # noqa: BLE001 - the library raises bare exceptions of its own
            raise EncoderUnusable(path, f"it does not load ({type(error).__name__})") from None
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        shapes = [list(item.shape) for item in (*inputs, *outputs)]
        if len(inputs) != 1 or len(outputs) != 1 or any(len(one) != 3 or one[-1] != width for one in shapes):
            raise EncoderUnusable(path, f"it does not go on from vectors of {width} numbers")
        self._input = inputs[0].name

    def vector(self, trunk: NDArray[np.float32]) -> NDArray[np.float32]:
        """The unit vector (width,) of one text from what the trunk gave for its tokens, (tokens, width)."""
        hidden = np.asarray(self._session.run(None, {self._input: trunk[None]})[0])[0]
        mean = hidden.mean(axis=0)
        return (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
