import {onWillStart, useEffect} from "@odoo/owl";
import {DashboardKanbanRecord} from "@account/views/account_dashboard_kanban/account_dashboard_kanban_record";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {patch} from "@web/core/utils/patch";
import {ImportDialog} from "../worksheet/dialogs/import_dialog";

const BANK_TYPES = ["bank", "credit"];
const GROUP = "bank_statement_intelligence.group_bank_user";

/** Bank files that are dropped on the card of a bank account are imported there. */
patch(DashboardKanbanRecord.prototype, {
    setup() {
        super.setup();
        this.dialogService = useService("dialog");
        onWillStart(async () => {
            this.mayImport = await user.hasGroup(GROUP);
        });
        useEffect(
            (card) => {
                const onDrop = (ev) => this.onBankFilesDropped(ev);
                card?.addEventListener("drop", onDrop, true);
                return () => card?.removeEventListener("drop", onDrop, true);
            },
            () => [this.rootRef.el]
        );
    },

    onBankFilesDropped(ev) {
        const {record} = this.props;
        const files = [...(ev.dataTransfer?.files || [])];
        if (
            !files.length ||
            !this.mayImport ||
            !BANK_TYPES.includes(record.data.type)
        ) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.dropzoneState.visible = false;
        this.env.setDragging(false);
        this.dialogService.add(ImportDialog, {
            files,
            journalId: record.resId,
            opensLines: true,
        });
    },
});
