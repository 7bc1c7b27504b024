"""Money: the ledger, where it is received, payments and the ways to pay. Whole rupiah."""
