"""Check digits against numbers known to be valid."""

import random

import pytest

from fulfillment.sandbox.world import numbers

RNG = random.Random(1)


@pytest.mark.parametrize("number", ["9434611206206407667136", "9400111206206407628746"])
def test_usps_numbers_carry_their_check_digit(number):
    assert numbers.mod10_check(number[:-1], first=3, second=1) == number[-1]


@pytest.mark.parametrize("number", ["1Z8V92A70367203024", "1Z410E7W0392751591"])
def test_ups_numbers_carry_their_check_digit(number):
    assert numbers.mod10_check(number[2:-1], first=1, second=2) == number[-1]


@pytest.mark.parametrize("number", ["799531274483", "790535312317"])
def test_fedex_numbers_carry_their_check_digit(number):
    assert numbers.fedex_check(number[:-1]) == number[-1]


@pytest.mark.parametrize("number", ["D10011354453707", "D10011345983010"])
def test_ontrac_numbers_carry_their_check_digit(number):
    assert numbers.mod10_check("5" + number[1:-1], first=1, second=2) == number[-1]


@pytest.mark.parametrize("number", ["09980000020034D", "008182709980000020045327276N"])
def test_dpd_numbers_carry_their_check_character(number):
    assert numbers.mod37_36_check(number[:-1]) == number[-1]


def test_postal_numbers_carry_their_check_digit():
    assert numbers.s10_check("12345678") == "5"


@pytest.mark.parametrize("make", [numbers.usps, numbers.ups, numbers.fedex, numbers.ontrac, numbers.dpd])
def test_a_mistyped_number_differs_in_one_place(make):
    right = make(RNG)
    wrong = numbers.mistype(RNG, right)

    assert len(wrong) == len(right)
    assert sum(a != b for a, b in zip(right, wrong, strict=True)) == 1


def test_a_mistyped_usps_number_never_checks():
    for _ in range(200):
        wrong = numbers.mistype(RNG, numbers.usps(RNG))
        assert numbers.mod10_check(wrong[:-1], first=3, second=1) != wrong[-1]
