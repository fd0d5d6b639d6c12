"""What things are: frozen values, inputs of forms and pure rules. Standard library only."""
