"""Messages, clean text, and how Chinese names sort and are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.pinyin import pinyin
from app.kernel.text import Message, initials, is_clean, query_terms, quoted, search_terms, sort_key


def test_a_message_keeps_its_key_and_parameters_apart():
    message = Message("At most %(limit)s of %(what)s.", limit=3, what="50%")
    assert (message.key, message.params) == ("At most %(limit)s of %(what)s.", {"limit": 3, "what": "50%"})
    assert str(message) == "At most 3 of 50%."
    assert message == Message("At most %(limit)s of %(what)s.", limit=3, what="50%")
    assert len({message, Message("At most %(limit)s of %(what)s.", limit=3, what="50%")}) == 1


def test_a_message_without_parameters_may_hold_a_percent_sign():
    assert str(Message("100% done")) == "100% done"


@pytest.mark.parametrize(
    ("name", "letters"), [("国药控股", "gykg"), ("朝阳", "cy"), ("重庆", "cq"), ("华为Cloud", "hwc"), ("", "")]
)
def test_initials_are_the_first_letters_of_the_syllables(name, letters):
    assert initials(name) == letters


def test_pinyin_keeps_latin_words_whole_and_has_no_blanks():
    assert pinyin("国药 Sinopharm") == ("guo", "yao", "sinopharm")


def test_names_sort_by_pinyin_syllable_by_syllable():
    names = ["中国医药", "安宁制药", "国药控股", "国药", "白云", "Bayer", "昆明"]
    assert sorted(names, key=sort_key) == ["安宁制药", "白云", "Bayer", "国药", "国药控股", "昆明", "中国医药"]


@given(st.text())
def test_a_sort_key_is_never_empty_and_never_too_long(name):
    assert 0 < len(sort_key(name).strip()) <= 200


def test_two_names_that_sound_alike_have_different_sort_keys():
    assert sort_key("国药") != sort_key("果药")


def test_search_terms_hold_characters_words_initials_and_pinyin():
    terms = search_terms("国药控股").split()
    assert terms[:4] == ["国", "药", "控", "股"]
    assert {"gykg", "guoyaokonggu", "konggu"} <= set(terms)


def test_search_terms_hold_every_ending_of_a_latin_word():
    assert {"sinopharm", "nopharm", "pharm", "rm"} <= set(search_terms("Sinopharm").split())


def test_the_break_between_two_names_is_nothing_that_anybody_can_ask_for():
    """`xf` are the initials of 先锋 and 西凤: they must not find every record with two names."""
    terms = search_terms("国药", "Sinopharm").split()
    (gap,) = [term for term in terms if term not in {*search_terms("国药").split(), *search_terms("Sinopharm").split()}]
    assert query_terms(gap) == ([], [])


def test_a_name_given_twice_counts_once():
    assert search_terms("国药", "国药", None, "") == search_terms("国药")


def test_a_query_is_split_into_phrases_and_words():
    assert query_terms("国药 Sinopharm控股2022") == (["国 药", "控 股"], ["sinopharm", "2022"])
    assert query_terms("  ——！? ") == ([], [])


def test_full_width_letters_are_taken_for_plain_ones():
    assert query_terms("ＳＩＮＯ１２") == ([], ["sino12"])


@given(st.text())
def test_query_terms_hold_nothing_that_a_search_language_could_read_as_an_operator(typed):
    phrases, words = query_terms(typed)
    assert all(character.isalnum() or character == " " for term in [*phrases, *words] for character in term)


@given(st.text())
def test_search_terms_are_clean_whatever_the_name(name):
    assert is_clean(search_terms(name))


@pytest.mark.parametrize("text", ["a\x00", "\x1f", "\ud800", "\x7f", "\x85"])
def test_control_characters_and_half_characters_are_not_clean(text):
    assert not is_clean(text)


def test_lines_tabs_and_rare_characters_are_clean():
    assert is_clean("一\n二\r\n三\t四 𠮷 😀 é")


@given(st.text(max_size=200))
def test_a_quotation_is_one_short_line(text):
    said = quoted(text, 60)
    assert len(said) <= 60
    assert len(said.splitlines()) <= 1
