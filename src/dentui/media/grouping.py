"""Which files belong together: jaws with their bites, a mesh with its colours, the slices of a volume,
photos.

- A CT series is one item of type CBCT from three slices on (`telling.SLICES`), whether it came as files, in a
folder
  or in an archive: the same Series Instance UID, size and way of lying, each at a place of its own. A slice
  alone, and a scout, are X-rays.
- The jaws and bites of a folder are one scan, as long as there is one upper and one lower jaw in it; else
files whose
  names differ only in their role are.
- An OBJ has the MTL that it names and the pictures that this one names; a PLY and a GLB the pictures they
name.
- Photos of a mouth, or of a face, that came in one folder and were taken on one day are one item.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from dentui.domain.images import (
    JAWS,
    PICTURES,
    ROLES,
    TYPE_WORDS,
    FileKind,
    FoundFile,
    FoundItem,
    ImageType,
    Maker,
    Refused,
    Role,
)
from dentui.domain.limits import GB, Limits
from dentui.domain.roles import is_antagonist, role_in, without_roles
from dentui.media.telling import SLICES, Looked, is_slice, type_of

DIRECTORY = "1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR (PS3.4)."""
_ORDER = {type_: place for place, type_ in enumerate(ImageType)}
_SETS = (ImageType.INTRAORAL_IMAGES, ImageType.FACIAL_IMAGE)


def grouped(files: Sequence[Looked], limits: Limits) -> tuple[tuple[FoundItem, ...], tuple[Refused, ...]]:
    """The items that the files make, by type, and the files that are none."""
    refused = [Refused(file.name, _CONTENTS) for file in files if file.facts.sop_class == DIRECTORY]
    left = [file for file in files if file.facts.sop_class != DIRECTORY]
    items: list[FoundItem] = []
    for part in (_volumes, _textured):
        found, left = part(left, limits)
        items += found
    by_type: dict[ImageType, list[Looked]] = defaultdict(list)
    for file in left:
        by_type[type_of(file)[0]].append(file)
    items += _scans(by_type.pop(ImageType.INTRAORAL_SCAN, []))
    items += _faces(by_type.pop(ImageType.FACE_SCAN, []))
    for type_ in _SETS:
        items += _photos(by_type.pop(type_, []), type_)
    items += _others(by_type.pop(ImageType.OTHER, []))
    for type_, files_ in by_type.items():
        items += [_item(type_, [file]) for file in files_]
    return tuple(sorted(_joined(items), key=_place)), tuple(refused)


_CONTENTS = "It is the table of contents of a DICOM disc. The pictures on it are added by themselves."


def offered_name(items: Iterable[FoundItem]) -> str:
    """A record's name, in words of what is there: "Intraoral scan, X-ray"; "" for nothing but other data."""
    types = sorted({item.type for item in items} - {ImageType.OTHER}, key=_ORDER.__getitem__)
    return ", ".join(TYPE_WORDS[type_] for type_ in types)


def offered_time(items: Iterable[FoundItem]) -> datetime | None:
    """When the newest of them was taken."""
    return max((item.taken for item in items if item.taken), default=None)


def _volumes(files: Sequence[Looked], limits: Limits) -> tuple[list[FoundItem], list[Looked]]:
    """CT series; and files that are in none."""
    series = _by(files, _volume_of)
    left = series.pop(None, [])
    items = []
    for slices in series.values():
        slices.sort(key=lambda file: (_along(file), file.name))
        if len({_along(file) for file in slices}) < SLICES:
            left += slices
            continue
        size = sum(file.size for file in slices)
        if len(slices) > limits.series_files or size > limits.series_bytes:
            why = (
                f"{len(slices):,} slices of {size / GB:.1f} GB, and a CBCT may have {limits.series_files:,} "
                f"of {limits.series_bytes / GB:.1f} GB."
            )
            items.append(_item(ImageType.OTHER, slices, why))
        else:
            items.append(_item(ImageType.CBCT, slices, f"A CT series of {len(slices):,} slices."))
    return items, left


def _volume_of(file: Looked) -> Hashable | None:
    if file.wrong or not file.facts.series or not is_slice(file):
        return None
    return file.facts.series, file.facts.width, file.facts.height, file.facts.axes


def _along(file: Looked) -> tuple[float, int]:
    """Where a slice lies: its place, else its number."""
    if file.facts.position is not None:
        return file.facts.position, 0
    return 0.0, file.facts.number or 0


