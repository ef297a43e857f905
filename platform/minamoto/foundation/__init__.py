"""Foundation: what every domain stands on and no clerk sees."""
