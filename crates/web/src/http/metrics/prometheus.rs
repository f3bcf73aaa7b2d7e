//! OpenMetrics as Prometheus' text form 0.0.4, which the library does not write: there a counter's family is
//! called as its samples are, a line has nothing of units, and nothing marks the end.

use std::fmt::Write as _;

/// The same samples in the other form.
pub(super) fn text(open_metrics: &str) -> String {
    let mut text = String::with_capacity(open_metrics.len());
    let mut help = None;
    for line in open_metrics.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("HELP"), Some(family), said) => {
                help = Some((family, said.unwrap_or("")));
            }
            (Some("#"), Some("TYPE"), Some(family), Some(kind)) => {
                let (ending, kind) = match kind {
                    "counter" => ("_total", "counter"),
                    "info" => ("_info", "gauge"),
                    "unknown" => ("", "untyped"),
                    kind => ("", kind),
                };
                if let Some((_, said)) = help.take().filter(|(of, _)| *of == family) {
                    // Only here are quotes not escaped.
                    let said = said.replace("\\\"", "\"");
                    let _ = writeln!(text, "# HELP {family}{ending} {said}");
                }
                let _ = writeln!(text, "# TYPE {family}{ending} {kind}");
            }
            // A unit is part of the name already.
            (Some("#"), ..) => {}
            _ => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_called_as_their_samples() {
        let open_metrics = "# HELP a_runs Runs \\\"well\\\".\n# TYPE a_runs counter\n\
            a_runs_total{of=\"# HELP x\"} 3\n# HELP a_seconds How long.\n# TYPE a_seconds counter\n\
            # UNIT a_seconds seconds\na_seconds_total 1.5\n# HELP a_build Build.\n# TYPE a_build info\n\
            a_build_info{version=\"1\"} 1\n# HELP a_age Age.\n# TYPE a_age gauge\na_age 0\n# EOF\n";
        assert_eq!(
            text(open_metrics),
            "# HELP a_runs_total Runs \"well\".\n# TYPE a_runs_total counter\n\
             a_runs_total{of=\"# HELP x\"} 3\n# HELP a_seconds_total How long.\n\
             # TYPE a_seconds_total counter\na_seconds_total 1.5\n# HELP a_build_info Build.\n\
             # TYPE a_build_info gauge\na_build_info{version=\"1\"} 1\n# HELP a_age Age.\n\
             # TYPE a_age gauge\na_age 0\n"
        );
    }
}
