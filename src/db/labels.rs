//! Enums that are stored as text: the label of each variant stands once.

/// Gives an enum its labels: `ALL`, `label`, `Display`, and the ways into the database and out of it.
macro_rules! labels {
    ($type:ident { $($variant:ident = $label:literal),* $(,)? }) => {
        impl $type {
            /// Every variant.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As the database, JSON and people read it.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label),*
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.pad(self.label())
            }
        }

        impl From<$type> for $crate::db::Value {
            fn from(value: $type) -> Self {
                value.label().into()
            }
        }

        impl $crate::db::FromValue for $type {
            fn from_value(value: &$crate::db::Value) -> anyhow::Result<Self> {
                let text = String::from_value(value)?;
                let found = Self::ALL.iter().find(|known| known.label() == text);
                found.copied().with_context(|| {
                    let labels: Vec<&str> = Self::ALL.iter().map(|known| known.label()).collect();
                    format!("{text:?} is none of {}", labels.join(", "))
                })
            }
        }
    };
}
pub(crate) use labels;
