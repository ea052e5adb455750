"""Finding records by name, the same on both databases."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from app.kernel.search import few, matches
from app.kernel.text import search_terms
from app.policies.models import Policy

NAMES = {
    "sinopharm": ("国药控股云南有限公司", "Sinopharm Yunnan Co., Ltd.", "91530000MA6K3X9P2T"),
    "backwards": ("药国股控", "", ""),
    "two": ("云南先锋国", "药业 Holdings", ""),
    "cloud": ("华为云计算", "Huawei Cloud 5G", ""),
    "short": ("云", "", ""),
    "plain": ("昆明（安宁）制药-二厂", "Kunming Pharma 'No. 2' AND NOT", ""),
}

#: What somebody types, and whom it finds.
FOUND_BY: dict[str, set[str]] = {
    "药": {"sinopharm", "backwards", "two", "plain"},
    "云": {"sinopharm", "two", "cloud", "short"},
    "国药": {"sinopharm"},
    "药国": {"backwards"},
    "控股云": {"sinopharm"},
    "国药控股云南有限公司": {"sinopharm"},
    "云南 国": {"sinopharm", "two"},
    "gykg": {"sinopharm"},
    "kgyn": {"sinopharm"},
    "hwy": {"cloud"},
    "guoyao": {"sinopharm"},
    "guoyaokonggu": {"sinopharm"},
    "konggu": {"sinopharm"},
    "guo yao": {"sinopharm", "backwards", "two"},
    "nopharm": {"sinopharm"},
    "pharm": {"sinopharm", "plain"},
    "Sinopharm Yunnan": {"sinopharm"},
    "SINOPHARM": {"sinopharm"},
    "MA6K3X": {"sinopharm"},
    "91530000ma6k3x9p2t": {"sinopharm"},
    "9P2T": {"sinopharm"},
    "国药 nopharm": {"sinopharm"},
    "国药sinopharm": {"sinopharm"},
    "国药 huawei": set(),
    "5g": {"cloud"},
    "安宁制药": {"plain"},
    "安宁": {"plain"},
    "（安宁）": {"plain"},
    "ＫＵＮＭＩＮＧ": {"plain"},
    "不存在": set(),
}


def policy(*names: str) -> dict[str, object]:
    return {
        "title_zh": names[0],
        "issuer_zh": "-",
        "level": "area",
        "issued_on": date(2022, 1, 1),
        "search": search_terms(*names),
        "version": 1,
    }


@pytest.fixture
def find(session):
    """Which of NAMES a query finds."""
    by_title = {names[0]: key for key, names in NAMES.items()}
    session.execute(insert(Policy), [policy(*names) for names in NAMES.values()])

    def finder(query):
        called = select(Policy.title_zh).where(matches(Policy.search, query))
        found = {by_title[title] for title in session.scalars(called)}
        a_few = select(Policy.title_zh).where(Policy.id.in_(few(Policy.search, query)))
        assert {by_title[title] for title in session.scalars(a_few)} == found
        return found

    return finder


def test_a_name_is_found_by_any_of_its_parts(find):
    assert {query: find(query) for query in FOUND_BY} == FOUND_BY


def test_a_few_are_no_more_than_asked_for_and_what_else_is_asked_holds(find, session):
    assert len(session.scalars(few(Policy.search, "药", limit=2)).all()) == 2
    wanted = few(Policy.search, "药", Policy.title_zh.startswith("云"))
    assert session.scalars(select(Policy.title_zh).where(Policy.id.in_(wanted))).all() == [NAMES["two"][0]]


def test_a_phrase_does_not_run_over_from_one_name_into_the_next(find):
    assert find("国药业") == set()
    assert find("先锋国") == {"two"}
    assert find("药业") == {"two"}


def test_initials_that_look_like_a_break_find_only_their_own(find):
    assert find("xf") == {"two"}


def test_a_query_without_letters_finds_nothing(find):
    for query in ["", " ", "*", '"', "'", "()", "——", "%", "_", "！", "😀"]:
        assert find(query) == set()


def test_operators_and_quotes_are_just_text(find):
    for query in [
        '"国药',
        "国药*",
        "国药 AND",
        "NEAR(国药)",
        "-国药",
        "search:国药",
        "国药 OR",
        "国药 & !",
        "国药:*",
        "国药 <->",
        "国药\\",
    ]:
        assert find(query) <= {"sinopharm"}


@settings(max_examples=150)
@given(query=st.text() | st.text("国药sg '\"*()&|!<>:-^{}\\%\x00~NEARORANDNOT0", max_size=30))
@example("a\x00b")
@example("\ud800")
@example("国" * 300)
@example("0e5 1e10 0x1f 1.5 -3")
def test_no_query_at_all_raises(session, query):
    session.execute(select(Policy.id).where(matches(Policy.search, query))).all()


@settings(max_examples=120)
@given(
    word=st.text("abcdefghijkmnopqrstuvwxyz0123456789", min_size=2, max_size=18),
    cut=st.tuples(st.integers(0, 16), st.integers(2, 18)),
)
@example("91530000ma6k3x9p2t", (2, 9))
@example("12e34x5", (0, 7))
@example("0x1f00e5", (2, 6))
def test_any_part_of_a_latin_word_of_two_letters_or_more_finds_it(session, word, cut):
    start = min(cut[0], len(word) - 2)
    part = word[start : start + cut[1]]
    session.execute(delete(Policy))
    session.execute(insert(Policy), [policy(word)])
    assert session.scalar(select(Policy.title_zh).where(matches(Policy.search, part))) == word


@settings(max_examples=80)
@given(
    name=st.text("国药控股云南昆明安宁制重庆长朝阳华为中心行乐", min_size=1, max_size=12),
    cut=st.tuples(st.integers(0, 11), st.integers(1, 12)),
)
def test_any_part_of_a_chinese_name_finds_it(session, name, cut):
    start = min(cut[0], len(name) - 1)
    session.execute(delete(Policy))
    session.execute(insert(Policy), [policy("前面", name, "后面")])
    assert session.scalar(select(Policy.id).where(matches(Policy.search, name[start : start + cut[1]])))


def test_a_renamed_record_is_found_by_its_new_name_only(session, find):
    found = select(Policy.id).where(matches(Policy.search, "国药控股"))
    record = session.scalar(found)
    session.execute(update(Policy).where(Policy.id == record).values(search=search_terms("白药集团")))
    assert session.scalar(found) is None
    assert session.scalar(select(Policy.id).where(matches(Policy.search, "byjt"))) == record


def test_a_deleted_record_is_not_found(session, find):
    session.execute(delete(Policy))
    assert find("云") == set()


def test_the_predicate_can_be_joined_with_others(session, find):
    """As in "by this name or by this user name"."""
    either = matches(Policy.search, "国药控股") | (Policy.title_zh == "云")
    assert len(session.scalars(select(Policy.id).where(either)).all()) == 2
    neither = ~matches(Policy.search, "国药控股") & (Policy.title_zh != "云")
    assert len(session.scalars(select(Policy.id).where(neither)).all()) == len(NAMES) - 2


def test_search_uses_its_index(session, find):
    """Without the index a search reads every record: 100,000 enterprises in place of a few."""
    statement = select(Policy.id).where(matches(Policy.search, "国药"))
    sql = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})).replace("%%", "%")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.scalars(text("EXPLAIN " + sql.replace(":", r"\:"))))
        assert "ix_policies_search" in plan
    else:
        plan = "\n".join(row[3] for row in session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + sql))
        assert "VIRTUAL TABLE" in plan
        assert "SCAN policies\n" not in f"{plan}\n"
