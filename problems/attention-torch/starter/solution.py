"""Attention with a backward pass, in blocks. The brief says what each function must do."""

import torch


def attention_forward(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, *, block_size: int, causal: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the output, shape (..., n_q, d_v), and the log-sum-exp of each row's scores, shape (..., n_q)."""
    raise NotImplementedError


def attention_backward(
    grad: torch.Tensor,
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    output: torch.Tensor,
    lse: torch.Tensor,
    *,
    block_size: int,
    causal: bool = False,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the gradients of q, k and v, each in the shape of its argument."""
    raise NotImplementedError