def _textured(files: Sequence[Looked], _: Limits) -> tuple[list[FoundItem], list[Looked]]:
    """Meshes that name other files, with those, and with the meshes that name the same ones: each file is in
    one item. And files that nothing names."""
    by_name = {file.name.casefold(): file for file in files}
    together: dict[UUID, dict[UUID, Looked]] = {}
    for file in files:
        if file.kind in _NAMING and not file.wrong and file.facts.refers_to:
            parts = {part.key: part for part in (file, *_named_by(file, by_name))}
            if len(parts) > 1:
                sharing = {id(together[key]): together[key] for key in parts if key in together}
                whole = max(sharing.values(), key=len, default=parts)
                for some in (*sharing.values(), parts):
                    whole.update(some)
                    together.update(dict.fromkeys(some, whole))
    sets = {id(parts): list(parts.values()) for parts in together.values()}
    items = [_item(type_of(parts[0])[0], parts) for parts in sets.values()]
    return items, [file for file in files if file.key not in together]


_NAMING = (FileKind.OBJ, FileKind.PLY, FileKind.GLB)


def _named_by(file: Looked, by_name: Mapping[str, Looked], *, materials: bool = True) -> list[Looked]:
    """The materials and pictures that it names and that came with it, wherever its maker's disc had them.
    Materials name pictures only: else one that names itself would have no end."""
    found: list[Looked] = []
    for name in file.facts.refers_to:
        last = name.replace("\\", "/").rpartition("/")[2]
        near = [f"{file.folder}/{part}" if file.folder else part for part in (name.replace("\\", "/"), last)]
        part = next((by_name[key.casefold()] for key in near if key.casefold() in by_name), None)
        if part is None or part in found:
            continue
        if part.kind is FileKind.MTL and materials:
            textures = _named_by(part, by_name, materials=False)
            found += [part, *(texture for texture in textures if texture not in found)]
        elif part.kind in PICTURES and not part.wrong:
            found.append(part)
    return found


def _scans(files: Sequence[Looked]) -> list[FoundItem]:
    """Jaws with their bites."""
    items: list[FoundItem] = []
    for together in _by(files, _scan_folder).values():
        jaws = _jaws(together)
        with_role = [file for file in together if jaws[file.key] is not Role.NONE]
        sets = [with_role]
        if _twice(jaws.values()):
            sets = list(_by(with_role, lambda file: without_roles(file.last)).values())
        items += [_item(ImageType.INTRAORAL_SCAN, files_, roles=jaws) for files_ in sets if files_]
        without = [file for file in together if jaws[file.key] is Role.NONE]
        items += [_item(ImageType.INTRAORAL_SCAN, [file]) for file in without]
    return items


def _scan_folder(file: Looked) -> str:
    """The folder of a scan. Where each jaw has a folder of its own (UpperJaw/Data.obj), the one around
    these."""
    own = role_in(file.last, ImageType.INTRAORAL_SCAN) is Role.NONE and not is_antagonist(file.name)
    return file.folder.rpartition("/")[0] if own and _role(file, ImageType.INTRAORAL_SCAN) else file.folder


def _twice(roles: Iterable[Role]) -> bool:
    counts = Counter(roles)
    return counts[Role.UPPER] > 1 or counts[Role.LOWER] > 1


def _jaws(together: Sequence[Looked]) -> Mapping[UUID, Role]:
    """The roles of the files of a scan, by their keys. An antagonist is the jaw that the others leave."""
    roles = {file.key: _role(file, ImageType.INTRAORAL_SCAN) for file in together}
    jaws = JAWS.intersection(roles.values())
    if len(jaws) == 1:
        left = Role.LOWER if Role.UPPER in jaws else Role.UPPER
        for file in together:
            if roles[file.key] is Role.NONE and is_antagonist(file.name):
                roles[file.key] = left
    return roles


def _faces(files: Sequence[Looked]) -> list[FoundItem]:
    """Face scans: those with different expressions in one folder are one item."""
    items: list[FoundItem] = []
    for together in _by(files, lambda file: file.folder).values():
        roles = [_role(file, ImageType.FACE_SCAN) for file in together]
        if len(set(roles)) == len(roles) and Role.NONE not in roles:
            items.append(_item(ImageType.FACE_SCAN, together))
        else:
            items += [_item(ImageType.FACE_SCAN, [file]) for file in together]
    return items


