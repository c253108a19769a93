"""Money is integer fen. This file reads and writes it as yuan text and takes shares of it."""

from decimal import Decimal
from typing import TypeAlias

Fen: TypeAlias = int
Rate: TypeAlias = int
"""A rate is an integer per 10 000: 8 700 is 87 %."""

RATE_ONE: Rate = 10_000


def share_half_up(amount: Fen, rate: Rate) -> Fen:
    """The share `rate` of a non-negative `amount`, rounded half up to the fen."""
    return (amount * rate + RATE_ONE // 2) // RATE_ONE


def yuan_text(amount: Fen) -> str:
    """`123456` is `"1234.56"`; a negative amount keeps its sign."""
    sign = "-" if amount < 0 else ""
    yuan, fen = divmod(abs(amount), 100)
    return f"{sign}{yuan}.{fen:02d}"


def fen_from_yuan(yuan: Decimal) -> Fen:
    """Exact fen of a yuan amount; an amount finer than a fen is a ValueError, never rounded away."""
    scaled = yuan * 100
    amount = int(scaled)
    if amount != scaled:
        raise ValueError(f"{yuan} yuan is finer than a fen")
    return amount
