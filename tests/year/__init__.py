"""A year of many accounts, and a ledger of it that asks the product nothing."""
