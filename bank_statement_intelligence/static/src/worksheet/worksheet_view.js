import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";
import {WorksheetController} from "./worksheet_controller";
import {WorksheetRenderer} from "./worksheet_renderer";

export const worksheetView = {
    ...listView,
    Controller: WorksheetController,
    Renderer: WorksheetRenderer,
};

registry.category("views").add("bank_worksheet", worksheetView);
