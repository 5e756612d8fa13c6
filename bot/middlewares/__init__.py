"""What happens to every message before a handler sees it: who, not too often, which language, what is meant."""
