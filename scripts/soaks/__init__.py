"""What scripts/soak does to a register for minutes."""
