"""Pictures of the main pages of a fresh sample world: `python -m tools.shots [--readme] [WORD…]`.

Without words all pages, in both languages, wide and narrow, go to var/shots; words choose pages by name.
`--readme` renews the two pictures in docs/pictures.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from sqlalchemy import ColumnElement, select, update

from app.accounts.models import User
from app.attachments.models import Attachment, Format
from app.factory import create_app
from app.kernel.db import db
from app.meetings.models import (
    FollowUp,
    FollowUpStatus,
    Meeting,
    MeetingEnterprise,
    MeetingProject,
    MeetingStatus,
)
from app.policies.models import Policy
from app.sample import service as sample
from config import Config
from tools.browser import ARGUMENTS, find_chromium, served
from tools.places import ROOT
from tools.ready import flask
from tools.stop import Stop, exit_with_sentence

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
SIZES = {1440: 900, 390: 844}
SHOTS_FOLDER = ROOT / "var" / "shots"
README_FOLDER = ROOT / "docs" / "pictures"
#: The meeting of this day is what the sample world is about.
THE_DAY = datetime(2022, 7, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Shot:
    """One picture: the page's name, its address, who looks at it (no role: not signed in), what it answers."""

    name: str
    path: str
    role: str = "officer"
    status: int = 200


SHOTS = (
    Shot("sign-in", "/sign-in", ""),
    Shot("desk", "/"),
    Shot("dashboard", "/reports/dashboard", "manager"),
    Shot("enterprises", "/enterprises/"),
    Shot("enterprise", "/enterprises/{enterprise}"),
    Shot("enterprise-brief", "/briefs/enterprises/{enterprise}"),
    Shot("meeting-brief", "/briefs/meetings/{planned}"),
    Shot("minutes", "/briefs/meetings/{meeting}/minutes"),
    Shot("enterprise-new", "/enterprises/new"),
    Shot("contacts", "/contacts/"),
    Shot("meetings", "/meetings/"),
    Shot("meeting", "/meetings/{meeting}"),
    Shot("meeting-planned", "/meetings/{planned}"),
    Shot("picture", "/files/{photo}/view"),
    Shot("registers", "/reports/registers"),
    Shot("activities", "/activities/"),
    Shot("activity", "/activities/1"),
    Shot("activity-paper", "/activities/1/paper"),
    Shot("activity-new", "/activities/new"),
    Shot("verify", "/projects/verify", "manager"),
    Shot("open-items", "/projects/open-items", "manager"),
    Shot("conditions", "/projects/gates", "admin"),
    Shot("project-move", "/projects/{project}/move"),
    Shot("meeting-log", "/meetings/log"),
    Shot("meeting-call", "/meetings/log?short=1"),
    Shot("calendar", "/calendar/?whose=all"),
    Shot("calendar-week", "/calendar/?whose=all&view=week"),
    Shot("calendar-agenda", "/calendar/?whose=all&view=agenda"),
    Shot("calendar-day", "/calendar/?whose=all&view=day"),
    Shot("leaders-week", "/calendar/leaders"),
    Shot("subscription", "/calendar/subscription"),
    Shot("notifications", "/notifications", "verifier"),
    Shot("notification-choices", "/notifications/choices"),
    Shot("follow-ups", "/follow-ups/?whose=all"),
    Shot("follow-up-supervised", "/follow-ups/{supervised}"),
    Shot("follow-up-submitted", "/follow-ups/{submitted}", "manager"),
    Shot("board", "/projects/board", "manager"),
    Shot("projects", "/projects/"),
    Shot("projects-narrowed", "/projects/?park=11&track=land&sponsor=1&min_total=10000"),
    Shot("project", "/projects/{project}"),
    Shot("project-among-others", "/projects/{project}?in=changed"),
    Shot("project-brief", "/projects/{project}/brief"),
    Shot("timeline", "/projects/timeline", "manager"),
    Shot("wall", "/projects/timeline?wall=1", "manager"),
    Shot("weekly", "/projects/weekly"),
    Shot("lagging", "/projects/lagging", "manager"),
    Shot("task-forces", "/projects/task-forces", "manager"),
    Shot("parks", "/parks/"),
    Shot("sites", "/sites/"),
    Shot("reservations", "/reservations/"),
    Shot("sites-that-fit", "/projects/{project}/sites"),
    Shot("policies", "/policies/"),
    Shot("policy", "/policies/{policy}"),
    Shot("sectors", "/vocabularies/sectors"),
    Shot("search", "/search/?q=国药"),
    Shot("users", "/admin/users", "admin"),
    Shot("units", "/admin/units", "admin"),
    Shot("bot", "/admin/units/2/bot", "admin"),
    Shot("health", "/admin/health", "admin"),
    Shot("jobs", "/admin/jobs", "admin"),
    Shot("rights", "/admin/rights", "auditor"),
    Shot("access", "/admin/access", "auditor"),
    Shot("exports", "/admin/exports", "auditor"),
    Shot("storage", "/admin/storage", "auditor"),
    Shot("word-lists", "/vocabularies/words", "admin"),
    Shot("audit", "/audit", "auditor"),
    Shot("settings", "/admin/settings/", "admin"),
    Shot("masked", "/projects/?stage=talks", "policy_officer"),
    Shot("profile", "/profile"),
    Shot("second-factor", "/profile/second-factor"),
    Shot("new-password", "/new-password/1/aaaa-aaaa-aaaa-aaaa", ""),
    Shot("missing", "/enterprises/999999999", status=404),
)
#: Picture of the README → page, language.
README = {"desk-zh.png": ("desk", "zh"), "project-en.png": ("project", "en")}


