"""A filter that is changed draws the rows anew, not the page: what htmx asks for is answered by a part."""

import re

from app.kernel.permissions import GRANTS, Role
from tests.house.test_routes import doors, right_of

_DRAWS_ROWS = re.compile(r'hx-get="([^"]+)"[^>]*hx-target="#rows"')


def test_every_list_that_is_narrowed_answers_with_its_rows_alone(app, cast):
    clients = {role: cast.client(role) for role in Role}
    lists, whole = 0, []
    for method, rule in doors(app):
        if method != "GET" or rule.arguments:
            continue
        client = clients[next(role for role in Role if right_of(app, rule) in GRANTS[role])]
        for address in _DRAWS_ROWS.findall(client.get(rule.rule).text):
            lists += 1
            part = client.get(address.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
            if not part.lstrip().startswith('<section id="rows"'):
                whole.append(address)
    assert lists > 10
    assert whole == []
