"""What a desk can do: one class a noun, one transaction a verb, each call with its Actor."""
