import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/** Switches to the company of an account if it is not active, and opens its worksheet. */
async function openInCompany(env, {params}) {
    const active = user.activeCompanies.map((company) => company.id);
    if (!active.includes(params.company_id)) {
        await user.activateCompanies([params.company_id], {
            includeChildCompanies: true,
            reload: false,
        });
    }
    return params.next;
}

registry.category("actions").add("bank_open_in_company", openInCompany);