def _others(files: Sequence[Looked]) -> list[FoundItem]:
    """Other data, of which a DICOM series is one."""
    series = _by(files, lambda file: file.facts.series)
    alone = series.pop("", [])
    items = [_item(ImageType.OTHER, [file]) for file in alone]
    for together in series.values():
        why = f"{type_of(together[0])[1]} A series of {len(together):,}." if len(together) > 1 else ""
        items.append(_item(ImageType.OTHER, sorted(together, key=lambda file: file.facts.number or 0), why))
    return items


def _photos(files: Sequence[Looked], type_: ImageType) -> list[FoundItem]:
    def occasion(file: Looked) -> Hashable:
        return file.folder, file.facts.series, file.facts.taken and file.facts.taken.date()

    return [_item(type_, together) for together in _by(files, occasion).values()]


def _joined(items: Iterable[FoundItem]) -> list[FoundItem]:
    """Scans of jaws that were made one by one because each names other files are one scan like the others."""
    joined: list[FoundItem] = []
    by_place: dict[str, list[FoundItem]] = defaultdict(list)
    for item in items:
        places = {_around(file.name) for file in _jaws_of(item)}
        if item.type is ImageType.INTRAORAL_SCAN and len(places) == 1:
            by_place[places.pop()].append(item)
        else:
            joined.append(item)
    for there in by_place.values():
        joined += _one_of(there)
    return joined


def _one_of(items: Sequence[FoundItem]) -> list[FoundItem]:
    """One scan of those of one place; of several scans those together whose names differ only in a role."""
    if not _twice(file.role for item in items for file in item.files):
        return [_whole(items)]
    by_name: dict[str, list[FoundItem]] = defaultdict(list)
    for item in items:
        by_name[without_roles(_jaws_of(item)[0].name.rpartition("/")[2])].append(item)
    if len(by_name) > 1:
        return [one for part in by_name.values() for one in _one_of(part)]
    shows = [{file.role for file in item.files} & JAWS for item in items]
    upper, lower = ([item for item, jaws in zip(items, shows, strict=True) if jaws == {jaw}] for jaw in JAWS)
    pairs = [*zip(upper, lower, strict=False)]
    paired = {item.key for pair in pairs for item in pair}
    return [*map(_whole, pairs), *(item for item in items if item.key not in paired)]


def _whole(items: Sequence[FoundItem]) -> FoundItem:
    first = items[0]
    return replace(first, files=_in_order(first.type, (file for item in items for file in item.files)))


def _jaws_of(item: FoundItem) -> list[FoundFile]:
    return [file for file in item.files if file.role in _OF_A_MOUTH]


_OF_A_MOUTH = JAWS | {Role.BITE}


def _around(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return folder if role_in(last, ImageType.INTRAORAL_SCAN) else folder.rpartition("/")[0]


def _item(
    type_: ImageType, files: Sequence[Looked], why: str = "", roles: Mapping[UUID, Role] | None = None
) -> FoundItem:
    first = files[0]
    found = tuple(_found(file, type_, file is not first and type_ not in _SETS, roles) for file in files)
    makers = [file.maker for file in files if file.maker != Maker()]
    return FoundItem(
        key=uuid4(),
        type=type_,
        files=found if type_ is ImageType.CBCT else _in_order(type_, found),
        taken=max((file.facts.taken for file in files if file.facts.taken), default=None),
        maker=makers[0] if makers else Maker(),
        why=why or type_of(first)[1],
    )


def _found(file: Looked, type_: ImageType, beside: bool, roles: Mapping[UUID, Role] | None) -> FoundFile:
    if beside and (file.kind is FileKind.MTL or file.kind in PICTURES):
        role = Role.TEXTURE
    else:
        role = roles[file.key] if roles else _role(file, type_)
    return FoundFile(file.key, file.name, file.size, file.kind, role, file.maker, file.facts, file.wrong)


def _role(file: Looked, type_: ImageType) -> Role:
    return role_in(file.name, type_)


def _in_order(type_: ImageType, files: Iterable[FoundFile]) -> tuple[FoundFile, ...]:
    places = {role: place for place, role in enumerate(ROLES[type_])}

    def place(file: FoundFile) -> tuple[bool, int, str]:
        return file.role is Role.TEXTURE, places.get(file.role, len(places)), file.name

    return tuple(sorted(files, key=place))


def _place(item: FoundItem) -> tuple[int, datetime, str]:
    return _ORDER[item.type], item.taken or datetime.min, item.files[0].name


def _by(files: Iterable[Looked], key: Callable[[Looked], Hashable]) -> dict[Hashable, list[Looked]]:
    found: dict[Hashable, list[Looked]] = defaultdict(list)
    for file in files:
        found[key(file)].append(file)
    return found
