"""Files of strangers: what they are, and how they look. What reads one runs in a process of its own."""
