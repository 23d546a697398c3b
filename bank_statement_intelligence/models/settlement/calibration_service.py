"""What people did with proposals, per journal, pass and tier. Reads only."""

from odoo import api, models

from ...engine.matching.calibration import calibrated
from ...engine.matching.proposal import PRIOR_CONFIDENCE


class BankMatchCalibration(models.AbstractModel):
    _name = "bank.match.calibration"
    _description = "Calibration of Confidence"

    @api.model
    def _get_confidences(self, journals) -> dict[tuple[int, str, int], float]:
        """Return the confidence per ``(journal id, pass code, tier)`` with a record.

        A decision is a proposal that a person approved, rejected, or undid, whoever had
        posted it. Kinds without enough decisions are left out: their prior counts.
        """
        self.env["bank.match.proposal"].flush_model()
        self.env.cr.execute(
            """
            SELECT journal_id, pass_code, tier::int,
                   count(*) FILTER (WHERE state = 'posted'
                                      AND approved_by_id IS NOT NULL),
                   count(*) FILTER (WHERE state IN ('rejected', 'undone')
                                       OR state = 'posted'
                                          AND approved_by_id IS NOT NULL)
              FROM bank_match_proposal
             WHERE journal_id = ANY(%s) AND state IN ('posted', 'rejected', 'undone')
               AND tier IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            [journals.ids],
        )
        return {
            (journal_id, code, tier): calibrated(PRIOR_CONFIDENCE[tier], *counts)
            for journal_id, code, tier, *counts in self.env.cr.fetchall()
        }
