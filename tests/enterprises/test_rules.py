"""Group trees, names alike, credit codes, posts."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.enterprises import rules
from app.enterprises.models import ContactPost
from app.kernel.errors import Invalid


@dataclass(frozen=True)
class Member:
    id: int
    parent_id: int | None


#: 1 heads 2 and 3; 2 heads 4.
PARENTS = {1: None, 2: 1, 3: 1, 4: 2}
MEMBERS = [Member(child, parent) for child, parent in PARENTS.items()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海医药（集团）有限公司", "上海医药集团股份有限公司"),
        ("国药控股股份有限公司", "国药控股"),
        ("Sinopharm Group Co., Ltd.", "SINOPHARM"),
        ("贝瑞集团公司", "贝瑞"),
        ("ＡＢＢ（中国）有限公司", "ABB(中国)有限公司"),
    ],
)
def test_names_that_differ_in_brackets_and_legal_form_have_one_core(one, other):
    assert rules.core_name(one) == rules.core_name(other)
    assert rules.likeness(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国药控股云南有限公司", "国药控股江苏有限公司"),
        ("恒瑞医药", "瑞恒医药"),
        ("昆明制药有限公司", "昆明制药有限公司呈贡分公司"),
    ],
)
def test_two_enterprises_with_similar_names_are_never_taken_for_one(one, other):
    assert rules.LIKELY <= rules.likeness(one, other) < 1


def test_parts_of_a_name_in_another_order_are_likely_the_same():
    assert rules.likeness("苏州信达生物制药有限公司", "信达生物制药（苏州）有限公司") == 0.95


@pytest.mark.parametrize("name", ["有限公司", "集团", "Co., Ltd.", "The Group"])
def test_a_name_made_of_legal_forms_keeps_something_to_compare(name):
    assert rules.core_name(name)


@pytest.mark.parametrize("name", ["", "—", "药", "ab"])
def test_a_name_too_short_to_say_anything_is_not_searched_for(name):
    assert rules.search_words(name) == ""


def test_the_characters_of_a_name_are_searched_for_in_any_order():
    assert rules.search_words("TCL科技集团股份有限公司").split() == ["tcl", "科", "技"]
    assert rules.search_words("Sinopharm Group Yunnan Co., Ltd.") == "sinopharm yunnan"


@pytest.mark.parametrize("code", ["91440300000043756J", "91110000600037341L"])
def test_a_right_credit_code_has_no_flaw(code):
    assert rules.flaw_of_uscc(code) is None


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("914403000000437", "has 15"),
        ("914403000000437566", "check digit"),
        ("A1440300000043756J", "eight digits"),
        ("91440300000043756I", "no letters"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code, says):
    assert says in str(rules.flaw_of_uscc(code))


def test_a_credit_code_is_kept_in_plain_capitals():
    assert rules.compact_uscc(" 9144 0300-0000４３756j ") == "91440300000043756J"


def test_a_subtree_is_an_enterprise_and_everything_below_it():
    assert rules.subtree(2, PARENTS) == {2, 4}
    assert rules.subtree(1, PARENTS) == {1, 2, 3, 4}


def test_a_loop_that_should_not_be_there_ends_the_walk():
    assert rules.subtree(1, {1: 2, 2: 1}) == {1, 2}
    assert [m.id for m in rules.kin(1, [Member(1, 2), Member(2, 1)]).above] == [2]


@pytest.mark.parametrize("parent", [2, 4])
def test_nobody_belongs_to_itself_or_to_something_below_it(parent):
    with pytest.raises(Invalid) as refusal:
        rules.check_parent(2, parent, PARENTS)
    assert "parent_id" in refusal.value.fields


def test_kin_are_those_above_beside_and_below():
    kin = rules.kin(2, MEMBERS)
    assert [[m.id for m in part] for part in (kin.above, kin.beside, kin.below)] == [[1], [2, 3], [4]]
    assert kin.size == 4


def test_the_head_of_a_group_stands_beside_nobody():
    kin = rules.kin(1, MEMBERS)
    assert [[m.id for m in part] for part in (kin.above, kin.beside, kin.below)] == [[], [1], [2, 3]]


def test_a_post_begins_on_its_first_day_and_is_over_on_its_last():
    post = ContactPost(since=date(2020, 1, 1), until=date(2022, 1, 1))
    held = [rules.is_held_on(post, day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2022, 1, 1))]
    assert held == [False, True, False]


def test_an_open_end_of_a_post_has_no_limit():
    assert rules.is_held_on(ContactPost(since=None, until=None), date(1999, 1, 1))


def test_a_new_post_begins_after_the_present_one():
    rules.check_next_post(None, date(2020, 1, 1))
    rules.check_next_post(ContactPost(since=None), date(2020, 1, 1))
    with pytest.raises(Invalid) as refusal:
        rules.check_next_post(ContactPost(since=date(2020, 1, 1)), date(2020, 1, 1))
    assert "since" in refusal.value.fields
