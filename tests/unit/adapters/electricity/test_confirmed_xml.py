from datetime import date

import numpy as np
import pytest

from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import ParsedReadings, Stage
from minamoto_adapters.electricity import sample_files, zipped_xml
from minamoto_adapters.electricity.confirmed_xml import CONFIRMED_USAGE
from minamoto_adapters.electricity.sample_files import ConfirmedSample

NAME = "W51220202611020010002.zip"
NUMBER, OTHER = "0300111234567890123456", "0300111234567890123457"
START = date(2026, 10, 1)
VALUES = np.arange(96, dtype=np.int32).reshape(2, 48)
GOOD = ConfirmedSample(NUMBER, date(2026, 10, 1), START, VALUES)


def parse_samples(*samples: ConfirmedSample, revision: int = 0) -> ParsedReadings:
    file = sample_files.confirmed_file(day=date(2026, 11, 2), samples=samples, revision=revision)
    return CONFIRMED_USAGE.parse(content=file.content, file_name=file.name)


def parse(point: str) -> ParsedReadings:
    """Parse a file of one point given as XML and a good one."""
    xml = (
        f"<SBD-MSG><JPMGRP><JPTRM><JPM00010><JPMR00010>{point}</JPMR00010><JPMR00010>"
        f"{fields(number=OTHER)}{day('20261001', slot(1, '1.0'))}</JPMR00010>"
        "</JPM00010></JPTRM></JPMGRP></SBD-MSG>"
    )
    return CONFIRMED_USAGE.parse(content=sample_files.zip_xml(name=NAME, xml=xml), file_name=NAME)


def fields(
    *, number: str = NUMBER, month: str = "202610", provided: str = "0", total: str = "1.0", more: str = ""
) -> str:
    return (
        f"<JP06400>{number}</JP06400><JP06401>{month}</JP06401><JP06404>1</JP06404>"
        f"<JP06405>{provided}</JP06405><JP06427>{total}</JP06427>{more}"
    )


def day(text: str, *slots: str) -> str:
    return f"<JPM00013>{inner_day(text, *slots)}</JPM00013>"


def inner_day(text: str, *slots: str) -> str:
    return f"<JPMR00013><JP06423>{text}</JP06423><JPM00014>{''.join(slots)}</JPM00014></JPMR00013>"


def slot(number: int, own: str, whole: str = "9") -> str:
    return (
        f"<JPMR00014><JP06219>{number}</JP06219>"
        f"<JP06424>{whole}</JP06424><JP06425>{own}</JP06425></JPMR00014>"
    )


def test_a_month_reads_back_with_its_days_and_sum() -> None:
    parsed = parse_samples(GOOD, revision=2)

    (confirmed,), (batch,) = parsed.confirmed, parsed.intervals
    (usage,) = confirmed.rows
    assert parsed.parked == ()
    assert (confirmed.revision, confirmed.scale, confirmed.service) == (2, 2, "electricity")
    assert (usage.quantity, usage.period) == (int(VALUES.sum()), Period(START, date(2026, 10, 3)))
    assert (batch.stage, batch.revision) == (Stage.CONFIRMED, 2)
    assert batch.values.tolist() == VALUES.tolist()


def test_what_is_left_after_sorting_counts_and_the_whole_only_stands_in() -> None:
    parsed = parse(fields(total="1.5") + day("20261001", slot(1, "1.0", "7"), slot(2, "", "0.5")))

    (batch,) = parsed.intervals
    assert parsed.parked == ()
    assert batch.values[0, :2].tolist() == [100, 50]


def test_sort_codes_of_a_point_are_kept_apart_and_their_half_hours_summed() -> None:
    other = ConfirmedSample(NUMBER, GOOD.usage_month, START, VALUES, sort_code="2")

    parsed = parse_samples(GOOD, other)

    assert [each.sort_code for each in parsed.confirmed[0].rows] == ["1", "2"]
    assert parsed.intervals[0].values.tolist() == (2 * VALUES).tolist()


def test_a_month_stated_in_whole_kilowatt_hours_may_differ_by_less_than_one() -> None:
    whole = int(VALUES.sum()) // 100 * 100

    parsed = parse_samples(ConfirmedSample(NUMBER, START, START, VALUES, quantity=whole))

    assert parsed.confirmed[0].rows[0].quantity == whole


def test_what_the_operator_adds_is_kept() -> None:
    more = "<JP06406>100</JP06406><JP06446>20261104</JP06446>"

    parsed = parse(fields(more=more) + day("20261001", slot(1, "1.0")))

    usage = parsed.confirmed[0].rows[0]
    assert usage.attributes == {"power_factor": "100"}
    assert usage.next_reading_on == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("point", "code"),
    [
        (fields(provided="1"), "usage-not-provided"),
        (fields(), "usage-period-unknown"),
        (fields(number=f"{NUMBER}1") + day("20261001", slot(1, "1.0")), "point-number-invalid"),
        (fields(month="202613") + day("20261001", slot(1, "1.0")), "date-invalid"),
        (fields(total="-1") + day("20261001", slot(1, "1.0")), "negative-usage"),
        (fields(total="") + day("20261001", slot(1, "1.0")), "missing-tag"),
        (fields() + day("20261001", slot(49, "1.0")), "slot-out-of-range"),
        (fields() + day("20261001", slot(1, "-1.0")), "negative-usage"),
        (fields() + day("2026100", slot(1, "1.0")), "date-invalid"),
        (fields() + day("", slot(1, "1.0")), "missing-tag"),
        (fields() + day("20261001", slot(1, "1.0"), slot(1, "2.0")), "duplicate-record"),
        (
            fields() + f"<JPM00013>{inner_day('20261001')}{inner_day('20261003')}</JPM00013>",
            "usage-days-have-a-gap",
        ),
        (
            fields(total="9") + day("20261001", *(slot(each, "0.1") for each in range(1, 49))),
            "usage-does-not-add-up",
        ),
        (day("20261001", slot(1, "1.0")), "missing-tag"),
        (fields(more="<JP06400>1</JP06400>") + day("20261001"), "repeated-tag"),
        (fields() + day("99991231", slot(1, "1.0")), "usage-days-have-a-gap"),
    ],
)
def test_a_point_with_a_fault_is_parked_whole_and_the_others_are_read(point: str, code: str) -> None:
    parsed = parse(point)

    assert [each.code for each in parsed.parked] == [code]
    assert [each.point_number for each in parsed.confirmed[0].rows] == [OTHER]
    assert parsed.intervals[0].point_numbers == (OTHER,)


def test_a_fault_within_a_month_tells_where_it_stands() -> None:
    parsed = parse(fields() + day("20261001", slot(1, "1.0"), slot(2, "-1.0")))

    assert parsed.parked[0].place == "JPMR00010[1]/JPMR00013[1]/JPMR00014[2]"
    assert parsed.parked[0].subject == NUMBER


def test_the_same_point_twice_with_other_values_is_parked() -> None:
    parsed = parse_samples(GOOD, ConfirmedSample(NUMBER, START, START, VALUES + 1), GOOD)

    assert [each.code for each in parsed.parked] == ["duplicate-record"]
    assert len(parsed.confirmed[0].rows) == 1


def test_a_file_without_a_body_is_refused() -> None:
    content = sample_files.zip_xml(name=NAME, xml="<SBD-MSG><JPMGRP/></SBD-MSG>")

    with pytest.raises(zipped_xml.MissingTag):
        CONFIRMED_USAGE.parse(content=content, file_name=NAME)
