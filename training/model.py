"""The encoder: a BERT body of all-MiniLM-L6-v2's shape, mean pooling, unit norm."""

import torch
from torch import nn
from torch.nn import functional as F

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 384, 6, 12, 1536, 512


class Linear(nn.Linear):
    """Computes with `rounded` in the place of its weights where that is given."""

    rounded: torch.Tensor | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, self.weight if self.rounded is None else self.rounded, self.bias)

    def round(self) -> None:
        """Sets `rounded` to the weights in seven bits, one scale a channel, as the release has them (export.py); the rounding passes gradients through."""
        weight = self.weight.detach()
        scale = weight.abs().amax(1, keepdim=True) / 63
        self.rounded = self.weight + ((weight / scale).round() * scale - weight)


class Layer(nn.Module):
    def __init__(self, hidden: int = HIDDEN, inner: int = INNER, heads: int = HEADS, eps: float = 1e-12) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (Linear(hidden, hidden) for _ in range(3))
        self.output = Linear(hidden, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=eps)
        self.inner, self.outer = Linear(hidden, inner), Linear(inner, hidden)
        self.outer_norm = nn.LayerNorm(hidden, eps=eps)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        batch, length, hidden = x.shape
        q, k, v = (part(x).view(batch, length, self.heads, hidden // self.heads).transpose(1, 2) for part in (self.query, self.key, self.value))
        if x.is_cuda:
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:  # spelled out: on a CPU the backward pass of the fused kernel takes as long as all else together
            mixed = torch.softmax(q @ k.transpose(-1, -2) / (hidden // self.heads) ** 0.5 + bias.to(q.dtype), -1) @ v
        mixed = mixed.transpose(1, 2).reshape(batch, length, hidden)
        x = self.output_norm(x + self.output(mixed))
        return self.outer_norm(x + self.outer(F.gelu(self.inner(x))))


class Encoder(nn.Module):
    """ids, mask (batch × length, int64) → token states (batch × length × 384)."""

    def __init__(self, vocabulary: int, positions: int = POSITIONS, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN, padding_idx=0)
        self.positions = nn.Embedding(positions, HIDDEN)
        self.types = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, table: torch.Tensor | None = None) -> torch.Tensor:
        """`table` stands for the word rows when `ids` count in it: a step then moves only the rows that it reads."""
        position = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm((self.words(ids) if table is None else F.embedding(ids, table)) + self.positions(position) + self.types.weight[0])
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def round_weights(self, is_rounded: bool) -> None:
        """To be said before each step, for the weights have moved; all passes of the step then share one rounding."""
        for part in self.modules():
            if isinstance(part, Linear):
                part.round() if is_rounded else setattr(part, "rounded", None)

    def vectors(self, ids: torch.Tensor, mask: torch.Tensor, table: torch.Tensor | None = None) -> torch.Tensor:
        """Unit vectors (batch × 384): mean of the token states under the mask."""
        return pooled(self(ids, mask, table), mask)


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of the token states (batch × length × hidden) under the mask, of length one."""
    weights = mask[:, :, None].float()
    return F.normalize((states.float() * weights).sum(1) / weights.sum(1).clamp(min=1), dim=-1)


def load_layers(state: dict[str, torch.Tensor], prefix: str, layers: int, names: dict[str, str]) -> dict[str, torch.Tensor]:
    """The layers' weights of `state` by our names, each layer under its number."""
    return {f"{n}.{ours}.{part}": state[f"{prefix}.{n}.{theirs}.{part}"] for n in range(layers) for theirs, ours in names.items() for part in ("weight", "bias")}


def load_teacher_weights(encoder: Encoder, state: dict[str, torch.Tensor]) -> None:
    """Copies Hugging Face BERT weights into `encoder`; the word rows must be of the teacher's own vocabulary."""
    names = {"attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
             "attention.output.dense": "output", "attention.output.LayerNorm": "output_norm",
             "intermediate.dense": "inner", "output.dense": "outer", "output.LayerNorm": "outer_norm"}
    own = {"words.weight": state["embeddings.word_embeddings.weight"], "positions.weight": state["embeddings.position_embeddings.weight"],
           "types.weight": state["embeddings.token_type_embeddings.weight"],
           "norm.weight": state["embeddings.LayerNorm.weight"], "norm.bias": state["embeddings.LayerNorm.bias"]}
    own |= {f"layers.{name}": weight for name, weight in load_layers(state, "encoder.layer", LAYERS, names).items()}
    encoder.load_state_dict(own)
