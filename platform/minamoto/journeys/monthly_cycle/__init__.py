"""The monthly cycle (月例処理): usage that is due becomes assessments, invoices and postings.

Owns the order of steps: due usage, determinants, rating, assessment, invoice, number, posting, one chunk of
customers at a time. Does not own prices (pricing), what an invoice is (billing) or the books (ledger).
"""
