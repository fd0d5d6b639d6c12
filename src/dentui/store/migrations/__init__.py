"""The migrations of the register, from the first day on."""
