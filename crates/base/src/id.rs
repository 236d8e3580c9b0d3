//! Typed record ids: UUIDv7 as lower-case text on both databases, so that they sort by birth and can
//! be read in a shell.

use crate::time::Timestamp;
use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};
use uuid::{ContextV7, Uuid};

static CONTEXT: std::sync::Mutex<ContextV7> = std::sync::Mutex::new(ContextV7::new());

/// The id of a record of kind `T`. `T` is only a tag; two ids of different tags do not compare.
pub struct Id<T> {
    text: String,
    tag: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new id born at `now`. Ids of one process rise even within a millisecond.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where ids are born")]
    pub fn generate(now: Timestamp) -> Self {
        let (secs, nanos) = now.unix_parts();
        let uuid = match CONTEXT.lock() {
            Ok(context) => Uuid::new_v7(uuid::Timestamp::from_unix(&*context, secs, nanos)),
            Err(_) => Uuid::now_v7(),
        };
        Self { text: uuid.as_hyphenated().to_string(), tag: PhantomData }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same id under another tag: for generic tables (journal, files) that point at any kind.
    pub fn cast<U>(&self) -> Id<U> {
        Id { text: self.text.clone(), tag: PhantomData }
    }
}

/// The text is not a UUID in its usual form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a record id")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        let uuid = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        Ok(Self { text: uuid.as_hyphenated().to_string(), tag: PhantomData })
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), tag: PhantomData }
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<T> utoipa::PartialSchema for Id<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::Custom("uuid".to_owned())))
            .into()
    }
}
impl<T> utoipa::ToSchema for Id<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

mod sql {
    use super::{Id, NotAnId, PhantomData};
    use sea_orm::{
        ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
        sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr},
    };

    impl<T> From<Id<T>> for Value {
        fn from(id: Id<T>) -> Self {
            Self::from(id.text)
        }
    }
    impl<T> TryGetable for Id<T> {
        fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
            // What is stored was checked when it was written.
            String::try_get_by(row, index).map(|text| Self { text, tag: PhantomData })
        }
    }
    impl<T> ValueType for Id<T> {
        fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
            <String as ValueType>::try_from(value).map(|text| Self { text, tag: PhantomData })
        }
        fn type_name() -> String {
            "Id".to_owned()
        }
        fn array_type() -> ArrayType {
            ArrayType::String
        }
        fn column_type() -> ColumnType {
            ColumnType::String(StringLen::None)
        }
    }
    impl<T> Nullable for Id<T> {
        fn null() -> Value {
            <String as Nullable>::null()
        }
    }
    impl<T> TryFromU64 for Id<T> {
        fn try_from_u64(_: u64) -> Result<Self, DbErr> {
            Err(DbErr::Type(NotAnId.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_survive_text() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let first: Id<()> = Id::generate(now);
        let second: Id<()> = Id::generate(now);
        assert!(first < second);
        assert_eq!(first.to_string().parse::<Id<()>>(), Ok(first));
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in ["", "1", "0195", "{0195b7f2-0000-7000-8000-000000000000}", "x' OR 1=1 --"] {
            assert_eq!(bad.parse::<Id<()>>(), Err(NotAnId), "{bad}");
        }
    }
}
