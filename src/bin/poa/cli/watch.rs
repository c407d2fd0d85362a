//! `poa watch`: check and build on every save. In: a case. Out: what each save changed, line by
//! line, until it is ended. Between two saves everything is kept that did not change.

use std::path::PathBuf;
use std::sync::mpsc::channel;

use clap::Args;
use poa::compile::{self, Compiled, Input, Memory, SiteBundle};

use crate::cli::CaseArguments;
use crate::reply::{Exit, Failure, Reply};
use crate::report::watch::{Finished, Round, Seen};
use crate::report::{self, Built, View};
use crate::workspace::{self, CachedFiles, CaseFolder, OutFolder, Stopwatch, Wake, Watch, Woken};

/// Checks and builds on every save, and says which faults are gone and which are new
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa watch my-case --site us --no-build")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Where the folders go [default: `out` in the case folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Checks only, and writes nothing
    #[arg(long, conflicts_with = "out")]
    no_build: bool,
}

/// Watches the case until the program is ended.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let folder = arguments.case.which.find()?;
    let named = arguments.out.as_deref();
    let out = (!arguments.no_build).then(|| workspace::out_folder(&folder, named));
    let files = folder.kept_files()?;
    let (wake, receiver) = channel();
    let watch = Watch::new(&folder.path, out.as_ref().map(|out| out.path.as_path()))?;
    watch.wakes(wake.clone());
    workspace::at_end(move || drop(wake.send(Wake::End)))?;
    let mut woken = Woken::new(receiver);
    let mut watcher = Watcher {
        case: &arguments.case,
        view,
        folder: &folder,
        files,
        out,
        memory: Memory::default(),
        seen: None,
    };
    watcher.round()?;
    let root = folder.path.join(&folder.root);
    if !workspace::say(&report::watch::begun(view, &root)) {
        return Ok(Reply::new("", Exit::Clean));
    }
    while woken.next(&watcher.files, &folder.root).is_some() {
        let told = match watcher.round() {
            Ok(told) => told,
            Err(failure) => workspace::say(&report::watch::failed(view, &failure)),
        };
        if !told {
            break;
        }
    }
    Ok(Reply::new("", Exit::Clean))
}

/// The case, and what the last round left for the next.
struct Watcher<'a> {
    case: &'a CaseArguments,
    view: View,
    folder: &'a CaseFolder,
    files: CachedFiles,
    /// Where bundles go; `None` where none are made.
    out: Option<OutFolder>,
    memory: Memory,
    /// What the last round found.
    seen: Option<Seen>,
}

impl Watcher<'_> {
    /// Checks and builds the case as it lies on disk; whether somebody still reads what is said.
    ///
    /// **Errors**: the case has no such site; a bundle cannot be written.
    fn round(&mut self) -> Result<bool, Failure> {
        let clock = Stopwatch::start();
        let packs = workspace::packs_of_folder(&self.folder.path);
        let input = Input {
            root: self.folder.root.clone(),
            files: &self.files,
            as_of: self.case.which.today(),
            sites: self.case.which.sites(),
            release: self.case.release,
            packs: packs.as_ref(),
        };
        let (view, case, seen) = (self.view, self.case, &mut self.seen);
        let mut checked = Ok(true);
        let mut tell = |compiled: &Compiled| {
            checked = case.known_sites(compiled).map(|()| {
                let now = Seen::of(compiled);
                let round = Round { compiled, before: seen.as_ref(), now: &now, clock: &clock };
                let said = workspace::say(&report::watch::checked(view, &round));
                *seen = Some(now);
                said
            });
        };
        let Some(out) = &self.out else {
            tell(&compile::check_again(&input, &mut self.memory));
            return checked;
        };
        let (compiled, bundles) = compile::build_again(&input, &mut self.memory, &mut tell);
        if !checked? {
            return Ok(false);
        }
        let bundles: Vec<SiteBundle> = match case.exit(&compiled) {
            Exit::Clean => bundles,
            Exit::Faults | Exit::Usage | Exit::World | Exit::Bug => Vec::new(),
        };
        workspace::write_bundles(out, &bundles)?;
        let built = Built { out: &out.path, bundles: &bundles };
        let finished = Finished { compiled: &compiled, built, clock: &clock };
        Ok(workspace::say(&report::watch::built(view, &finished)))
    }
}
