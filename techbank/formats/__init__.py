"""How numbers and days are written where Django's own formats do not suit the portal."""
