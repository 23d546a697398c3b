/**
 * Gives an input of type file the files that a person would choose.
 *
 * @param {HTMLInputElement} input
 * @param {[string, string][]} files pairs of name and text
 */
export function chooseFiles(input, files) {
    const transfer = new DataTransfer();
    for (const [name, text] of files) {
        transfer.items.add(new File([text], name, {type: "application/xml"}));
    }
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/**
 * Fetches what the test wrote for the tour: the text of an attachment.
 *
 * @param {string} name of the attachment
 * @returns {Promise<string>}
 */
export async function readAttachment(name) {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const [row] = await orm.searchRead("ir.attachment", [["name", "=", name]], ["raw"]);
    return row.raw;
}
