//! Verdicts on a MID Server, and the reasons for them.

/// What a clone will do to a MID Server. The worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Its account comes with the clone as it is now.
    Safe,
    /// It may lose its account, or nobody could see that it does not.
    AtRisk,
    /// It will not be able to log in.
    Breaks,
}

impl Verdict {
    /// Its name, in `--json` too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::AtRisk => "at_risk",
            Self::Breaks => "breaks",
        }
    }
}

/// What helps against what a reason says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cure {
    /// Nothing that can be done by a list or a preserver.
    Other,
    /// Preserving the account with its roles.
    Preserve,
    /// Exporting this list of rows that were not seen, so that it can be judged at all.
    Look(String),
}

/// One reason for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it makes of the MID Server.
    pub verdict: Verdict,
    /// In words.
    pub text: String,
    /// What helps.
    pub cure: Cure,
}

impl Reason {
    /// Why it breaks, which preserving the account would prevent.
    pub fn breaks(text: String) -> Self {
        Self { verdict: Verdict::Breaks, text, cure: Cure::Preserve }
    }

    /// Why it is at risk, which preserving the account would prevent.
    pub fn at_risk(text: String) -> Self {
        Self { verdict: Verdict::AtRisk, text, cure: Cure::Preserve }
    }

    /// Why it is at risk whether the account is preserved or not.
    pub fn at_risk_anyway(text: String) -> Self {
        Self { verdict: Verdict::AtRisk, text, cure: Cure::Other }
    }

    /// What was not seen, and the list that shows it.
    pub fn not_seen(what: &str, list: String) -> Self {
        Self { verdict: Verdict::AtRisk, text: format!("{what}; export {list}"), cure: Cure::Look(list) }
    }

    /// What was not seen, without the list that shows it; `None` for a reason of another kind.
    pub fn not_seen_in_short(&self) -> Option<&str> {
        let Cure::Look(list) = &self.cure else { return None };
        Some(
            self.text
                .strip_suffix(list.as_str())
                .and_then(|text| text.strip_suffix("; export "))
                .unwrap_or(&self.text),
        )
    }

    /// The same reason, where it is not certain that it applies.
    pub fn not_certain(mut self) -> Self {
        self.verdict = self.verdict.min(Verdict::AtRisk);
        self
    }

    /// Why it is safe.
    pub fn safe(text: String) -> Self {
        Self { verdict: Verdict::Safe, text, cure: Cure::Other }
    }
}

/// The verdict that reasons come to: the worst of them. No reason at all is no all-clear.
pub fn verdict(reasons: &[Reason]) -> Verdict {
    reasons.iter().map(|reason| reason.verdict).max().unwrap_or(Verdict::AtRisk)
}

/// The reasons that matter, the worst first, each once: what is certain to break is not made clearer by what was not seen.
pub fn that_matter(mut reasons: Vec<Reason>) -> Vec<Reason> {
    let verdict = verdict(&reasons);
    reasons.retain(|reason| match verdict {
        Verdict::Safe => true,
        Verdict::AtRisk => reason.verdict == Verdict::AtRisk,
        Verdict::Breaks => reason.verdict != Verdict::Safe && !matches!(reason.cure, Cure::Look(_)),
    });
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.verdict));
    let mut told = std::collections::BTreeSet::new();
    reasons.retain(|reason| told.insert(reason.text.clone()));
    reasons
}
