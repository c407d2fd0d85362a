//! The command line. In: arguments. Out: the reply of one command. One command, one file; the only
//! place that names clap. Knows neither files nor colours: `workspace` and `report` do.

mod build;
mod check;
mod explain;
mod fmt;
mod forecast;
mod help;
mod import;
mod lsp;
mod new;
mod pack;
mod preview;
mod schema;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use poa::compile::Compiled;
use poa::diagnostic::Severity;
use poa::translate::Language;
use poa::value::Date;

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, Format, View};
use crate::workspace::{self, CaseFolder, ColorChoice};

/// A compiler for Plans of Action: the documents with which an Amazon seller asks for the account
/// back.
#[derive(Debug, Parser)]
#[command(name = "poa", version, propagate_version = true, disable_help_subcommand = true)]
#[command(
    max_term_width = 100,
    after_help = "Example:
  poa new my-case && poa check my-case && poa build my-case"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: OutputArguments,
}

/// How the answer looks; read before everything else, so that usage errors have it too.
#[derive(Debug, Args)]
struct OutputArguments {
    /// For people, one line a fault, or for machines
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value = "human")]
    #[arg(help_heading = "Output")]
    format: FormatName,
    /// When to colour; NO_COLOR in the environment turns `auto` off
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    #[arg(help_heading = "Output")]
    color: ColorName,
    /// Language of messages [default: from LC_ALL, LC_MESSAGES or LANG; English otherwise]
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    #[arg(help_heading = "Output")]
    lang: Option<LanguageName>,
}

/// The words of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    Human,
    Short,
    Json,
}

/// The words of `--color`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ColorName {
    Auto,
    Always,
    Never,
}

/// The words of `--lang`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

/// The commands; each is one file.
#[derive(Debug, Subcommand)]
enum Command {
    New(new::Arguments),
    Import(import::Arguments),
    Check(check::Arguments),
    Build(build::Arguments),
    Forecast(forecast::Arguments),
    Watch(watch::Arguments),
    Preview(preview::Arguments),
    Explain(explain::Arguments),
    Pack(pack::Arguments),
    Fmt(fmt::Arguments),
    Lsp(lsp::Arguments),
    Schema(schema::Arguments),
}

/// Which case, on which day, for which sites.
#[derive(Debug, Args)]
struct WhichCase {
    /// A `.poa` file, or a folder that holds one [default: this folder]
    case: Option<PathBuf>,
    /// Sets "today" and picks the dated values of the packs [default: the date of the clock]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Only these sites, such as `us,uk` [default: all of the case]
    #[arg(long, value_name = "SITES", value_delimiter = ',', value_parser = parse_site)]
    site: Vec<String>,
}

/// What `check` and `build` have in common.
#[derive(Debug, Args)]
struct CaseArguments {
    #[command(flatten)]
    which: WhichCase,
    /// Treats warnings as errors
    #[arg(long, value_enum, value_name = "LEVEL")]
    deny: Option<Deny>,
    /// Refuses holes (`todo`): the plan is to be sent
    #[arg(long)]
    release: bool,
}

/// The words of `--deny`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Deny {
    Warnings,
}

impl WhichCase {
    /// Finds the case folder that the arguments name.
    fn find(&self) -> Result<CaseFolder, Failure> {
        workspace::find_case(self.case.as_deref())
    }

    /// The day of the check.
    fn today(&self) -> Date {
        self.as_of.unwrap_or_else(workspace::today)
    }

    /// The site codes asked for, each once.
    fn sites(&self) -> Vec<String> {
        let mut sites = self.site.clone();
        sites.sort();
        sites.dedup();
        sites
    }

