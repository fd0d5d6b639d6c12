"""Reports as desks share them: published, opened by their patient, told of, revoked."""

from __future__ import annotations

import re
from uuid import uuid4

from dentui.domain.links import LinkInput
from tests.clinics import MEMBER, Clinic
from tests.reporting import begin, form, publish, reports
from tests.services.link_calls import links
from tests.share.served import Visitor, serving
from tests.sharing import BIRTH, role_url, server_of
from tests.working import enter


def test_a_patient_opens_the_report_and_the_desk_sees_it(clinic: Clinic) -> None:
    of = enter(clinic, "Keller", birth_date=BIRTH, responsible_id=2)
    made = begin(clinic, of, form(clinic, of))
    number = publish(clinic, made)
    token, link = links(clinic).make(MEMBER, uuid4(), made, LinkInput(7, 3))
    typed = {"day": str(BIRTH.day), "month": str(BIRTH.month), "year": str(BIRTH.year)}
    with server_of(clinic):
        pass  # its role is granted what it needs
    on_server = clinic.settings.database.startswith("postgresql")
    with serving(clinic.settings.home, database=role_url(clinic) if on_server else None) as served:
        assert "Confined by Landlock" in served.said or "NO LANDLOCK" in served.said
        visitor, path = Visitor(served), f"/R/{token.text}"
        assert "Your report from Practice" in visitor.get(path).text
        wrong = visitor.answer(path, {**typed, "year": "1901"})
        assert "not the date of birth" in wrong.text
        assert visitor.answer(path, typed).headers["location"] == "report"
        page = visitor.get(f"{path}/report").text
        assert f"Practice, No. {number}, " in page
        assert "Keller" in page
        for picture in re.findall('<img src="(.*?)"', page):
            assert visitor.get(f"{path}/{picture}").headers["content-type"].startswith("image/")
        assert visitor.get(f"{path}/report.pdf").body == reports(clinic).pdf(MEMBER, made).read_bytes()
        (told,) = links(clinic).of_report(MEMBER, made)
        assert (told.uuid, told.views) == (link.uuid, 1)
        links(clinic).end(MEMBER, link.uuid)
        assert visitor.get(f"{path}/report").status == 404
        assert visitor.get(path).body == visitor.get("/R/nothing").body
        status, said = served.stop()
    assert status == 0
    assert len(said.splitlines()) == 1
