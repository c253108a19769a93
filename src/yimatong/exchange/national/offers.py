"""Every transaction the interface carries out. The printed tables hold no other, and each of these is printed."""

from yimatong.exchange.national import catalogues, decoding, people, queries, settling, signing, stays, undoing, visits
from yimatong.exchange.national.messages import Offer

OFFERS: dict[str, Offer] = {
    **signing.OFFERS,
    **people.OFFERS,
    **catalogues.offers(),
    **visits.OFFERS,
    **stays.OFFERS,
    **settling.OFFERS,
    **undoing.OFFERS,
    **queries.OFFERS,
    **decoding.OFFERS,
}
