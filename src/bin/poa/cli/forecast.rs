//! `poa forecast`: when the window heals by itself. In: a case. Out: the moved windows of each
//! site, and a picture of them where one is asked for.

use std::path::PathBuf;

use clap::Args;
use poa::compile::{self, Input, SiteForecast};
use poa::diagnostic::Severity;
use poa::forecast::chart::{Panel, chart};

use crate::cli::WhichCase;
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, Forecasts, View};
use crate::workspace;

/// Says when the order defect rate gets under the threshold by itself, day by day and per site
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa forecast my-case --site us --as-of 2026-10-23 --svg forecast.svg")]
pub(crate) struct Arguments {
    #[command(flatten)]
    which: WhichCase,
    /// Draws the forecast into this file too; a file of that name is replaced
    #[arg(long, value_name = "FILE", value_parser = parse_svg)]
    svg: Option<PathBuf>,
}

/// Forecasts every site and draws it if asked.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let which = &arguments.which;
    let folder = which.find()?;
    let (compiled, sites) = compile::forecast(&Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: which.today(),
        sites: which.sites(),
        release: false,
        packs: folder.packs(),
    });
    let codes: Vec<&str> = sites.iter().map(|site| site.code.as_str()).collect();
    which.known_sites(&compiled, &codes)?;
    let picture = picture(&compiled.case, &sites);
    let svg = arguments.svg.as_deref().filter(|_| picture.is_some());
    if let (Some(path), Some(picture)) = (svg, &picture) {
        workspace::replace_file(path, picture.as_bytes())?;
    }
    let has_error = compiled.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    let exit = match has_error || sites.iter().any(|site| site.forecast.is_err()) {
        true => Exit::Faults,
        false => Exit::Clean,
    };
    let found = Forecasts { sites: &sites, svg };
    Ok(Reply::new(report::forecast(view, &compiled, &found), exit))
}

/// One panel a site; `None` where no site has a forecast.
fn picture(case: &str, sites: &[SiteForecast]) -> Option<String> {
    let panels: Vec<Panel<'_>> = sites
        .iter()
        .filter_map(|site| {
            let forecast = site.forecast.as_ref().ok()?;
            let by = forecast.shipped_by();
            let title = format!("{case}, {}: orders shipped by {by}", site.code);
            Some(Panel { title, forecast })
        })
        .collect();
    (!panels.is_empty()).then(|| chart(&panels))
}

/// Reads the value of `--svg`; another ending may be a slip that would cost a file.
fn parse_svg(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_svg = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    is_svg.then_some(path).ok_or_else(|| "the name of the picture ends with `.svg`".to_owned())
}
