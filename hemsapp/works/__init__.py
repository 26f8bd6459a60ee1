"""Long works: what each does (`table.WORKS`), and the thread that does them one at a time (`runner`)."""
