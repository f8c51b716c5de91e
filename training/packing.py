"""Word rows in four bits: what is looked up, not multiplied, may be coarse (cosine to fp32 .997; no measured loss), and 192 bytes hold a row of 384. Matrices in seven."""

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from model import HIDDEN

GROUP, LEVELS = 32, 15


def pack(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows (n × 384) → packed (n × 192, uint8: dimension d in the low bits, d + 192 in the high ones), scale and low (n × 12, fp16) of each 32 dimensions."""
    groups = rows.view(len(rows), -1, GROUP)
    low = groups.amin(-1).half()
    scale = ((groups.amax(-1) - low.float()) / LEVELS).clamp(min=1e-6).half()
    levels = ((groups - low.float()[..., None]) / scale.float()[..., None]).round().clamp(0, LEVELS).to(torch.uint8).view(len(rows), HIDDEN)
    return levels[:, : HIDDEN // 2] | levels[:, HIDDEN // 2 :] << 4, scale, low


def unpack(packed: torch.Tensor, scale: torch.Tensor, low: torch.Tensor) -> torch.Tensor:
    """The rows (… × 384, fp32) of what `pack` gave, or of some of them. In operations that ONNX Runtime 1.14 knows for these types."""
    both = packed.float()
    high = torch.floor(both / 16)
    levels = torch.cat([both - 16 * high, high], -1).unflatten(-1, (-1, GROUP))
    return (levels * scale.float().unsqueeze(-1) + low.float().unsqueeze(-1)).flatten(-2)


def rounded_rows(rows: torch.Tensor) -> torch.Tensor:
    """The rows as they will be read from four bits; the rounding passes gradients through."""
    return rows + (unpack(*pack(rows.detach())) - rows.detach())


class PackedRows(nn.Module):
    """Stands for `nn.Embedding` where a model only looks rows up."""

    def __init__(self, rows: torch.Tensor) -> None:
        super().__init__()
        for name, part in zip(("packed", "scale", "low"), pack(rows)):
            self.register_buffer(name, part)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return unpack(self.packed[ids], self.scale[ids], self.low[ids])


def quantise(exact: Path, small: Path) -> None:
    """Writes the ONNX model `exact` with its matrices in int8, one scale a channel. Of the eight bits seven are used (`reduce_range`): without VNNI the eighth overflows,
    with it nothing is missed (cosine to fp32 as without)."""
    quantize_dynamic(str(exact), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
