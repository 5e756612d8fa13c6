"""Stand-ins for other people's servers, over real HTTP."""
