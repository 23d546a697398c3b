"""How many records belong to each of others."""


def count_by(records, model: str, field: str, *leaves) -> dict:
    """Return for each record how many records of a model point to it, in one query.

    Args:
        records: records of one model.
        model: the model that is counted.
        field: its many2one to the records.
        leaves: more leaves of a domain that counted records meet.
    """
    groups = records.env[model]._read_group(
        [(field, "in", records.ids), *leaves], [field], ["__count"]
    )
    return dict.fromkeys(records, 0) | dict(groups)
