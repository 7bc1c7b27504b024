"""Buying for an organisation: requests, quotations, approvals, purchase orders, receipts."""
