"""`flask …`: what the person who runs the system can ask for, on a command line."""
