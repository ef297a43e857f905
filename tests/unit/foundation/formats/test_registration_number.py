"""Registration numbers are known good or refused."""

from __future__ import annotations

import pytest

from minamoto.foundation.formats.registration_number import (
    NotARegistrationNumber,
    RegistrationNumberMistyped,
    corporate_check_digit,
    parse_registration_number,
)

# Printed on the bills of Miyoshi (water and sewer) and of the Ooi-jo water supply authority.
PUBLISHED = ["T7800020004653", "T1800020001103", "T9000020228109"]


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_are_accepted(number: str) -> None:
    assert parse_registration_number(number) == number


def test_the_worked_example_of_the_ordinance_gives_its_digit() -> None:
    # The National Tax Agency's page on corporate numbers works the base 700110005901 out to 8.
    assert corporate_check_digit("700110005901") == 8


@pytest.mark.parametrize("text", ["Ｔ７８００-０２００-０４６５３", "t7800020004653", " T 7800020004653 "])
def test_any_width_and_hyphens_are_taken(text: str) -> None:
    assert parse_registration_number(text) == "T7800020004653"


@pytest.mark.parametrize("place", range(1, 14))
def test_one_wrong_digit_is_noticed(place: int) -> None:
    number = PUBLISHED[0]
    digit = (int(number[place]) + 1) % 10

    with pytest.raises(RegistrationNumberMistyped):
        parse_registration_number(f"{number[:place]}{digit}{number[place + 1 :]}")


@pytest.mark.parametrize("text", ["", "7800020004653", "T780002000465", "T78000200046531", "T78000200O4653"])
def test_another_shape_is_refused(text: str) -> None:
    with pytest.raises(NotARegistrationNumber):
        parse_registration_number(text)


def test_a_base_of_another_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="12 digits"):
        corporate_check_digit("123")
