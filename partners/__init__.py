"""Who: countries, organisations, people, the roles they hold, and the programme."""
