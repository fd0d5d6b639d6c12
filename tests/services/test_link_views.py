"""Views of shared reports that are known already, and whose trail they come into."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from sqlalchemy import text

from dentui.domain.links import LinkInput
from dentui.errors import Unavailable
from dentui.store import audit
from tests.clinics import MEMBER
from tests.services.link_calls import links
from tests.services.test_links import Sharing, on_file, postgresql_start, sharing, sqlite_start
from tests.sharing import server_of
from tests.working import require_sound

__all__ = ("on_file", "postgresql_start", "sharing", "sqlite_start")


def test_who_looks_for_the_first_time_waits_for_no_other_desk_where_nothing_is_new(sharing: Sharing) -> None:
    clinic, service = sharing.clinic, links(sharing.clinic)
    token, _ = service.make(MEMBER, uuid4(), sharing.made, LinkInput())
    with server_of(clinic) as server:
        assert server.note_view(token.digest, int(time.time()))
        assert service.take_in() == 1
        first = links(clinic)
        with clinic.database.engine.connect() as another:
            another = another.execution_options(dentui_write=True)
            with another.begin():
                audit.write_lock(another)
                assert first.take_in() == 0
                assert first.of_report(MEMBER, sharing.made)[0].views == 1
                assert server.note_view(token.digest, int(time.time()))
                if clinic.settings.database.startswith("sqlite"):
                    with pytest.raises(Unavailable, match="busy"):
                        first.take_in()
        assert first.take_in() == 1
    require_sound(clinic)


def test_a_view_is_in_the_trail_of_the_institution_whose_report_it_is(on_file: Sharing) -> None:
    clinic, service = on_file.clinic, links(on_file.clinic)
    token, _ = service.make(MEMBER, uuid4(), on_file.made, LinkInput())
    with clinic.database.engine.begin() as connection:
        for table in ("report_link", "report", "patient"):
            connection.execute(text(f"UPDATE {table} SET institution_id = 2"))
        connection.execute(text("UPDATE report_link SET made_by_id = 4"))
    with server_of(clinic) as server:
        assert server.note_view(token.digest, int(time.time()))
    assert service.take_in() == 1
    assert (service.take_in(), links(clinic).take_in()) == (0, 0)
    with clinic.database.engine.connect() as connection:
        places = connection.execute(
            text(
                "SELECT a.institution_id, v.institution_id FROM audit a, link_view v "
                "WHERE action = 'view report by link'"
            )
        ).all()
    assert [tuple(row) for row in places] == [(2, 2)]
