//! What an alert says. Templates are Mustache, filled in from `ctx`.

/// The subject of the mail; SNS takes 100 characters of ASCII.
pub(super) fn subject(title: &str) -> String {
    format!("[SIEM] {title}")
}

/// The mail: what the monitor found, when, and the lines that each found thing makes.
pub(super) fn message(title: &str, meaning: &str, lines: &str) -> String {
    format!(
        "{title}\n\n{meaning}\n\n{lines}\n\
         Monitor {{{{ctx.monitor.name}}}}, severity {{{{ctx.trigger.severity}}}}, \
         from {{{{ctx.periodStart}}}} to {{{{ctx.periodEnd}}}}.\n\
         It says so once an hour for as long as it lasts. Change the monitor, or acknowledge \
         the alert, in OpenSearch Dashboards under Alerting.\n"
    )
}

/// One line for each of the newest documents, with these fields.
pub(super) fn each_hit(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(title, field)| format!("{title} {{{{_source.{field}}}}}")).collect();
    format!(
        "{{{{ctx.results.0.hits.total.value}}}} found; the newest:\n\
         {{{{#ctx.results.0.hits.hits}}}}\n- {}\n{{{{/ctx.results.0.hits.hits}}}}",
        fields.join(", ")
    )
}
