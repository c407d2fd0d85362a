//! Help in another language. In: the definition of the command line. Out: the same definition,
//! whose help is said in the words of the catalogue. Parses nothing.

use clap::{Arg, Command};

use crate::report::{self, HelpGroup, HelpPage, View};

/// The definition with the help of every command in the language asked for; clap's own help is
/// the English one.
pub(crate) fn worded(mut command: Command, view: View) -> Command {
    command.build();
    said(command, view)
}

fn said(command: Command, view: View) -> Command {
    let text = report::help_page(view, &page(&mut command.clone()));
    command.override_help(text).mut_subcommands(|command| said(command, view))
}

/// What the help of a command has to say.
fn page(command: &mut Command) -> HelpPage {
    let usage = command.render_usage().to_string();
    let text =
        |it: Option<&clap::builder::StyledStr>| it.map_or(String::new(), |it| it.to_string());
    let commands = command.get_subcommands().filter(|it| !it.is_hide_set());
    let commands = commands.map(|it| (it.get_name().to_owned(), vec![text(it.get_about())]));
    let group = |heading: &str| HelpGroup { heading: heading.to_owned(), rows: Vec::new() };
    let mut groups: Vec<HelpGroup> = ["Commands", "Arguments", "Options"].map(group).into();
    groups[0].rows.extend(commands);
    for arg in command.get_arguments().filter(|it| !it.is_hide_set()) {
        let own = if arg.is_positional() { "Arguments" } else { "Options" };
        let heading = arg.get_help_heading().unwrap_or(own);
        match groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) => group.rows.push(row(arg)),
            None => groups.push(HelpGroup { heading: heading.to_owned(), rows: vec![row(arg)] }),
        }
    }
    HelpPage {
        about: text(command.get_about()),
        usage,
        groups,
        example: text(command.get_after_help()),
    }
}

/// How an argument is written, and the parts of what is said of it.
fn row(arg: &Arg) -> (String, Vec<String>) {
    let short = arg.get_short().map_or("    ".to_owned(), |short| format!("-{short}, "));
    let written = if arg.is_positional() { arg.to_string() } else { format!("{short}{arg}") };
    let about = arg.get_help().map_or(String::new(), |help| help.to_string());
    let mut parts = match about.split_once(" [default: ") {
        Some((about, default)) => vec![about.to_owned(), format!("[default: {default}")],
        None => vec![about],
    };
    let defaults: Vec<&str> =
        arg.get_default_values().iter().filter_map(|it| it.to_str()).collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() && takes_value(arg) {
        parts.push(format!("[default: {}]", defaults.join(", ")));
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    if !values.is_empty() && takes_value(arg) {
        parts.push(format!("[possible values: {}]", values.join(", ")));
    }
    (written, parts)
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}
