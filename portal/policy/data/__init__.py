"""What the portal starts with: documents, measures, parameters and the holiday calendar, as plain data."""
