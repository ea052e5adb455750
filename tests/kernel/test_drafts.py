"""Half-written forms on the server."""

import pytest

from app.kernel import drafts
from app.kernel.db import command

TYPED = {"title": ["与国药控股座谈"], "participants": ["3", "1", "2"], "note": ["一\n二 \x00 \ud800"]}


def test_what_was_typed_comes_back_in_its_order(session, cast):
    officer = cast.actor("officer")
    drafts.keep(officer, "meeting", TYPED)
    session.expire_all()
    assert drafts.find(officer, "meeting") == TYPED


def test_a_draft_is_replaced_by_the_next(session, cast):
    officer = cast.actor("officer")
    drafts.keep(officer, "meeting", {"title": ["一"]})
    drafts.keep(officer, "meeting", {"title": ["二"]})
    assert drafts.find(officer, "meeting") == {"title": ["二"]}


def test_a_draft_is_seen_by_nobody_else_and_in_no_other_form(session, cast):
    drafts.keep(cast.actor("officer"), "meeting", TYPED)
    assert drafts.find(cast.actor("head"), "meeting") is None
    assert drafts.find(cast.actor("officer"), "project") is None


def test_discarding_one_draft_leaves_the_others(session, cast):
    officer = cast.actor("officer")
    drafts.keep(officer, "meeting", TYPED)
    drafts.keep(officer, "project", TYPED)
    drafts.discard(officer, "meeting")
    assert drafts.find(officer, "meeting") is None
    assert drafts.find(officer, "project") == TYPED


def test_a_draft_is_forgotten_with_the_command_that_saves_the_form(session, cast):
    officer = cast.actor("officer")
    drafts.keep(officer, "meeting", TYPED)

    @command
    def save(*, refused: bool) -> None:
        drafts.forget(officer, "meeting")
        if refused:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        save(refused=True)
    assert drafts.find(officer, "meeting") == TYPED
    save(refused=False)
    assert drafts.find(officer, "meeting") is None


def test_a_draft_far_beyond_any_real_one_is_not_kept(session, cast):
    officer = cast.actor("officer")
    drafts.keep(officer, "meeting", {"note": ["字" * 60_000]})
    assert drafts.find(officer, "meeting") is not None
    drafts.keep(officer, "other", {"note": ["字" * 60_001]})
    assert drafts.find(officer, "other") is None
