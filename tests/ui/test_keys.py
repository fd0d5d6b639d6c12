"""Every key stands in one table: no key twice, none without an action, none that old terminals lack."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from textual.dom import DOMNode

from dentui.ui import keys
from dentui.ui.app import DeskApp
from dentui.ui.key import ALSO, SAFE, Place, is_typed, name_of
from dentui.ui.keys import PLACES, page
from dentui.ui.screens.attach import AttachSheet
from dentui.ui.screens.case import CaseForm
from dentui.ui.screens.cases import CaseFindBox, CasesScreen
from dentui.ui.screens.curtain import CurtainScreen
from dentui.ui.screens.devices import DevicesScreen
from dentui.ui.screens.doubles import DoublesScreen
from dentui.ui.screens.labs import LabsScreen
from dentui.ui.screens.lock import LockScreen
from dentui.ui.screens.patient import PatientScreen
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.screens.people import PeopleScreen
from dentui.ui.screens.report import ReportForm, SettingsLine
from dentui.ui.screens.report_images import ReportImagesSheet
from dentui.ui.screens.setup import SetupScreen
from dentui.ui.screens.sign_in import SignInScreen
from dentui.ui.screens.slices import SlicesScreen
from dentui.ui.screens.small import SmallScreen
from dentui.ui.screens.snippets import SnippetsScreen
from dentui.ui.screens.types import TypesScreen
from dentui.ui.screens.zoom import ZoomScreen
from dentui.ui.sheets.case_filter import CaseFilterSheet
from dentui.ui.sheets.case_images import CaseFilesSheet
from dentui.ui.sheets.case_move import CaseSheet
from dentui.ui.sheets.code import CodeSheet
from dentui.ui.sheets.compare import PairSheet, TypedSheet
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.conflict import ConflictSheet
from dentui.ui.sheets.correct import CorrectSheet
from dentui.ui.sheets.device import DeviceSheet
from dentui.ui.sheets.dicom_facts import DicomSheet
from dentui.ui.sheets.download import DownloadSheet
from dentui.ui.sheets.drafts import DraftsSheet
from dentui.ui.sheets.facts import FactsSheet
from dentui.ui.sheets.field import EditFieldSheet
from dentui.ui.sheets.files import FilesSheet
from dentui.ui.sheets.filter import FilterSheet, RangeSheet
from dentui.ui.sheets.images import ImagesSheet
from dentui.ui.sheets.into import IntoSheet, ItemSheet, RecordList
from dentui.ui.sheets.labels import LabelsSheet
from dentui.ui.sheets.link import LinkSheet, NumberBox
from dentui.ui.sheets.links import LinksSheet
from dentui.ui.sheets.merge import MergeDrawer, MergeField
from dentui.ui.sheets.merge_check import MergeCheckSheet
from dentui.ui.sheets.merge_undo import UndoSheet
from dentui.ui.sheets.name_check import NameField, NameSheet
from dentui.ui.sheets.notice import NoticeSheet
from dentui.ui.sheets.one_line import LineSheet
from dentui.ui.sheets.operator import Doing, MenuSheet, errand
from dentui.ui.sheets.pages import PagesSheet
from dentui.ui.sheets.palette import PaletteField, PaletteSheet
from dentui.ui.sheets.password import PasswordSheet, PinSheet
from dentui.ui.sheets.patient import EditPatientSheet, NewPatientSheet
from dentui.ui.sheets.record import RecordSheet
from dentui.ui.sheets.remove import RemoveSheet
from dentui.ui.sheets.report import ReportSheet
from dentui.ui.sheets.report_settings import ReportSettingsSheet
from dentui.ui.sheets.share_address import ShareAddressSheet
from dentui.ui.sheets.snippet import SnippetChoice
from dentui.ui.sheets.ticket import TicketSheet
from dentui.ui.sheets.ticket_move import TicketMoveSheet
from dentui.ui.sheets.update import UpdatePatientSheet
from dentui.ui.sheets.work_detail import WorkDetailSheet
from dentui.ui.tabs.cases import CasesTab
from dentui.ui.tabs.history import HistoryTab
from dentui.ui.tabs.images import ImagesTab
from dentui.ui.tabs.in_record import RecordTiles
from dentui.ui.tabs.info import InfoTab
from dentui.ui.tabs.records import RecordsTab
from dentui.ui.tabs.reports import ReportsTab
from dentui.ui.tabs.tickets import TicketsTab
from dentui.ui.widgets.attachments import AttachmentBox
from dentui.ui.widgets.candidates import ChosenTable
from dentui.ui.widgets.cases import CaseTable
from dentui.ui.widgets.choices import Choices
from dentui.ui.widgets.dates import DateInput
from dentui.ui.widgets.drafts import DraftLines
from dentui.ui.widgets.fields import FindBox
from dentui.ui.widgets.files import FileTable, PathField
from dentui.ui.widgets.findings import FindingsBox, GumBox
from dentui.ui.widgets.form import PickBox, TextBox
from dentui.ui.widgets.menu import Menu
from dentui.ui.widgets.notes import NoteArea
from dentui.ui.widgets.report_pictures import PicturesBox
from dentui.ui.widgets.secret import LastSecretBox, SecretBox
from dentui.ui.widgets.table import PatientTable
from dentui.ui.widgets.tooth_chart import ToothChartBox

ROOT = Path(__file__).resolve().parents[2]

SELDOM = ("ctrl+p", "shift+left", "shift+right", "ctrl+l", "delete", "+", "-", "=", "[", "]")
"""Keys that some keyboards or terminals lack, or need two fingers for."""
NO_KEYS = Place("none", "", ())
FORMS = (NewPatientSheet, EditPatientSheet, TicketSheet, TicketMoveSheet, RecordSheet)
CHAINS: tuple[tuple[type[DOMNode], ...], ...] = (
    (FindBox, PatientsScreen, DeskApp),
    (PatientTable, PatientsScreen, DeskApp),
    (RecordsTab, PatientScreen, DeskApp),
    (RecordTiles, RecordsTab, PatientScreen, DeskApp),
    (ImagesTab, PatientScreen, DeskApp),
    (ZoomScreen, DeskApp),
    (SlicesScreen, DeskApp),
    (DownloadSheet,),
    (CaseFilesSheet,),
    (DicomSheet,),
    (LabelsSheet,),
    *((field, CorrectSheet) for field in (TextBox, PickBox)),
    *((field, RemoveSheet) for field in (TextBox, Choices)),
    (Choices, DeviceSheet),
    (DevicesScreen, DeskApp),
    (InfoTab, PatientScreen, DeskApp),
    (TicketsTab, PatientScreen, DeskApp),
    (HistoryTab, PatientScreen, DeskApp),
    (Choices, FilterSheet),
    (DateInput, FilterSheet),
    (DateInput, RangeSheet),
    *((field, sheet) for field in (TextBox, NoteArea, PickBox, Choices) for sheet in FORMS),
    *((field, EditFieldSheet) for field in (TextBox, NoteArea, Choices)),
    (Choices, ConflictSheet),
    *((field, UpdatePatientSheet) for field in (TextBox, NoteArea, PickBox, Choices)),
    (FileTable, FilesSheet),
    (PathField, FilesSheet),
    (ImagesSheet,),
    (RecordList, IntoSheet),
    *((field, sheet) for field in (TextBox, PickBox) for sheet in (IntoSheet, ItemSheet)),
    *((field, CaseForm) for field in (ToothChartBox, AttachmentBox, TextBox, NoteArea, PickBox)),
    (AttachSheet,),
    (TextBox, WorkDetailSheet),
    (ReportImagesSheet,),
    *((field, ReportSettingsSheet) for field in (TextBox, PickBox, Choices)),
    *((field, ReportForm) for field in (FindingsBox, GumBox, NoteArea, PickBox, PicturesBox, SettingsLine)),
    (TextBox, LineSheet),
    (PagesSheet,),
    (ReportsTab, PatientScreen, DeskApp),
    (ReportSheet,),
    (NumberBox, LinkSheet),
    (CodeSheet,),
    (LinksSheet,),
    (TextBox, ShareAddressSheet),
    (TypedSheet,),
    (PairSheet,),
    (MergeField, MergeDrawer),
    (ChosenTable, MergeDrawer),
    (PickBox, MergeCheckSheet),
    (NameField, NameSheet),
    (Choices, UndoSheet),
    (FactsSheet,),
    (ConfirmSheet,),
    (NoticeSheet,),
    (Menu, MenuSheet),
    (DraftLines, DraftsSheet),
    *((SecretBox, sheet) for sheet in (PasswordSheet, PinSheet)),
    (CurtainScreen,),
    (SmallScreen,),
    (LastSecretBox, LockScreen),
    (TextBox, SignInScreen, DeskApp),
    (LastSecretBox, SignInScreen, DeskApp),
    (TextBox, SetupScreen, DeskApp),
    (PeopleScreen, DeskApp),
    (TypesScreen, DeskApp),
    (DoublesScreen, DeskApp),
    (CaseFindBox, CasesScreen, DeskApp),
    (CaseTable, CasesScreen, DeskApp),
    (CasesTab, PatientScreen, DeskApp),
    *((field, CaseSheet) for field in (TextBox, Choices)),
    (DateInput, CaseFilterSheet),
    (LabsScreen, DeskApp),
    (SnippetsScreen, DeskApp),
    (Menu, SnippetChoice),
    (PaletteField, PaletteSheet),
)
"""What stands around the focus, innermost first, wherever it can be."""
TYPED_IN = (
    FindBox,
    CaseFindBox,
    PathField,
    DateInput,
    TextBox,
    NoteArea,
    PickBox,
    PaletteField,
    MergeField,
    NameField,
)
"""Where a letter is typed, or goes to what begins with it."""


def place_of(node: type[DOMNode]) -> Place:
    """The keys of a widget or screen; a plain field has none of its own."""
    return getattr(node, "PLACE", NO_KEYS)


def test_every_place_is_somewhere() -> None:
    # The desk's menu stands nowhere: F1 and the menu itself have its lines.
    names = {place_of(node).name for chain in CHAINS for node in chain} | {keys.DESK.name}
    assert names - {NO_KEYS.name} == {place.name for place in PLACES}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_place_has_a_key_twice(place: Place) -> None:
    pressed = [key for entry in place.keys for key in entry.keys]
    assert len(pressed) == len(set(pressed))


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: "-".join(node.__name__ for node in chain))
def test_no_key_hides_another_one_of_an_outer_place(chain: tuple[type[DOMNode], ...]) -> None:
    # Tab and the arrows mean "on" wherever one is; any other key that two places have would be lost.
    walking = {"tab", "shift+tab", "up", "down", "left", "right", "enter", "escape"}
    for inner, outer in combinations([place_of(node) for node in chain], 2):
        both = {k for e in inner.keys for k in e.keys} & {k for e in outer.keys for k in e.keys}
        assert both <= walking, f"{inner.name} hides {both} of {outer.name}"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_key_can_be_sent_by_every_terminal(place: Place) -> None:
    for key in place.keys:
        assert not key.keys or key.keys[0] in SAFE, key.tells
        assert all(pressed in SAFE or pressed in SELDOM for pressed in key.keys), key.tells


@pytest.mark.parametrize(
    "chain",
    [chain for chain in CHAINS if chain[0] in TYPED_IN],
    ids=lambda chain: "-".join(node.__name__ for node in chain),
)
def test_what_a_letter_does_a_function_key_does_where_letters_are_typed(
    chain: tuple[type[DOMNode], ...],
) -> None:
    for key in (key for node in chain for key in place_of(node).keys):
        if key.action and key.keys and is_typed(key.keys[0]):
            # Only in the find box nobody needs a key to the find box.
            assert any(not is_typed(other) for other in key.keys) or key.action == "find"


def test_no_action_is_dead() -> None:
    for chain in CHAINS:
        for node in chain:
            for key in place_of(node).keys:
                if not key.action:
                    continue
                target, _, name = key.action.rpartition(".")
                name = re.sub(r"\(.*", "", name)
                owners: dict[str, list[type[DOMNode]]] = {
                    "app": [DeskApp],
                    "screen": [chain[-2] if chain[-1] is DeskApp else chain[-1]],
                }
                owner = owners.get(target, [node])[0]
                assert hasattr(owner, f"action_{name}"), f"{place_of(node).name}: {key.action}"


def test_every_line_of_the_desks_menu_has_a_key_of_its_own() -> None:
    assert {key.action for key in keys.DESK.keys} == {errand(doing) for doing in Doing}
    letters = [key.keys for key in keys.DESK.keys]
    assert len(set(letters)) == len(letters)


def test_every_name_that_has_further_words_is_one_of_a_key() -> None:
    assert set(ALSO) <= {key.label for place in PLACES for key in place.keys}


def test_the_page_about_keys_is_up_to_date() -> None:
    assert (ROOT / "docs" / "keys.md").read_text("utf-8") == page(), (
        "make it anew: python -m dentui.ui.keys > docs/keys.md"
    )


def test_keys_are_written_for_people() -> None:
    assert name_of("ctrl+s") == "Ctrl+S"
    assert name_of("f10") == "F10"
    assert name_of("pageup") == "PgUp"
    assert name_of("x") == "x"
    filtering = next(key for key in keys.PATIENTS.keys if key.action == "filter")
    assert filtering.name(in_field=True) == "F3"
    assert filtering.name(in_field=False) == "f"
