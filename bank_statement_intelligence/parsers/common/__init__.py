"""What every format shares: records, errors, values, dates, XML, limits."""