    /// Refuses a site that the case does not have; errors of the case come first.
    fn known_sites(&self, compiled: &Compiled, codes: &[&str]) -> Result<(), Failure> {
        let errors = compiled.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
        match self.site.iter().find(|code| !codes.contains(&code.as_str())) {
            Some(code) if !errors => {
                Err(Failure::usage(format!("the case `{}` has no site `{code}`", compiled.case))
                    .help("name sites that the case has, or leave out `--site` for all"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl CaseArguments {
    /// Refuses a site that the case does not have.
    fn known_sites(&self, compiled: &Compiled) -> Result<(), Failure> {
        let codes: Vec<&str> = compiled.sites.iter().map(|site| site.code.as_str()).collect();
        self.which.known_sites(compiled, &codes)
    }

    /// Whether the faults found stand in the way.
    fn exit(&self, compiled: &Compiled) -> Exit {
        let in_the_way = |severity: Severity| match severity {
            Severity::Error => true,
            Severity::Warning => self.deny.is_some(),
            Severity::Advice => false,
        };
        match compiled.diagnostics.iter().any(|fault| in_the_way(fault.severity)) {
            true => Exit::Faults,
            false => Exit::Clean,
        }
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: &[OsString], view: View) -> Result<Reply, Failure> {
    let arguments = match parse(arguments, view) {
        Ok(arguments) => arguments,
        Err(error) => return help_or_usage(&error, view),
    };
    match &arguments.command {
        Command::New(arguments) => new::run(arguments, view),
        Command::Import(arguments) => import::run(arguments, view),
        Command::Check(arguments) => check::run(arguments, view),
        Command::Build(arguments) => build::run(arguments, view),
        Command::Forecast(arguments) => forecast::run(arguments, view),
        Command::Watch(arguments) => watch::run(arguments, view),
        Command::Preview(arguments) => preview::run(arguments, view),
        Command::Explain(arguments) => explain::run(arguments, view),
        Command::Pack(arguments) => pack::run(arguments, view),
        Command::Fmt(arguments) => fmt::run(arguments, view),
        Command::Lsp(arguments) => lsp::run(arguments, view),
        Command::Schema(arguments) => schema::run(arguments, view),
    }
}

/// Reads the arguments; help is in the language asked for.
fn parse(arguments: &[OsString], view: View) -> Result<Arguments, clap::Error> {
    match view.language {
        Language::English => Arguments::try_parse_from(arguments),
        Language::Chinese => {
            let mut command = help::worded(Arguments::command(), view);
            let matches = command.try_get_matches_from_mut(arguments)?;
            Arguments::from_arg_matches(&matches)
        }
    }
}

/// Reads format and colour ahead of clap, so that its own errors are in the format asked for.
pub(crate) fn early_view(arguments: &[OsString]) -> View {
    let format = match early_value(arguments, "--format") {
        Some(name) => match FormatName::from_str(&name, false) {
            Ok(FormatName::Json) => Format::Json,
            Ok(FormatName::Short) => Format::Short,
            Ok(FormatName::Human) | Err(_) => Format::Human,
        },
        None => Format::Human,
    };
    let choice = match early_value(arguments, "--color") {
        Some(name) => match ColorName::from_str(&name, false) {
            Ok(ColorName::Always) => ColorChoice::Always,
            Ok(ColorName::Never) => ColorChoice::Never,
            Ok(ColorName::Auto) | Err(_) => ColorChoice::Auto,
        },
        None => ColorChoice::Auto,
    };
    let language =
        early_value(arguments, "--lang").map(|name| LanguageName::from_str(&name, false));
    let language = match language {
        Some(Ok(LanguageName::Zh)) => Language::Chinese,
        Some(Ok(LanguageName::En) | Err(_)) => Language::English,
        None => workspace::language(),
    };
    let terminal = workspace::terminal(choice);
    View {
        format,
        color: terminal.stdout_color,
        error_color: terminal.stderr_color,
        width: terminal.width,
        language,
    }
}

/// The last value of an option, written `--name value` or `--name=value`, before a bare `--`.
fn early_value(arguments: &[OsString], name: &str) -> Option<String> {
    let words: Vec<&str> = arguments.iter().map(|word| word.to_str().unwrap_or("")).collect();
    let end = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    let mut found = None;
    for (at, word) in words[..end].iter().enumerate() {
        let Some(rest) = word.strip_prefix(name) else { continue };
        if rest.is_empty() {
            found = words.get(at + 1).map(|value| (*value).to_owned());
        } else if let Some(value) = rest.strip_prefix('=') {
            found = Some(value.to_owned());
        }
    }
    found
}

/// clap's answer when no command is to run: help and version are no failure.
fn help_or_usage(error: &clap::Error, view: View) -> Result<Reply, Failure> {
    let plain = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let colored = error.render().ansi().to_string();
            Ok(Reply::new(report::help(view, plain, colored), Exit::Clean))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Err(Failure::usage("no command is given").help(plain.trim_end()))
        }
        _ => {
            let text = plain.strip_prefix("error: ").unwrap_or(&plain);
            let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
            let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
            Err(Failure { help: advice(rest), ..Failure::usage(message) })
        }
    }
}

/// What clap advises after its message: tips first, then the usage line.
fn advice(rest: &str) -> Option<String> {
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Reads the value of `--as-of`.
fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| match Date::has_shape(text) {
        true => "the calendar has no such day".to_owned(),
        false => "a date is written YYYY-MM-DD".to_owned(),
    })
}

/// Reads one site code of `--site`.
fn parse_site(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let fits = (1..=8).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    fits.then_some(code).ok_or_else(|| "a site is a short code such as `us`".to_owned())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::CommandFactory;
    use poa::translate::Language;

    use crate::cli::{Arguments, early_value, help};
    use crate::report::{Format, View};

    #[test]
    fn the_definition_is_sound_and_every_help_ends_with_an_example() {
        let mut command = Arguments::command();
        command.clone().debug_assert();
        command.build();
        let all = std::iter::once(&command).chain(command.get_subcommands());
        for command in all {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            assert!(after.starts_with("Example"), "`poa {name} --help` has no example");
            assert!(after.contains("\n  poa "), "`poa {name} --help` has no example");
        }
    }

    /// Whether a help has two English words in a row outside what is to be typed.
    fn is_english(line: &str) -> bool {
        let is_word = |word: &str| word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase());
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
        words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
    }

    #[test]
    fn every_help_is_said_in_chinese() {
        let view = View {
            format: Format::Human,
            color: false,
            error_color: false,
            width: 100,
            language: Language::Chinese,
        };
        let mut commands = vec![help::worded(Arguments::command(), view)];
        let mut seen = 0;
        while let Some(mut command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            seen += 1;
            let text = command.render_long_help().to_string();
            let (text, example) = text.split_once("示例：").expect("every help has an example");
            assert!(example.contains("\n  poa "), "{example}");
            // Values to choose from stand between brackets, as they are typed.
            let open = |line: &&str| is_english(line.split("（可选").next().unwrap_or(""));
            let english: Vec<&str> =
                text.lines().filter(|line| !line.starts_with("用法：")).filter(open).collect();
            assert!(english.is_empty(), "add to policies/language/zh-help.yaml {english:#?}");
        }
        assert!(seen > 20, "{seen} commands");
    }

    #[test]
    fn the_format_is_read_before_clap() {
        let check = |line: &str, expected: Option<&str>| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(early_value(&words, "--format").as_deref(), expected, "{line}");
        };
        check("poa check", None);
        check("poa check --format json", Some("json"));
        check("poa --format=json check --nonsense", Some("json"));
        check("poa check --format", None);
        check("poa check --formatter json", None);
        check("poa check -- --format json", None);
        check("poa --format json check --format short", Some("short"));
    }
}
