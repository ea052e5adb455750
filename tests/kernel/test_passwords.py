"""Passwords: argon2id, one hash whoever asks, and what a new one must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import passwords
from app.kernel.passwords import MLPS, POLICIES


@pytest.fixture
def hashes(monkeypatch):
    """How many hashes are computed; each is cheap here."""
    from argon2 import PasswordHasher

    passwords._nobody.cache_clear()

    class Counting(PasswordHasher):
        verified = 0

        def verify(self, hash, password):  # noqa: A002
            Counting.verified += 1
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    yield Counting
    passwords._nobody.cache_clear()


def test_a_hash_is_argon2id_with_a_salt_and_says_nothing():
    one, other = passwords.hashed("nine lives of a cat"), passwords.hashed("nine lives of a cat")
    assert one.startswith("$argon2id$")
    assert one != other
    assert "cat" not in one
    assert passwords.fits(one, "nine lives of a cat")
    assert not passwords.fits(one, "nine lives of a dog")


@pytest.mark.parametrize("known", [None, "!", "", "$argon2id$broken"])
def test_without_a_right_hash_no_password_fits(hashes, known):
    assert not passwords.fits(known, "nobody has this password")


def test_an_unknown_user_costs_one_hash_as_a_known_one_does(hashes):
    known = passwords.hashed("nine lives of a cat")
    for kept in (known, None):
        hashes.verified = 0
        passwords.fits(kept, "a wrong guess")
        assert hashes.verified == 1


def test_a_guess_of_a_megabyte_costs_no_more_than_another(hashes):
    known = passwords.hashed("nine lives of a cat")
    assert not passwords.fits(known, "x" * 1_000_000)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "password1234",
        "Passw0rd2022!",
        "123456123456",
        "aaaaaaaaaaaa",
        "zhaoshang2022",
        "x" * 129,
    ],
)
def test_a_weak_password_is_refused(password):
    assert passwords.flaw_of(password, "lihua") is not None


def test_a_password_must_not_hold_the_user_name():
    for password in ("LiHua and her nine cats", "nine cats of HUALI", "nine cats of 李华"):
        assert passwords.flaw_of(password, "lihua", "李华") is not None


@pytest.mark.parametrize("password", ["nine lives of a cat", "滇池的水在七月很蓝吧你看", "k7fm-q2xw-9tdp-h4vz"])
def test_a_long_sentence_or_a_random_one_is_taken(password):
    assert passwords.flaw_of(password, "lihua") is None


def test_a_token_is_kept_only_as_its_digest():
    assert passwords.digest("token") == passwords.digest("token")
    assert "token" not in passwords.digest("token")
    assert len(passwords.digest("")) == 64


@pytest.mark.parametrize(
    "password",
    ["Ab1!xyz", "lakeinjuly7", "LAKEINJULY7", "lake in july", "Passw0rd!", "Dianzhong2022!", "Luodi@123", "Yunnan#1"],
)
def test_under_mlps_a_short_plain_or_well_known_password_is_refused(password):
    assert passwords.flaw_of(password, "lihua", "李华", policy=MLPS) is not None


@pytest.mark.parametrize("password", ["Lake7july", "lake in july 7", "滇池Lake7月蓝", "kT9#vQ2m"])
def test_under_mlps_eight_characters_of_three_kinds_will_do(password):
    assert passwords.flaw_of(password, "lihua", "李华", policy=MLPS) is None


def test_of_a_longer_name_the_first_letters_are_a_name_too():
    assert passwords.flaw_of("the oyzh of july", "x", "欧阳志华") is not None
    assert passwords.flaw_of("the boat of july", "x", "欧阳志华") is None


@given(st.text(max_size=300), st.text(max_size=30), st.sampled_from(list(POLICIES.values())))
def test_any_text_is_judged(password, name, policy):
    flaw = passwords.flaw_of(password, name, policy=policy)
    assert flaw is not None or policy.shortest <= len(password) <= passwords.MAX_LENGTH


def test_a_code_is_known_again_however_it_is_typed():
    code = passwords.random_code()
    assert passwords.tidy_code(f"  {code.upper().replace('-', ' ')} ") == code
    assert len({passwords.random_code() for _ in range(100)}) == 100
