"""Which one correction makes our bill the utility's: of the dates, or of one item of the rate plan."""
