"""Three desks at one register, over SSH: two change the same patient, one more signs in meanwhile, and the
line of one is cut in the middle of a form."""

from __future__ import annotations

from pathlib import Path

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.finding import Find
from dentui.services.patients import Patients
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR
from tests.pty.desk import Desk
from tests.ssh.server import Sshd


def given_names(home: Path, actor: Actor = ADMINISTRATOR) -> list[str]:
    """What the register holds, whatever stands on a screen."""
    database = Database(Settings(home=home, database=f"sqlite:///{home / 'register.db'}"))
    names = [line.name for line in Patients(database).find(actor, Find("bertas")).lines]
    database.close()
    return names


def open_form(desk: Desk) -> None:
    """Find Berta's patient and open the form."""
    desk.see("found")
    desk.type("bertas")
    desk.see("Bertas, Patient", "1 found")
    desk.press("Enter")
    desk.see("[1 Records]", "Bertas, Patient")
    desk.type("e")
    desk.see("Edit patient", "Family name*    Bertas")


def test_two_desks_a_third_and_a_line_that_is_cut(sshd: Sshd, home: Path) -> None:
    with sshd.desk("anna") as first, sshd.desk("berta") as second:
        open_form(first)
        open_form(second)
        first.press("Down", "End")
        first.type(" of Anna")
        first.see("Patient of Anna")
        second.press("Down", "End")
        second.type(" of Berta")
        second.see("Patient of Berta")

        with sshd.desk("anna") as third:
            third.see(
                "Signed in as Anna. You have no PIN to unlock this desk with: Ctrl+G,", "then n.", "2 found"
            )

            # In the middle of a form: nothing of it is in the register, and nobody waits for a lock.
            first.hang_up()
            first.wait(20)
            assert first.status is not None
            assert given_names(home) == ["Bertas, Patient"]

            second.press("F2")
            second.see("Saved. z takes it back.", "Bertas, Patient of Berta")
            third.see("Bertas, Patient of Be…")
            open_form(third)
            third.press("Down", "End")
            third.type(" and Anna")

            second.type("z")
            second.see("Undone: the edit (given name, former name)")
            third.press("F2")
            third.see("Changed meanwhile", "Berta saved this at")
            third.press("Tab", "Esc")
            third.see("Edit patient", "Patient of Berta and Anna")
            assert given_names(home) == ["Bertas, Patient"]
