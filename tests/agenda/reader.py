"""Another reader of calendars than the library that writes them: RFC 5545 as far as our files go, by hand."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^:;]+)*):(?P<value>.*)", re.DOTALL)


@dataclass
class Part:
    """A component: its properties with their parameters, and the parts inside it."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A text without its escapes."""
        kept = self.values.get(name, "")
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], kept)


def parse(content: bytes) -> Part:
    """The calendar in a file. Fails for what breaks the rules about lines."""
    lines = content.decode().split("\r\n")
    assert lines.pop() == "", "each line ends with CRLF"
    assert all(len(line.encode()) <= 75 for line in lines), "a line has at most 75 octets"
    root, stack = Part(""), []
    for line in "\n".join(lines).replace("\n ", "").split("\n"):
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            stack.append(Part(value))
        elif name == "END":
            part = stack.pop()
            assert part.kind == value
            (stack[-1] if stack else root).parts.append(part)
        else:
            stack[-1].values[name] = value
            stack[-1].parameters[name] = dict(one.split("=", 1) for one in match["parameters"].split(";")[1:])
    (calendar,) = root.parts
    assert calendar.kind == "VCALENDAR"
    return calendar


def events(calendar: Part) -> list[Part]:
    return [part for part in calendar.parts if part.kind == "VEVENT"]


def instant(calendar: Part, event: Part, name: str) -> datetime:
    """When a property says, by the zone that the file itself spells out."""
    value, zone = event.values[name], event.parameters[name].get("TZID")
    if zone is None:
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    told = next(part for part in calendar.parts if part.kind == "VTIMEZONE" and part.values["TZID"] == zone)
    offset = re.fullmatch(r"([+-])(\d\d)(\d\d)", told.parts[-1].values["TZOFFSETTO"])
    assert offset
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (1 if offset[1] == "+" else -1)
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=timezone(ahead))
