"""Names of columns are known in the languages that patient lists come in."""

import pytest

from dentui.services.intake.fields import Field, _known, family_comes_first, field_of


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Last Name", Field.FAMILY),
        ("last_name", Field.FAMILY),
        ("LastName", Field.FAMILY),
        ("NACHNAME", Field.FAMILY),
        ("Nom de famille", Field.FAMILY),
        ("Cognome", Field.FAMILY),
        ("Apellidos", Field.FAMILY),
        ("姓", Field.FAMILY),
        ("Patient's first name", Field.GIVEN),
        ("Vorname", Field.GIVEN),
        ("Prénom", Field.GIVEN),
        ("Name", Field.NAME),
        ("nom", Field.NAME),
        ("姓名", Field.FULL_NAME),
        ("Name, Vorname", Field.FULL_NAME),
        ("Geschlecht", Field.GENDER),
        ("Sexe", Field.GENDER),
        ("性别", Field.GENDER),
        ("Anrede", Field.SALUTATION),
        ("D.O.B.", Field.BIRTH_DATE),
        ("Geburtsdatum (TT.MM.JJJJ)", Field.BIRTH_DATE),
        ("Date de naissance", Field.BIRTH_DATE),
        ("出生日期", Field.BIRTH_DATE),
        ("Natel", Field.MOBILE),
        ("Cell phone", Field.MOBILE),
        ("手机", Field.MOBILE),
        ("Tel. P", Field.LANDLINE),
        ("Telefon 2", Field.PHONE),
        ("E-Mail", Field.EMAIL),
        ("身份证号", Field.ID_NUMBER),
        ("AHV-Nr.", Field.INSURANCE_NUMBER),
        ("医保卡号", Field.INSURANCE_NUMBER),
        ("Straße", Field.STREET),
        ("PLZ", Field.POSTCODE),
        ("Indirizzo", Field.ADDRESS),
        ("Bemerkungen", Field.NOTE),
        ("Allergie(n)", Field.ALLERGIES),
        ("Anamnese", Field.HISTORY),
        ("口腔习惯", Field.ORAL_HABITS),
        ("Pat.-Nr.", Field.CHART_NUMBER),
        ("病历号", Field.CHART_NUMBER),
        ("Maiden name", Field.FORMER_NAME),
        ("Dernière visite", Field.LAST_VISIT),
        ("Erfasst am", Field.ENTERED),
        ("Mahnstufe", None),
        ("", None),
        ("\x1b[31m", None),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, field: Field | None) -> None:
    assert field_of(header) is field


def test_every_field_has_names() -> None:
    assert set(_known().values()) == set(Field)


def test_a_header_says_which_part_of_a_full_name_comes_first() -> None:
    assert family_comes_first("Name Vorname")
    assert family_comes_first("Cognome e nome")
    assert not family_comes_first("Vorname Name")
    assert not family_comes_first("Full name")
