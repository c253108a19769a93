"""The compiled batch pays what the counter pays: the same fen, the same year books, on a hundred thousand random histories."""

from random import Random

import numpy as np
import pytest

from tests.rooms.lab.histories import one_by_one, random_bills, random_plans
from yimatong.benefits.service import load_law
from yimatong.lab.batch import add_up, blank_books, pay, plan_arrays

PEOPLE = 100_000


@pytest.mark.slow
def test_a_hundred_thousand_random_histories_come_out_as_at_the_counter_to_the_fen() -> None:
    plans = random_plans(load_law(), 2_000, Random(7))
    bills = random_bills(plans, PEOPLE, 7, bills_most=2)
    books = blank_books(PEOPLE)
    shares = pay(plan_arrays(plans), bills, books)
    expected_shares, expected_books = one_by_one(plans, bills, PEOPLE)
    assert int((shares != expected_shares).any(1).sum()) == 0, "off by a fen"
    assert np.array_equal(books, expected_books)
    assert shares.any(0)[[0, 1, 2, 4, 5, 8, 9]].all(), "every fund that pays in these packs was seen to pay"


def test_a_year_cut_in_two_is_the_same_year() -> None:
    plans = random_plans(load_law(), 200, Random(3))
    bills = random_bills(plans, 1, 3, bills_most=2_000)
    arrays = plan_arrays(plans)
    whole, halves = blank_books(1), blank_books(1)
    at_once = pay(arrays, bills, whole)
    cut = len(bills) // 2
    first, second = (
        type(bills)(bills.person[:cut], bills.plan[:cut], bills.amounts[:cut]),
        type(bills)(bills.person[cut:], bills.plan[cut:], bills.amounts[cut:]),
    )
    assert np.array_equal(at_once, np.vstack([pay(arrays, first, halves), pay(arrays, second, halves)]))
    assert np.array_equal(whole, halves)


def test_bills_summed_by_person_are_the_sum_of_the_persons_bills() -> None:
    plans = random_plans(load_law(), 200, Random(5))
    bills = random_bills(plans, 500, 5)
    arrays = plan_arrays(plans)
    apart = pay(arrays, bills, blank_books(500))
    summed = np.zeros((500, apart.shape[1]), np.int64)
    add_up(arrays, bills, blank_books(500), bills.person, summed)
    expected = np.zeros_like(summed)
    np.add.at(expected, bills.person, apart)
    assert np.array_equal(summed, expected)


def test_no_bills_are_paid_nothing() -> None:
    plans = random_plans(load_law(), 3, Random(1))
    bills = random_bills(plans, 0, 1)
    assert pay(plan_arrays(plans), bills, blank_books(0)).shape == (0, 10)
