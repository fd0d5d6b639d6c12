"""Pictures of kept files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dentui.errors import Unreadable
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import images, look, put, take_in
from tests.media.made import photo
from tests.working import enter


def test_a_picture_that_could_not_be_drawn_is_not_tried_again_at_each_look(
    clinic: Clinic, elsewhere: Path
) -> None:
    service, patient = images(clinic), enter(clinic)
    take_in(service, look(service, put(elsewhere, {"smile.jpg": photo()})), patient)
    ((item,),) = (each.items for each in service.of_patient(ADMINISTRATOR, patient))
    (blob,) = (path for path in (clinic.settings.home / "files" / "blobs").rglob("*") if path.is_file())
    bytes_of_it = blob.read_bytes()
    blob.chmod(0o600)
    blob.write_bytes(b"nothing that can be drawn")
    file = item.files[0].uuid
    with pytest.raises(Unreadable) as told:
        service.thumbnail(ADMINISTRATOR, file, 160)
    blob.write_bytes(bytes_of_it)
    with pytest.raises(Unreadable) as again:
        service.preview(ADMINISTRATOR, file)
    assert str(again.value) == str(told.value)

    service.regenerate(ADMINISTRATOR, [item.uuid])
    assert service.thumbnail(ADMINISTRATOR, file, 160).width == 90
    service.close()
