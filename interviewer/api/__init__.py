"""What all API routes share: errors of one shape, sign-in, pages, limits, idempotency, the schema. Knows no app."""
