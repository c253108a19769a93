"""Amounts as pages print them: yuan speak, fen whisper. Input is integer fen."""

from markupsafe import Markup

from yimatong.kernel.money import Fen, yuan_text


def grouped(amount: Fen) -> str:
    """`123456` is `1,234.56`; a negative amount carries the true minus sign."""
    yuan, _, fen = yuan_text(abs(amount)).partition(".")
    sign = "−" if amount < 0 else ""
    return f"{sign}{int(yuan):,}.{fen}"


def amount_html(amount: Fen, size: str = "", minus: bool = False) -> Markup:
    """The amount with its small currency sign and small fen. `size` is "", "l" or "xl"; `minus` shows a deduction."""
    yuan, _, fen = grouped(abs(amount)).partition(".")
    sign = "−" if amount < 0 or minus else ""
    classes = f"amt {size}".strip()
    return Markup('<span class="{}"><i>{}¥</i>{}<b>.{}</b></span>').format(classes, sign, yuan, fen)


def per_hundred(parts: tuple[Fen, ...]) -> tuple[int, ...]:
    """Whole yuan of each part in every 100 yuan, adding up to exactly 100 (largest remainder). All zero gives zeros."""
    total = sum(parts)
    if total <= 0 or min(parts) < 0:
        return tuple(0 for _ in parts)
    floors = [part * 100 // total for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] * 100 % total), i))
    for index in by_remainder[: 100 - sum(floors)]:
        floors[index] += 1
    return tuple(floors)
