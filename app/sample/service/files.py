"""Loading a few small files, so that a first look shows where they stand."""

import io

from app.attachments import service as attachments
from app.attachments.schemas import AttachmentDraft, Upload
from app.sample.service.world import World, only, read


def load(world: World) -> None:
    """The files that the world's projects had by its last day."""
    for row in read("files")["file"]:
        project_id = world.projects.get(row["project"])
        if project_id is None or not world.time.has_happened(row["day"]):
            continue
        draft = AttachmentDraft(**only(row, "kind", "title"), document_on=world.time.day(row["day"]))
        upload = Upload(row["name"], io.BytesIO(row["text"].encode()))
        attachments.add(world.actor(row["by"]), "projects", project_id, draft, [upload])
