"""Letters and digits of an input method are found in phones, numbers and addresses like others."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes: the finding index is made anew after every step."""
