{
    "name": "Bank Statement Intelligence: Example of an Extension",
    "summary": "A file format, a source and a matching pass of somebody else",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Bank Statement Intelligence contributors",
    "website": "https://github.com/bank-statement-intelligence/bank-statement-intelligence",
    "depends": ["bank_statement_intelligence"],
    "data": ["data/bank_match_pass_data.xml"],
    "installable": True,
}
