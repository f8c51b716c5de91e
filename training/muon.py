"""muon: momentum whose matrices are made orthogonal before each move (Jordan 2024), at the size of Adam's moves (Liu et al. 2025, "Muon is scalable")."""

import torch

# Newton-Schulz iteration of fifth degree with Jordan's coefficients: five rounds bring the singular values near one.
COEFFICIENTS, ROUNDS = (3.4445, -4.7750, 2.0315), 5
MOMENTUM = 0.95
ADAM_SIZE = 0.2


class Muon:
    """For the matrices of the body; biases, norms and rows stay with Adam."""

    def __init__(self, matrices: list[torch.nn.Parameter]) -> None:
        self.matrices = matrices
        self.state = [torch.zeros_like(matrix) for matrix in matrices]

    @torch.no_grad()
    def step(self, rate: float, kind: torch.dtype) -> None:
        """`kind`: what the products are computed in; bf16 is exact enough."""
        moves: dict[tuple[int, int], list[tuple[int, torch.Tensor, bool]]] = {}
        for n, (matrix, mean) in enumerate(zip(self.matrices, self.state)):
            mean.lerp_(matrix.grad, 1 - MOMENTUM)
            move, is_tall = torch.lerp(matrix.grad, mean, MOMENTUM), matrix.shape[0] > matrix.shape[1]
            moves.setdefault((min(matrix.shape), max(matrix.shape)), []).append((n, move.T if is_tall else move, is_tall))
            matrix.grad = None
        for (_, longest), alike in moves.items():
            orthogonal = orthogonalised(torch.stack([move for _, move, _ in alike]).to(kind)).float()
            for (n, _, is_tall), move in zip(alike, orthogonal):
                self.matrices[n].sub_(move.T if is_tall else move, alpha=rate * ADAM_SIZE * longest**0.5)


def orthogonalised(x: torch.Tensor) -> torch.Tensor:
    """Matrices (n × rows × columns, no more rows than columns) with their singular values near one."""
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(ROUNDS):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x
