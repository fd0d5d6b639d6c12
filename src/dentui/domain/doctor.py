"""What `dentui doctor` finds: facts about the machine and the register, none about a patient."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact, whether it is as it should be, and what to do where it is not."""

    name: str
    value: str
    good: bool = True
    advice: str = ""