def main() -> None:
    """Make a world, serve it, look at it."""
    parser = argparse.ArgumentParser(prog="tools.shots", description=__doc__)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        raise Stop(
            "There is no Chromium on PATH: install it, or set CHROMIUM to its path.",
            "未找到 Chromium：请先安装，或用环境变量 CHROMIUM 指明其路径。",
        )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = sample_app(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        with served(app) as address:
            photographer = Photographer(app, browser, address)
            if asked.readme:
                photographer.take_readme()
            else:
                photographer.take(lambda shot: not asked.words or any(word in shot.name for word in asked.words))
        browser.close()


def sample_app(folder: Path) -> Flask:
    """The program on a sample world of today."""
    app = create_app(Config(f"sqlite:///{folder / 'luodi.db'}", folder, "testing", secret_key=token_hex()))
    flask(app, "db", "upgrade")
    flask(app, "sample", "load")
    return app


def landmarks(app: Flask) -> dict[str, int | None]:
    """Numbers of the records that have a page of their own in the pictures."""
    with app.app_context():
        meeting = db.session.scalar(select(Meeting.id).where(Meeting.starts_at >= THE_DAY).order_by(Meeting.starts_at))
        about = MeetingEnterprise.enterprise_id, MeetingProject.project_id
        enterprise, project = (
            db.session.scalar(select(column).where(column.table.c.meeting_id == meeting)) for column in about
        )
        return {
            "meeting": meeting,
            "enterprise": enterprise,
            "project": project,
            "planned": _first(Meeting.id, Meeting.status == MeetingStatus.PLANNED),
            "supervised": _first(FollowUp.id, FollowUp.status == FollowUpStatus.OPEN, FollowUp.supervisor_id > 0),
            "submitted": _first(FollowUp.id, FollowUp.status == FollowUpStatus.SUBMITTED),
            "policy": _first(Policy.id),
        }


def _first(number: Any, *conditions: ColumnElement[bool]) -> int | None:
    return db.session.scalar(select(number).where(*conditions).order_by(number))


class Photographer:
    """Looks at one running sample world with the eyes of its users."""

    def __init__(self, app: Flask, browser: Browser, address: str) -> None:
        self._app, self._browser, self._address = app, browser, address
        self._numbers = landmarks(app)
        with app.app_context():
            self._accounts = {account.role: account for account in reversed(sample.accounts())}
        self._numbers["photo"] = self._hand_in_photo()

    def take(self, wanted: Callable[[Shot], bool]) -> None:
        """Whole pages, one folder for each language and width."""
        for language in LANGUAGES:
            self._speak(language)
            for width in SIZES:
                folder = SHOTS_FOLDER / f"{language}-{width}"
                for shot in filter(wanted, SHOTS):
                    self._photograph(shot, language, width, folder / f"{shot.name}.png", full_page=True)
                print(folder.relative_to(ROOT), flush=True)

    def take_readme(self) -> None:
        """The first screen of a few pages."""
        for name, (page, language) in README.items():
            self._speak(language)
            shot = next(shot for shot in SHOTS if shot.name == page)
            self._photograph(shot, language, 1440, README_FOLDER / name, full_page=False)
            print((README_FOLDER / name).relative_to(ROOT), flush=True)

    def _hand_in_photo(self) -> int | None:
        """A photo on the meeting, as an officer puts it there: the sample world is text and has none."""
        page = self._signed_in("officer", "zh").new_page()
        page.goto(f"/files/meetings/{self._numbers['meeting']}/new")
        page.set_input_files("[name=files]", README_FOLDER / "desk-zh.png")
        page.select_option("[name=kind]", "photo")
        with page.expect_navigation():
            page.click("main [type=submit]")
        page.close()
        with self._app.app_context():
            return _first(Attachment.id, Attachment.format == Format.PNG)

    def _speak(self, language: str) -> None:
        """Everybody reads this language from now on."""
        with self._app.app_context():
            db.session.execute(update(User).values(locale=language))
            db.session.commit()

    def _photograph(self, shot: Shot, language: str, width: int, target: Path, *, full_page: bool) -> None:
        page = self._signed_in(shot.role, language).new_page()
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        answer = page.goto(shot.path.format(**self._numbers))
        if answer is None or answer.status != shot.status:
            raise Stop(
                f"{shot.name} ({page.url}) answers {answer and answer.status}, not {shot.status}: mend the page.",
                f"页面 {shot.name}（{page.url}）返回了错误状态，请先修正。",
            )
        page.evaluate("document.fonts.ready")
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target, full_page=full_page, animations="disabled", scale="css")
        page.close()

    @cache  # noqa: B019  as long-lived as the browser itself
    def _signed_in(self, role: str, language: str) -> BrowserContext:
        """A browser in which somebody with this role has signed in."""
        context = self._browser.new_context(base_url=self._address, locale=LANGUAGES[language], reduced_motion="reduce")
        if role:
            account = self._accounts[role]
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("[name=username]", account.username)
            page.fill("[name=password]", account.password)
            page.click("main [type=submit]")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.close()
        return context


if __name__ == "__main__":
    exit_with_sentence(main)
