"""Who is who: users, producers, places, papers."""
