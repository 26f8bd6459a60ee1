"""What goes out of the home and comes in as files: Green Button, CSV, backups, and the places where they lie."""
