"""Names and phone numbers as people type them."""

import pytest

from knowledge import person_name, phone_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812345678", "13812345678"),
        (" 138-1234-5678 ", "13812345678"),
        ("１３８ １２３４ ５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("+49 151 12345678", "+4915112345678"),
        ("1381234567", None),
        ("23812345678", None),
        ("我的手机是13812345678", None),
        ("320483199001011234", None),
        ("", None),
        ("+", None),
    ],
)
def test_a_phone_number(typed, number):
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王小明", "王小明"),
        ("  Anna   Maria O'Neil-Smith ", "Anna Maria O'Neil-Smith"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("José", "José"),
        ("13812345678", None),
        ("<b>", None),
        ("=SUM(A1)", None),
        ("王\n小明", "王 小明"),
        ("-", None),
        ("", None),
        ("王" * 51, None),
    ],
)
def test_a_name(typed, name):
    assert person_name(typed) == name
