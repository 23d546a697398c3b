{
    "name": "Bank Statement Intelligence: Job Queue",
    "summary": "Fetch, import, match and post as jobs of several workers and hosts",
    "version": "19.0.0.1.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Bank Statement Intelligence contributors",
    "website": "https://github.com/bank-statement-intelligence/bank-statement-intelligence",
    "depends": ["bank_statement_intelligence", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
    "installable": True,
}
