"""English words that mean several things: each has one Chinese word, so it may only stand where that one is right.

Every one of these has stood elsewhere: the lights of the weekly sheet were headed 简易, a list of exports 榜单名录.
"""

from tools.translations import occurrences

#: The word, and the places where it means what the catalogue says. Elsewhere a longer word says what is meant.
STANDS_IN = {
    "Code": ("app/admin/views/rights.py", "app/vocabularies/"),  # 代码, not the number of a project
    "File": ("app/enterprises/",),  # 文件格式
    "Jobs": ("app/jobs/", "templates/jobs/"),  # 后台任务, not what a project brings
    "Light": ("app/kernel/settings.py",),  # 简易, not a light that is red
    "List": ("app/enterprises/",),  # 榜单名录
    "Name": (  # 姓名, of a person
        "app/accounts/",
        "app/activities/views/papers.py",
        "app/admin/forms.py",
        "app/admin/views/review.py",
        "app/briefs/views/brief.py",
        "app/enterprises/forms.py",
        "app/enterprises/queries/",
        "templates/accounts/",
        "templates/admin/access.html",
        "templates/admin/users.html",
        "templates/contacts/",
    ),
    "Next": ("templates/_ui/",),  # 下一页
    "Number": ("app/policies/", "templates/policies/"),  # 文号
    "Previous": ("templates/_ui/",),  # 上一页
    "none": ("app/enterprises/views/choices.py",),  # 未选择
    "now": ("templates/_ui/history.html",),  # 改为
    "off": ("templates/calendar/",),  # 休
}


def test_a_word_with_several_meanings_stands_only_where_its_chinese_is_right():
    stands = [(word, file) for file, word in occurrences() if word in STANDS_IN]
    assert {word for word, _ in stands} == STANDS_IN.keys(), "a word that is gone has no place here"
    assert [(word, file) for word, file in stands if not file.startswith(STANDS_IN[word])] == []
