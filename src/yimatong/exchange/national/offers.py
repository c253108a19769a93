"""Every transaction the interface carries out. The printed tables hold no other, and each of these is printed."""

from yimatong.exchange.national import signing
from yimatong.exchange.national.messages import Offer

OFFERS: dict[str, Offer] = {
    **signing.OFFERS,
}
