//! Faults in the language asked for. In: what was found, in English. Out: the same in the words of
//! the packs' other language. The catalogue is made once, when it is first needed.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::compile::Compiled;
use crate::compile::shipped::shipped;
use crate::diagnostic::Diagnostic;
use crate::translate::{Catalogue, Language};

/// The texts of the packs of this program in both languages.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(&shipped().packs));
    &CATALOGUE
}

impl Compiled {
    /// The texts of the packs that it was held against.
    pub fn words(&self) -> &Catalogue {
        self.own_words.as_deref().unwrap_or_else(|| catalogue())
    }

    /// Its faults in a language; what has no translation stays in English.
    pub fn faults_in(&self, language: Language) -> Cow<'_, [Diagnostic]> {
        match language {
            Language::English => Cow::Borrowed(&self.diagnostics),
            Language::Chinese => {
                let faults = self.diagnostics.iter().map(|fault| self.words().fault(fault));
                Cow::Owned(faults.collect())
            }
        }
    }
}
